//! Sorts the entries of one body into new, edited, seen and relinked.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;

use super::answer::Missing;
use super::baseline::{Baseline, BodyDates};
use super::body_meaning::BodyMeaning;
use super::boxes::Boxes;
use super::counters::Counters;
use super::cuts::Cuts;
use super::edits::Edits;
use super::holding;
use super::known::KnownEntry;
use super::recognised::{Recognised, Recognition};
use super::sorted::Sorted;
use crate::entry::{ContentHash, Entry, EntryKey, kept_share, title_hash};
use crate::feed::FeedState;

/// Unknown entries from which on a change of ids is thought of.
const FEW: usize = 3;

/// An entry under another id keeps so much of the words of the one that it is.
const KEPT: f64 = 0.5;

/// What the entries of a body are sorted by.
pub(super) struct Sorting<'a> {
    /// The feed before this body.
    pub before: &'a FeedState,
    /// What the store knows.
    pub known: &'a [KnownEntry],
    /// The time of the request.
    pub now: Timestamp,
    /// How young an entry is news at first sight.
    pub backfill: Duration,
}

/// Sorts the entries of a body, no two of which share a key.
pub(super) fn sort(sorting: &Sorting<'_>, entries: Vec<Entry>, missing: Missing) -> Sorted {
    let Sorting { before, known, now, backfill } = *sorting;
    let by_key: HashMap<&EntryKey, &KnownEntry> = known.iter().map(|known| (&known.key, known)).collect();
    let recognised = Recognised::among(&entries, &before.listed, known, &by_key);
    let mut hashes: Vec<ContentHash> =
        entries.iter().map(|entry| ContentHash::of(&entry.title, &entry.text)).collect();
    let counters = Counters::among(&entries, &hashes, &by_key, &before.counters, now);
    let boxes = Boxes::among(&entries, &before.boxes, counters);
    for (entry, hash) in entries.iter().zip(&mut hashes) {
        *hash = beside(&boxes, entry, *hash, by_key.get(&entry.key).copied());
    }
    let ids_changed = ids_changed(before, entries.iter().zip(&hashes), &by_key, (&recognised, &boxes));
    // No two entries become one.
    let mut taken: HashSet<&EntryKey> = HashSet::new();
    let recognise = |(entry, hash): (&Entry, ContentHash)| {
        let by_key = by_key.get(&entry.key).copied();
        let other =
            other(&recognised, &boxes, entry, hash, ids_changed).filter(|other| taken.insert(&other.key));
        let replaces = recognised.by_link(entry, hash).filter(|_| other.is_none());
        Recognition { hash, by_key, other, replaces }
    };
    let recognitions: Vec<Recognition<'_>> = entries.iter().zip(hashes).map(recognise).collect();
    let mut sorted = Sorted::present(&entries, &recognitions);
    let entries: Vec<(Entry, bool)> = entries
        .into_iter()
        .zip(&recognitions)
        .map(|(entry, found)| (entry, found.by_key.is_some() || found.other.is_some()))
        .collect();
    let left = before.listed.iter().filter(|key| !sorted.holds(key)).count();
    let baseline = Baseline::of(&BodyDates { before, entries: &entries, known, left, now, backfill });
    let whole = entries.len() - usize::from(missing == Missing::HalfEntry && !entries.is_empty());
    let or_replaced =
        changed(whole, &recognitions, &entries, |found| found.by_key.or(found.other).or(found.replaces));
    sorted.held = holding::held(before.held.as_ref(), or_replaced, now);
    let is_held = sorted.held.as_ref().is_some_and(|held| !held.is_given_up);
    let cuts = Cuts::among(
        before,
        changed(whole, &recognitions, &entries, |found| found.by_key.or(found.other)),
        now,
    );
    let rewrites = rewrites(&entries, &recognitions, ids_changed);
    let lengths = before.stored_lengths().collect();
    let edits = Edits::new(before, now, is_held);
    let mut body = BodyMeaning { is_held, ids_changed, rewrites, baseline, cuts, edits, lengths };
    for (at, ((entry, is_known), found)) in entries.into_iter().zip(recognitions).enumerate() {
        if at >= whole && (is_known || before.half.as_deref() != Some(entry.key.as_str())) {
            // What it lacks is no edit, and what it is may be told when it is whole.
            sorted.half = (!is_known).then(|| entry.key.as_str().to_owned());
            sorted.lengths.push(body.stored_length(&entry));
        } else {
            body.sort_in(&mut sorted, at, entry, &found);
        }
    }
    let BodyMeaning { baseline, cuts, edits, .. } = body;
    sorted.relisted = baseline.relisted();
    sorted.cut = cuts.into_remembered();
    (sorted.restless, sorted.returned) = edits.into_observed();
    (sorted.boxes, sorted.counters) = boxes.into_remembered();
    sorted
}

