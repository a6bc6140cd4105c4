//! Tells entries that a publisher took back from those that rolled off the end of a feed.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::known::KnownEntry;
use super::meaning::{BodyExtent, ChangeKind, Update};
use super::sorted::Sorted;
use crate::entry::EntryKey;
use crate::feed::{AbsentEntry, Departures, FeedState};

/// An entry that leaves later than this after it came has had its time.
const YOUNG: SignedDuration = SignedDuration::from_hours(48);

/// Older entries that must have stayed.
const OLDER: usize = 2;

/// Entries that one publisher takes back between two polls, at most: more is another list.
const AT_ONCE: usize = 2;

/// A feed out of whose middle more than one in this many entries leaves is no list that rolls: it is an editor's
/// choice, or what is read most.
const RARELY: u32 = 10;

/// A second answer that lacks an entry must come this much later than the first: an interval, of a slow feed an hour.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// Entries that are watched for a second answer, at most.
const WATCHED: usize = 50;

/// What is known when a whole body lacks entries.
pub(super) struct Leaving<'a> {
    /// The state before this answer.
    pub before: &'a FeedState,
    /// The entries of the body.
    pub sorted: &'a Sorted,
    /// What the store knows, of the entries that were listed and are missing too.
    pub known: &'a [KnownEntry],
    /// How much of the feed the body shows.
    pub extent: BodyExtent,
    /// The feed's usual interval.
    pub wait: Duration,
    /// The time of the answer.
    pub now: Timestamp,
}

/// Says what was withdrawn and what came back, and counts what left since the last body.
///
/// Gone is what two answers in a row lack: some servers answer now and then with an older list.
pub(super) fn judge(update: &mut Update, leaving: &Leaving<'_>) {
    let Leaving { before, sorted, known, now, .. } = leaving;
    let (stayed, missing): (Vec<&KnownEntry>, Vec<&KnownEntry>) =
        known.iter().partition(|known| sorted.holds(known.key.as_str()));
    let back = stayed.iter().filter(|known| known.withdrawn);
    update.changes.extend(back.map(|known| ChangeKind::Restored { key: known.key.clone() }.into()));
    // Its link, or its title and text, still stand: under another id it was not taken back.
    let missing: Vec<&KnownEntry> = missing.into_iter().filter(|known| !sorted.still_shows(known)).collect();
    let is_missing = |key: &str| missing.iter().find(|known| known.key.as_str() == key && !known.withdrawn);
    update.state.absent.retain(|absent| is_missing(&absent.key).is_some());
    // A list that shrank or was renamed says nothing about single entries.
    if sorted.renamed > 0 || sorted.keys.len() * 2 < before.listed.len() {
        return;
    }
    confirm(update, leaving);
    let listed: HashSet<&str> = before.listed.iter().map(String::as_str).collect();
    let left = missing.iter().copied().filter(|known| listed.contains(known.key.as_str()));
    let order = ListOrder::of(before, &stayed);
    let (out_of_order, in_order): (Vec<&KnownEntry>, Vec<&KnownEntry>) =
        left.partition(|left| order.older_that_stayed(left) >= OLDER);
    update.state.departures = counted(update.state.departures, in_order.len(), 0);
    let suspects = suspects(leaving, &out_of_order, &in_order);
    let fresh = suspects.map(|known| AbsentEntry { key: known.key.as_str().to_owned(), since: *now });
    update.state.absent.extend(fresh);
    update.state.absent.truncate(WATCHED);
}

/// In which order entries stood that stayed.
struct ListOrder<'a> {
    places: HashMap<&'a str, usize>,
    stayed: &'a [&'a KnownEntry],
}

impl<'a> ListOrder<'a> {
    fn of(before: &'a FeedState, stayed: &'a [&'a KnownEntry]) -> Self {
        let places = before.listed.iter().enumerate().map(|(place, key)| (key.as_str(), place));
        Self { places: places.collect(), stayed }
    }

    /// How many entries stayed that are older than one that left: by an earlier poll, else by the list itself.
    fn older_that_stayed(&self, left: &KnownEntry) -> usize {
        let before = self.stayed.iter().filter(|stayed| stayed.came_before(left)).count();
        if before >= OLDER { before } else { before + self.listed_below(left) }
    }

    /// Entries of the same answer below one that left, where dates and places agree for all of them. None in any other list:
    /// neither dates nor places alone say which came first.
    fn listed_below(&self, left: &KnownEntry) -> usize {
        let mut below = 0;
        let together = self.stayed.iter().filter(|stayed| stayed.first_seen == left.first_seen);
        for stayed in together {
            let places = self.places.get(stayed.key.as_str()).zip(self.places.get(left.key.as_str()));
            let (Some((own, its)), Some((claimed, left_claimed))) =
                (places, stayed.published.zip(left.published))
            else {
                continue;
            };
            match own.cmp(its).reverse() == claimed.cmp(&left_claimed) {
                true => below += usize::from(own > its),
                // Of one instant: their order says nothing.
                false if claimed == left_claimed => {}
                false => return 0,
            }
        }
        below
    }
}

/// The entries that may have been taken back, of those that left.
fn suspects<'a>(
    leaving: &Leaving<'_>,
    out_of_order: &[&'a KnownEntry],
    in_order: &[&'a KnownEntry],
) -> impl Iterator<Item = &'a KnownEntry> {
    let Leaving { before, sorted, extent, now, .. } = leaving;
    let habits = before.departures;
    let rolls = habits.out_of_order == 0 || habits.out_of_order.saturating_mul(RARELY) <= habits.in_order;
    let is_young = |known: &&&KnownEntry| now.duration_since(known.first_seen) <= YOUNG;
    let left: Vec<&KnownEntry> = if extent.is_complete {
        // Whatever its age. Where something came in, the oldest may have made room for it after all.
        let oldest: &[&KnownEntry] = if sorted.new == 0 { in_order } else { &[] };
        out_of_order.iter().chain(oldest).copied().collect()
    } else if rolls && out_of_order.len() <= AT_ONCE {
        out_of_order.iter().filter(is_young).copied().collect()
    } else {
        Vec::new()
    };
    left.into_iter().filter(|known| !known.withdrawn)
}

/// What an earlier answer lacked and this one lacks too has been taken back.
fn confirm(update: &mut Update, leaving: &Leaving<'_>) {
    let wait =
        SignedDuration::try_from(leaving.wait.min(LONGEST_WAIT).mul_f64(0.9)).unwrap_or(SignedDuration::ZERO);
    let is_due = |absent: &AbsentEntry| leaving.now.duration_since(absent.since) >= wait;
    let (due, open): (Vec<AbsentEntry>, Vec<AbsentEntry>) =
        std::mem::take(&mut update.state.absent).into_iter().partition(is_due);
    update.state.absent = open;
    if !leaving.extent.is_complete {
        update.state.departures = counted(update.state.departures, 0, due.len());
    }
    let keys = due.into_iter().map(|absent| EntryKey::from_stored(absent.key));
    update.changes.extend(keys.map(|key| ChangeKind::Withdrawn { key }.into()));
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
