//! What is odd about a body that could be read: none of it deletes anything.

use jiff::Timestamp;

use super::answer::Missing;
use super::health::REMINDER;
use super::meaning::{BodyExtent, Update};
use super::redesign;
use super::sorted::Sorted;
use crate::feed::{EventKind, FeedState, HealthEvent};

/// Entries that a list must have had before its emptiness or its shrinking is odd.
const EMPTIED_FROM: usize = 3;
const SHRUNK_FROM: usize = 8;

/// New entries without a known one among them that are more than a feed's usual news.
const GAP_FROM: usize = 5;

/// Records what is odd. Operators hear of it weekly at most.
pub(super) fn record(
    update: &mut Update,
    before: &FeedState,
    sorted: &Sorted,
    seen: BodyExtent,
    notice: Option<Box<(EventKind, String)>>,
    now: Timestamp,
) {
    let (had, has) = (before.listed.len(), sorted.keys.len());
    let is_whole = !seen.is_partial;
    let mut odd = Vec::new();
    if sorted.renamed > 0 {
        let renamed = sorted.renamed;
        let words = format!(
            "it changed its ids: {renamed} of {has} entries were recognised by link or title and not mailed again"
        );
        odd.push((EventKind::IdsChanged, words));
    }
    if is_whole && has == 0 && had >= EMPTIED_FROM {
        odd.push((
            EventKind::Emptied,
            format!("it has no entries any more, it had {had}; nothing was deleted"),
        ));
    } else if is_whole && had >= SHRUNK_FROM && has * 4 < had {
        odd.push((EventKind::Shrunk, format!("it has {has} entries, it had {had}; nothing was deleted")));
    }
    if let Some((count, year)) = sorted.relisted {
        // Readers find the line in the foot of their digest.
        let words = format!("it lists {count} old articles, from {year} on: stored and searchable, no news");
        update.events.push(HealthEvent { kind: EventKind::Relisted, message: words, tell: false });
    }
    let is_told = before.oddity_told.is_none_or(|told| now.duration_since(told) >= REMINDER);
    // These may come at every poll; their history need not.
    if is_told {
        odd.extend(notice.map(|notice| *notice));
        odd.extend(cut(seen, has).map(|words| (EventKind::Truncated, words)));
        // Of the page itself something is left: that may be the beginning of a redesign.
        let usual = before.list.as_ref().and_then(redesign::usual).filter(|usual| has * 2 < *usual);
        odd.extend(usual.map(|usual| {
            (
                EventKind::Shrunk,
                format!("it brings {has} items, where it used to bring {usual}: see what its selectors find"),
            )
        }));
        // Where older documents are read, that fills the gap or says so.
        let is_open = is_whole && update.state.backlog.is_none();
        if is_open && had > 0 && has >= GAP_FROM && sorted.new == has {
            let words = format!("all {has} entries are new: others may have come and gone between two polls");
            odd.push((EventKind::Gap, words));
        }
        if let Some(title) = &sorted.restless {
            let words = format!(
                "it edits \"{title}\" without end: further edits are not mailed, and not stored beyond fifty a week"
            );
            odd.push((EventKind::Restless, words));
        }
        if let Some(held) = sorted.held.as_ref().filter(|held| held.since == now && !held.is_given_up) {
            let words = format!(
                "{} of its entries had another title and text at once: not taken until a second answer says the same",
                held.changed.len()
            );
            odd.push((EventKind::Doubtful, words));
        }
    }
    if is_told && !odd.is_empty() {
        update.state.oddity_told = Some(now);
    }
    let events = odd.into_iter().map(|(kind, message)| HealthEvent { kind, message, tell: is_told });
    update.events.extend(events);
}

/// What of a body of so many entries was not read, in words.
fn cut(seen: BodyExtent, has: usize) -> Option<String> {
    match seen.missing {
        Missing::End | Missing::HalfEntry => {
            Some(format!("it breaks off after {has} entries; these were read"))
        }
        Missing::Some => Some(format!(
            "it has more than the {has} entries that are read of one feed; the others are left out"
        )),
        Missing::Nothing => seen
            .is_cut
            .then(|| "a text of it is longer than is read: the rest is left out, and not matched".to_owned()),
    }
}
