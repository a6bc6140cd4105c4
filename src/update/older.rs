//! Older documents of a feed (RFC 5005): which of them are read, and what one of them means.
//!
//! A feed shows its latest entries. Where a body holds nothing that was known before, others may have come and gone
//! between two polls; a feed that has archives or further pages still holds them, and they are walked back to what is
//! known. At first sight a few are read too, so that there is something to search; nothing in them is news.

use jiff::SignedDuration;
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::answer::{Missing, PollAnswer, Reading};
use super::entries;
use super::entries::Sorting;
use super::languages::tell_languages;
use super::meaning::{ChangeKind, EntryChange, Update};
use super::question::PollQuestion;
use super::sorted::Sorted;
use crate::entry::Entry;
use crate::feed::{Backlog, EventKind, FeedState, HealthEvent, Older};

/// Documents that are read at first sight of a feed.
const AT_FIRST_SIGHT: u32 = 5;

/// Documents that are read to fill one gap.
const TO_FILL_A_GAP: u32 = 20;

/// Archives that are remembered as read, the latest last.
const REMEMBERED: usize = 200;

/// Failures of one document after which it is given up.
const GIVEN_UP_AFTER: u32 = 3;

/// Publishers' dates may lie so far before the moment at which an entry appears.
const BEHIND: SignedDuration = SignedDuration::from_hours(48);

/// Begins to walk back from the current document where that is called for.
pub(super) fn begin(state: &mut FeedState, before: &FeedState, older: Option<Older>, sorted: &Sorted) {
    let is_first = before.first_polled.is_none();
    let missed = !before.listed.is_empty() && sorted.new > 0 && sorted.new == sorted.keys.len();
    let Some(next) = older.filter(|next| (is_first || missed) && !is_read(state, next)) else { return };
    let since = before.last_ok.filter(|_| !is_first).and_then(|last| last.checked_sub(BEHIND).ok());
    let left = if is_first { AT_FIRST_SIGHT } else { TO_FILL_A_GAP };
    state.backlog = Some(Backlog { next, left, missed_since: since, failures: 0 });
}

/// The older document that a body names, if it stands on the host that answered.
pub(super) fn named_by(reading: &Reading, answered: &str) -> Option<Older> {
    let older = reading.older.as_deref()?;
    let host =
        |text: &str| Url::parse(text).ok().and_then(|url| Some((url.host_str()?.to_owned(), url.port())));
    let named = host(older.address());
    (named.is_some() && named == host(answered)).then(|| older.clone())
}

/// What an older document means. It changes nothing but the entries that were never seen, and the walk itself: no
/// validators, no rhythm, no health, no next time.
pub(crate) fn decide_older(question: PollQuestion<'_>) -> Update {
    let PollQuestion { feed, state, answer, known, now, settings } = question;
    let mut update = Update { state, changes: Vec::new(), events: Vec::new() };
    let Some(backlog) = update.state.backlog.take() else { return update };
    let PollAnswer::Read(head, mut reading) = answer else {
        let failures = backlog.failures + 1;
        if failures < GIVEN_UP_AFTER {
            update.state.backlog = Some(Backlog { failures, ..backlog });
        } else {
            stop(&mut update, &backlog, "cannot be read");
        }
        return update;
    };
    tell_languages(feed.lang.as_deref(), &mut reading.entries);
    remember(&mut update.state, &backlog.next);
    let next = named_by(&reading, &head.final_url).filter(|next| !is_read(&update.state, next));
    // Without a date nothing tells an entry that was missed from one of last year: it is stored and searchable.
    let is_missed = |entry: &Entry| {
        let claim = entry.published.or(entry.updated);
        backlog.missed_since.zip(claim).map(|(since, claim)| claim >= since)
    };
    let reaches_back = reading.entries.iter().any(|entry| is_missed(entry) == Some(false));
    let sorting = Sorting { before: &update.state, known, now, backfill: settings.backfill };
    let sorted = entries::sort(&sorting, reading.entries, Missing::Nothing);
    let meets_known = sorted.new < sorted.keys.len();
    let new = sorted.changes.into_iter().filter_map(|change| match change {
        ChangeKind::New { entry, hash, .. } => {
            Some(ChangeKind::New { news: is_missed(&entry) == Some(true), entry, hash })
        }
        _ => None,
    });
    update.changes.extend(new.map(EntryChange::from));
    if backlog.missed_since.is_some() && (meets_known || reaches_back) {
        return update;
    }
    let left = backlog.left.saturating_sub(1);
    match next {
        Some(next) if left > 0 => {
            update.state.backlog = Some(Backlog { next, left, failures: 0, ..backlog });
        }
        Some(_) => stop(&mut update, &backlog, "is the last that is read, and it names another one"),
        None if backlog.missed_since.is_some() => stop(&mut update, &backlog, "is the oldest that there is"),
        None => {}
    }
    update
}

/// Ends the walk before its end, and says why: to the operators too where entries may be missing.
fn stop(update: &mut Update, backlog: &Backlog, why: &str) {
    let address = backlog.next.address();
    let (kind, message, tell) = if backlog.missed_since.is_some() {
        let words = format!("entries may have come and gone between two polls: {address} {why}");
        (EventKind::Gap, words, true)
    } else {
        (EventKind::History, format!("its history was read in part: {address} {why}"), false)
    };
    update.events.push(HealthEvent { kind, message, tell });
}

fn is_read(state: &FeedState, older: &Older) -> bool {
    state.archives.contains(&xxh3_64(older.address().as_bytes()))
}

/// An archive does not change and is read once. A page holds other entries tomorrow.
fn remember(state: &mut FeedState, older: &Older) {
    if let Older::Archive(address) = older {
        state.archives.push(xxh3_64(address.as_bytes()));
        state.archives.drain(..state.archives.len().saturating_sub(REMEMBERED));
    }
}
