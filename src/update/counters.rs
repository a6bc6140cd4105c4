//! Counters: parts of lines that many entries of one feed have, and whose figures move while the rest stands. Their change
//! is no edit. A bulletin of one form has other figures in each of its entries too, but in each they stand: one that
//! changes was corrected.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use xxhash_rust::xxh3::xxh3_64;

use super::known::KnownEntry;
use crate::entry::noise::{ends_a_sentence, has_digit, parts};
use crate::entry::{ContentHash, Entry, EntryKey, title_hash};
use crate::feed::{CounterMemory, CounterMoves};

/// Entries that hold a part which is no sentence, from which on it may be a counter.
const IN_SOME: usize = 3;

/// A sentence must stand in so many entries, and in more than half of all.
const IN_MANY: usize = 5;

/// Counters that are remembered of a feed, the latest first.
const REMEMBERED: usize = 100;

/// Figures that change one by one within this time belong to a counter: corrections do not come so close to each other.
const CLOSE: SignedDuration = SignedDuration::from_hours(24);

/// Bytes of the longest counter.
const LONGEST: usize = 160;

/// Letters that a counter has beside its figures at least: a bare number may be the one that matters.
const LETTERS: usize = 3;

/// The counters of one feed.
#[derive(Debug, Default)]
pub(super) struct Counters {
    masks: HashSet<u64>,
    /// Those that are counters since this body, because their figures were the same in most entries and changed together.
    alike: HashSet<u64>,
    memory: CounterMemory,
}

/// Where a part of a line stands, its figures masked.
struct MaskedPart {
    entries: usize,
    last: usize,
    raw: u64,
    /// Whether its figures differ between entries: those of a background do not.
    differs: bool,
    is_sentence: bool,
    /// Entries that had it when they were stored, and those of them where its figures were others.
    stands: u32,
    moved: u32,
}

/// What an entry of the body was when it was stored.
enum Stored<'a> {
    /// It is new, or its text is not kept.
    Unknown,
    /// It had this very text.
    Same,
    Text(&'a str),
}

impl Counters {
    /// The counters among the entries of one body, whose hashes are `hashes`, and those of earlier ones.
    pub(super) fn among(
        entries: &[Entry],
        hashes: &[ContentHash],
        by_key: &HashMap<&EntryKey, &KnownEntry>,
        before: &CounterMemory,
        now: Timestamp,
    ) -> Self {
        let stored = |(entry, hash): (&Entry, &ContentHash)| match by_key.get(&entry.key) {
            Some(known) if known.hash == *hash => Stored::Same,
            Some(known) => known.text.as_deref().map_or(Stored::Unknown, Stored::Text),
            None => Stored::Unknown,
        };
        let parts = masked_parts(entries, &entries.iter().zip(hashes).map(stored).collect::<Vec<_>>());
        let mut found = Self::default();
        let mut latest = Vec::new();
        let were_alike: HashMap<u64, u64> = before.alike.iter().copied().collect();
        for (mask, part) in parts {
            let is_usual = part.entries >= IN_MANY && part.entries * 2 > entries.len();
            if is_usual && !part.differs && were_alike.get(&mask).is_some_and(|raw| *raw != part.raw) {
                found.alike.insert(mask);
                latest.push(mask);
            } else if part.differs && (is_usual || part.entries >= IN_SOME && !part.is_sentence) {
                let (moves, since) = lately(mask, &before.moves, now);
                if part.is_counter(moves) {
                    latest.push(mask);
                } else if moves + part.moved > 0 {
                    found.memory.moves.push(CounterMoves { mask, moves: moves + part.moved, since });
                }
            } else if is_usual {
                found.memory.alike.push((mask, part.raw));
            }
        }
        latest.sort_unstable();
        found.memory.alike.sort_unstable();
        found.memory.alike.truncate(REMEMBERED);
        found.memory.moves.sort_unstable_by_key(|moves| moves.mask);
        found.memory.moves.truncate(REMEMBERED);
        found.masks = latest.iter().copied().collect();
        latest.extend(before.masks.iter().filter(|mask| found.masks.insert(**mask)));
        latest.truncate(REMEMBERED);
        found.memory.masks = latest;
        found
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.masks.is_empty()
    }

    /// Whether a part of a line is one.
    pub(super) fn counts(&self, part: &str) -> bool {
        masked(part).is_some_and(|mask| self.masks.contains(&mask))
    }

