//! Sorts the entries of one body into new, edited, seen and relinked.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::answer::Missing;
use super::boxes::Boxes;
use super::known::KnownEntry;
use super::meaning::EntryChange;
use super::recognised::Recognised;
use crate::entry::{ContentHash, Entry, EntryKey, title_hash};
use crate::feed::FeedState;

/// Revisions of one entry after which people hear of no further one.
const ALERTED_REVISIONS: usize = 24;

/// Revisions of one entry after which no further one is stored: a counter in the text makes one at every poll.
const STORED_REVISIONS: usize = 50;

/// Unknown entries from which on a change of ids is thought of.
const FEW: usize = 3;

/// Publishers' clocks may be ahead by this, time zones taken for one another included.
const AHEAD: SignedDuration = SignedDuration::from_hours(26);

/// The entries of one body, sorted.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// What to write about them.
    pub changes: Vec<EntryChange>,
    /// Their keys in the feed's order.
    pub keys: Vec<EntryKey>,
    /// Their dates, as far as they claim one.
    pub claims: Vec<Timestamp>,
    /// How many were never seen before.
    pub new: usize,
    /// How many were recognised by link or title because the feed changed its ids.
    pub renamed: usize,
    /// The title of one that is edited without end, at the edit at which people stop hearing of it.
    pub restless: Option<String>,
    /// The lines that many of them share, to be remembered.
    pub boxes: Vec<u64>,
    present: HashSet<String>,
}

impl Sorted {
    /// Whether an entry with this key is in the body, under this key or a new one.
    pub(super) fn holds(&self, key: &str) -> bool {
        self.present.contains(key)
    }
}

/// Sorts the entries of a body, no two of which share a key.
pub(super) fn sort(
    before: &FeedState,
    entries: Vec<Entry>,
    missing: Missing,
    known: &[KnownEntry],
    now: Timestamp,
    backfill: Duration,
) -> Sorted {
    let by_key: HashMap<&EntryKey, &KnownEntry> = known.iter().map(|known| (&known.key, known)).collect();
    let recognised = Recognised::among(&entries, known, &by_key);
    let unknown = entries.iter().filter(|entry| !by_key.contains_key(&entry.key)).count();
    let found = entries.iter().filter_map(|entry| recognised.find(entry)).count();
    let ids_changed =
        before.first_polled.is_some() && unknown >= FEW && unknown * 2 > entries.len() && found * 2 > unknown;
    let boxes = Boxes::among(&entries, &before.boxes);
    let mut sorted = Sorted::default();
    let baseline = Baseline { before, now, backfill };
    let mut after_known = false;
    let whole = entries.len() - usize::from(missing == Missing::End && !entries.is_empty());
    for (at, entry) in entries.into_iter().enumerate() {
        sorted.keys.push(entry.key.clone());
        sorted.present.insert(entry.key.as_str().to_owned());
        sorted.claims.extend(entry.published.or(entry.updated));
        let hash = hash(&entry, &boxes, by_key.get(&entry.key).copied());
        let other = if ids_changed { recognised.find(&entry) } else { recognised.by_link(&entry) };
        sorted.present.extend(other.map(|known| known.key.as_str().to_owned()));
        let change = if at >= whole && (by_key.contains_key(&entry.key) || other.is_some()) {
            None
        } else if let Some(known) = by_key.get(&entry.key) {
            after_known = true;
            edit(known, entry, hash, &mut sorted.restless)
        } else if let Some(known) = other.filter(|_| ids_changed) {
            sorted.renamed += 1;
            Some(EntryChange::Relinked { was: known.key.clone(), entry, hash })
        } else if let Some(known) = other {
            edit(known, entry, hash, &mut sorted.restless)
        } else {
            sorted.new += 1;
            let news = baseline.is_news(&entry, after_known);
            Some(EntryChange::New { entry, hash, news })
        };
        sorted.changes.extend(change);
    }
    sorted.boxes = boxes.into_remembered();
    sorted
}

/// The hash of an entry without the feed's boxes; with them where it was stored so, before they were known as boxes.
fn hash(entry: &Entry, boxes: &Boxes, known: Option<&KnownEntry>) -> ContentHash {
    let whole = ContentHash::of(&entry.title, &entry.text);
    if boxes.is_empty() || known.is_some_and(|known| known.hash == whole) {
        return whole;
    }
    let title = title_hash(&entry.title);
    ContentHash::without(&entry.title, &entry.text, |line| boxes.holds(title, line))
}

/// What a known entry's text means today.
fn edit(
    known: &KnownEntry,
    entry: Entry,
    hash: ContentHash,
    restless: &mut Option<String>,
) -> Option<EntryChange> {
    let was = known.key.clone();
    if hash == known.hash {
        return (was != entry.key).then_some(EntryChange::Relinked { was, entry, hash });
    }
    // The second return to a former text is a page that flaps; the first may be a correction taken back.
    let revisions = known.past.len() + 1;
    let distinct: HashSet<u128> = known.past.iter().chain([&known.hash]).map(|hash| hash.0).collect();
    let flaps = known.past.contains(&hash) && distinct.len() < revisions;
    if flaps || revisions >= STORED_REVISIONS {
        return None;
    }
    if revisions == ALERTED_REVISIONS {
        *restless = Some(entry.title.clone());
    }
    Some(EntryChange::Edited { was, entry, hash, alert: revisions < ALERTED_REVISIONS })
}

/// What decides whether an entry that was never seen is news.
struct Baseline<'a> {
    before: &'a FeedState,
    now: Timestamp,
    backfill: Duration,
}

impl Baseline<'_> {
    /// At first sight of a feed only what claims to be young is news. Later everything is, except an entry that
    /// claims to be older than that and stands below one that we know: it came up from the end of the list
    /// because another one left.
    fn is_news(&self, entry: &Entry, after_known: bool) -> bool {
        let claim = entry.published.or(entry.updated);
        let first = self.before.first_polled.unwrap_or(self.now);
        let backfill = SignedDuration::try_from(self.backfill).unwrap_or(SignedDuration::MAX);
        let is_old = claim.is_some_and(|claim| first.duration_since(claim) > backfill);
        if self.before.first_polled.is_some() {
            return !(is_old && after_known);
        }
        claim.is_some_and(|claim| !is_old && claim.duration_since(self.now) <= AHEAD)
    }
}
