//! The entries of one body, sorted into new, edited, seen and relinked.

use std::collections::HashSet;

use jiff::Timestamp;

use super::known::KnownEntry;
use super::meaning::ChangeKind;
use super::recognised::Recognition;
use crate::entry::{Entry, EntryKey, canonical_link, title_hash};
use crate::feed::{CounterMemory, CutTexts, HeldBody, ReturnedText};

/// The entries of one body, sorted.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// What to write about them.
    pub changes: Vec<ChangeKind>,
    /// Their keys in the feed's order.
    pub keys: Vec<EntryKey>,
    /// Their dates, as far as they claim one.
    pub claims: Vec<Timestamp>,
    /// How many were never seen before.
    pub new: usize,
    /// How many were recognised by link or title because the feed changed its ids.
    pub renamed: usize,
    /// The title of one that is edited without end.
    pub restless: Option<String>,
    /// Old entries that were never seen, how many, and the year of the oldest.
    pub relisted: Option<(usize, i16)>,
    /// The lines that many of them share, to be remembered.
    pub boxes: Vec<u64>,
    /// Their counters, to be remembered.
    pub counters: CounterMemory,
    /// Texts that were returned to, and do not stand for long enough yet.
    pub returned: Vec<ReturnedText>,
    /// The body, where its edits are not believed yet.
    pub held: Option<HeldBody>,
    /// Which of its texts are cut.
    pub cut: CutTexts,
    /// A new entry at whose end the body broke off.
    pub half: Option<String>,
    /// Bytes of the texts that are stored from now on, 0 where they are not known.
    pub lengths: Vec<u32>,
    present: HashSet<String>,
    links: HashSet<String>,
    texts: HashSet<(u64, u128)>,
}

impl Sorted {
    /// What of the body is there, whatever became of it.
    pub(super) fn present(entries: &[Entry], recognitions: &[Recognition<'_>]) -> Self {
        let mut sorted = Self::default();
        for (entry, found) in entries.iter().zip(recognitions) {
            sorted.keys.push(entry.key.clone());
            sorted.present.insert(entry.key.as_str().to_owned());
            sorted.present.extend(found.other.map(|known| known.key.as_str().to_owned()));
            sorted.claims.extend(entry.published.or(entry.updated));
            sorted.links.extend(entry.link.as_deref().map(canonical_link));
            sorted.texts.insert((title_hash(&entry.title), found.hash.0));
        }
        sorted
    }

    /// Whether an entry with this key is in the body, under this key or a new one.
    pub(super) fn holds(&self, key: &str) -> bool {
        self.present.contains(key)
    }

    /// Whether the body shows what this entry was: its address, or its title and text.
    pub(super) fn still_shows(&self, known: &KnownEntry) -> bool {
        known.link.as_ref().is_some_and(|link| self.links.contains(link))
            || self.texts.contains(&(known.title, known.hash.0))
    }
}