    /// Whether it was seen to move before, or by itself.
    pub(super) fn moves(&self, part: &str) -> bool {
        masked(part).is_some_and(|mask| self.masks.contains(&mask) && !self.alike.contains(&mask))
    }

    /// Whether one stands in this text.
    pub(super) fn stand_in(&self, text: &str) -> bool {
        let mut figures = text.split('\n').filter(|line| has_digit(line));
        !self.is_empty() && figures.any(|line| parts(line).any(|part| self.counts(&line[part])))
    }

    pub(super) fn into_remembered(self) -> CounterMemory {
        self.memory
    }
}

impl MaskedPart {
    /// Whether it is a counter, where its figures moved in so many entries lately, before this body.
    fn is_counter(&self, before: u32) -> bool {
        let (together, one_by_one) = if self.is_sentence {
            (self.moved >= 2 && self.moved * 2 > self.stands, before >= 2)
        } else {
            (self.moved >= 2, before >= 1)
        };
        together || one_by_one && self.moved > 0
    }
}

/// How often a part has moved lately, before this body, and since when.
fn lately(mask: u64, before: &[CounterMoves], now: Timestamp) -> (u32, Timestamp) {
    let lately = before.iter().find(|moves| moves.mask == mask && now.duration_since(moves.since) < CLOSE);
    lately.map_or((0, now), |moves| (moves.moves, moves.since))
}

/// The parts of lines that hold figures, by what they are without them.
fn masked_parts(entries: &[Entry], stored: &[Stored<'_>]) -> HashMap<u64, MaskedPart> {
    let mut found: HashMap<u64, MaskedPart> = HashMap::new();
    for (at, (entry, stored)) in entries.iter().zip(stored).enumerate() {
        let before: HashSet<(u64, u64)> = match stored {
            Stored::Text(text) => raw_parts(text).map(|(mask, raw, _)| (mask, raw)).collect(),
            Stored::Unknown | Stored::Same => HashSet::new(),
        };
        let had: HashSet<u64> = before.iter().map(|(mask, _)| *mask).collect();
        for (mask, raw, is_sentence) in raw_parts(&entry.text) {
            let known = found.entry(mask).or_insert_with(|| MaskedPart {
                entries: 0,
                last: usize::MAX,
                raw,
                differs: false,
                is_sentence,
                stands: 0,
                moved: 0,
            });
            if known.last != at {
                known.entries += 1;
                known.stands += u32::from(had.contains(&mask) || matches!(stored, Stored::Same));
                known.moved += u32::from(had.contains(&mask) && !before.contains(&(mask, raw)));
            }
            known.last = at;
            known.differs |= known.raw != raw;
        }
    }
    found
}

/// The parts of a text that hold figures: masked, as they are, and whether they are sentences.
fn raw_parts(text: &str) -> impl Iterator<Item = (u64, u64, bool)> {
    text.split('\n').filter(|line| has_digit(line)).flat_map(|line| {
        parts(line).filter_map(|part| {
            let part = &line[part];
            Some((masked(part)?, title_hash(part), ends_a_sentence(part)))
        })
    })
}

/// What a part is without its figures; `None` where it has none, is too long, or nothing is left.
fn masked(part: &str) -> Option<u64> {
    if part.len() > LONGEST || !has_digit(part) {
        return None;
    }
    let mut mask = String::with_capacity(part.len());
    for word in part.split_whitespace() {
        let is_code = word.len() >= 6 && word.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        if is_code && has_digit(word) {
            mask.push('#');
        } else {
            mask_digits(&mut mask, word);
        }
        mask.push(' ');
    }
    let letters = mask.chars().filter(|c| c.is_alphabetic()).count();
    (letters >= LETTERS).then(|| xxh3_64(mask.as_bytes()))
}

/// A word with one mark for each figure, its points and commas included.
fn mask_digits(mask: &mut String, word: &str) {
    let mut in_figure = false;
    for c in word.chars() {
        let goes_on = in_figure && matches!(c, '.' | ',');
        if c.is_ascii_digit() && !in_figure {
            mask.push('#');
        } else if !c.is_ascii_digit() && !goes_on {
            mask.push(c);
        }
        in_figure = c.is_ascii_digit() || goes_on;
    }
}
