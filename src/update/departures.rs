//! Tells entries that a publisher took back from those that rolled off the end of a feed.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::entries::Sorted;
use super::known::KnownEntry;
use super::meaning::{BodyExtent, EntryChange, Update};
use crate::feed::{Departures, FeedState};

/// An entry that leaves later than this after it came has had its time.
const YOUNG: SignedDuration = SignedDuration::from_hours(48);

/// Older entries that must have stayed.
const OLDER: usize = 2;

/// Entries that one publisher takes back between two polls, at most: more is another list.
const AT_ONCE: usize = 2;

/// A feed out of whose middle more than one in this many entries leaves is no list that rolls: it is an editor's
/// choice, or what is read most.
const RARELY: u32 = 10;

/// Counts what left since the last body, and says what was withdrawn and what came back.
pub(super) fn judge(
    update: &mut Update,
    before: &FeedState,
    sorted: &Sorted,
    known: &[KnownEntry],
    seen: BodyExtent,
    now: Timestamp,
) {
    let (stayed, absent): (Vec<&KnownEntry>, Vec<&KnownEntry>) =
        known.iter().partition(|known| sorted.holds(known.key.as_str()));
    let back = stayed.iter().filter(|known| known.withdrawn);
    update.changes.extend(back.map(|known| EntryChange::Restored { key: known.key.clone() }));
    // A list that shrank or was renamed says nothing about single entries.
    if sorted.renamed > 0 || sorted.keys.len() * 2 < before.listed.len() {
        return;
    }
    let listed: HashSet<&str> = before.listed.iter().map(String::as_str).collect();
    let left = absent.into_iter().filter(|known| listed.contains(known.key.as_str()));
    let (out_of_order, in_order): (Vec<&KnownEntry>, Vec<&KnownEntry>) = left.partition(|left| {
        stayed.iter().filter(|stayed| stayed.first_seen < left.first_seen).count() >= OLDER
    });
    if seen.is_complete {
        // Whatever its age. Where something came in, the oldest may have made room for it after all.
        let oldest: &[&KnownEntry] = if sorted.new == 0 { &in_order } else { &[] };
        let taken_back = out_of_order.iter().chain(oldest).filter(|known| !known.withdrawn);
        update.changes.extend(taken_back.map(|known| EntryChange::Withdrawn { key: known.key.clone() }));
        return;
    }
    let habits = before.departures;
    let rolls = habits.out_of_order == 0 || habits.out_of_order.saturating_mul(RARELY) <= habits.in_order;
    if rolls && out_of_order.len() <= AT_ONCE {
        let is_young =
            |known: &&&KnownEntry| !known.withdrawn && now.duration_since(known.first_seen) <= YOUNG;
        let young = out_of_order.iter().filter(is_young);
        update.changes.extend(young.map(|known| EntryChange::Withdrawn { key: known.key.clone() }));
    }
    update.state.departures = counted(habits, in_order.len(), out_of_order.len());
}

/// Old habits fade: the counts are halved when they grow large.
fn counted(habits: Departures, in_order: usize, out_of_order: usize) -> Departures {
    const MANY: u32 = 1000;
    let add = |count: u32, more: usize| count.saturating_add(u32::try_from(more).unwrap_or(MANY));
    let sum = Departures {
        in_order: add(habits.in_order, in_order),
        out_of_order: add(habits.out_of_order, out_of_order),
    };
    let share = if sum.in_order.max(sum.out_of_order) > MANY { 2 } else { 1 };
    Departures { in_order: sum.in_order / share, out_of_order: sum.out_of_order / share }
}