/// The entries of a body that are whole, with those that `told` says they were before.
fn changed<'e, 'k: 'e>(
    whole: usize,
    recognitions: &'e [Recognition<'k>],
    entries: &'e [(Entry, bool)],
    told: impl Fn(&Recognition<'k>) -> Option<&'k KnownEntry> + 'e,
) -> impl Iterator<Item = (&'k KnownEntry, &'e Entry, ContentHash)> {
    let entries = recognitions.iter().zip(entries).take(whole);
    entries.filter_map(move |(found, (entry, _))| Some((told(found)?, entry, found.hash)))
}

/// Whether the feed has given its entries other ids: most are unknown, and most of those are found again otherwise, with
/// words that they had. A board of a few addresses whose notices are all new has nothing but the addresses.
fn ids_changed<'e>(
    before: &FeedState,
    entries: impl ExactSizeIterator<Item = (&'e Entry, &'e ContentHash)> + Clone,
    by_key: &HashMap<&EntryKey, &KnownEntry>,
    (recognised, boxes): (&Recognised<'_>, &Boxes),
) -> bool {
    let all = entries.len();
    let unknown = entries.clone().filter(|(entry, _)| !by_key.contains_key(&entry.key)).count();
    let is_found = |(entry, hash): &(&Entry, &ContentHash)| {
        let known = recognised.find(entry, **hash);
        known.is_some_and(|known| known.title == title_hash(&entry.title) || is_rewritten(known, entry))
            // Posts without titles, whose channel has another name.
            || !boxes.masks_figures(entry) && recognised.by_text(entry, **hash).is_some()
    };
    let found = entries.filter(is_found).count();
    before.first_polled.is_some() && unknown >= FEW && unknown * 2 > all && found * 2 > unknown
}

/// What an entry of an unknown key is: the one with its title and text, unless a figure was left out of it that may be all its
/// news, else with its link if it keeps its words, else, where
/// all ids have changed, with its title.
fn other<'a>(
    recognised: &Recognised<'a>,
    boxes: &Boxes,
    entry: &Entry,
    hash: ContentHash,
    ids_changed: bool,
) -> Option<&'a KnownEntry> {
    let by_link = || {
        recognised
            .by_link(entry, hash)
            .filter(|known| ids_changed || known.past.contains(&hash) || is_rewritten(known, entry))
    };
    let by_title = || recognised.find(entry, hash).filter(|_| ids_changed);
    let by_text = || recognised.by_text(entry, hash).filter(|_| ids_changed || !boxes.masks_figures(entry));
    by_text().or_else(by_link).or_else(by_title)
}

/// Whether an entry at a known address is that entry, edited, and not another one in its place: a board that shows the latest
/// notice at one address.
fn is_rewritten(known: &KnownEntry, entry: &Entry) -> bool {
    let has_title = known.title == title_hash(&entry.title);
    let Some(was) = known.text.as_deref() else { return has_title };
    let now = format!("{}\n{}", entry.title, entry.text);
    // Notices of one form differ in their figures: under another id and title that is another notice.
    kept_share(was, &now) >= KEPT && (has_title || figures(was) == figures(&now))
}

/// The words of a text that hold a digit.
fn figures(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| c.is_whitespace() || ".,;:!?()".contains(c));
    words.filter(|word| word.contains(|c: char| c.is_ascii_digit())).collect()
}

/// Whether a change of ids came with other texts for most: then they are no corrections.
fn rewrites(entries: &[(Entry, bool)], recognitions: &[Recognition<'_>], ids_changed: bool) -> bool {
    let renamed = recognitions.iter().filter(|found| found.by_key.is_none() && found.other.is_some());
    let differs = |found: &&Recognition<'_>| found.other.is_some_and(|known| known.hash != found.hash);
    ids_changed && renamed.filter(differs).count() * 2 > entries.len()
}

/// The hash of an entry without the feed's boxes, where `whole` is the one with them. What says the same as the stored text is
/// known by the hash that it was stored under: it may have been stored before they were known as boxes.
fn beside(boxes: &Boxes, entry: &Entry, whole: ContentHash, known: Option<&KnownEntry>) -> ContentHash {
    if boxes.is_empty() || known.is_some_and(|known| known.hash == whole) {
        return whole;
    }
    let was = |known: &KnownEntry| {
        let (title, text) = known.text.as_deref()?.split_once('\n')?;
        boxes.are_alike((title, text), (&entry.title, &entry.text)).then_some(known.hash)
    };
    known.and_then(was).unwrap_or_else(|| boxes.hash_beside(&entry.title, &entry.text))
}
