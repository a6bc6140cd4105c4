//! What becomes of each entry of a body, once it is known what the body is as a whole.

use std::collections::HashMap;

use super::baseline::Baseline;
use super::cuts::{CutMeaning, Cuts};
use super::edits::Edits;
use super::known::KnownEntry;
use super::meaning::ChangeKind;
use super::recognised::Recognition;
use super::sorted::Sorted;
use crate::entry::{ContentHash, Entry, title_hash};

/// What is known of a body as a whole when its entries are judged one by one.
pub(super) struct BodyMeaning<'a> {
    /// Nothing is taken from it yet.
    pub is_held: bool,
    /// The feed has given its entries other ids,
    pub ids_changed: bool,
    /// and most of them other texts too.
    pub rewrites: bool,
    pub baseline: Baseline,
    pub cuts: Cuts<'a>,
    pub edits: Edits<'a>,
    /// Bytes of the texts that are stored, by the keys of the entries.
    pub lengths: HashMap<&'a str, usize>,
}

impl BodyMeaning<'_> {
    /// Sorts in what the entry at place `at` means.
    pub(super) fn sort_in(&mut self, sorted: &mut Sorted, at: usize, entry: Entry, found: &Recognition<'_>) {
        let is_same = found.by_key.is_some_and(|known| known.hash == found.hash);
        let (shown, stored) = (length(&entry), self.stored_length(&entry));
        let change = self.of(sorted, at, entry, found);
        sorted.lengths.push(if is_same || change.is_some() { shown } else { stored });
        sorted.changes.extend(change);
    }

    /// Bytes of the text that is stored of an entry; 0 where they are not known.
    pub(super) fn stored_length(&self, entry: &Entry) -> u32 {
        let stored = self.lengths.get(entry.key.as_str()).copied().unwrap_or_default();
        u32::try_from(stored).unwrap_or_default()
    }

    fn of(
        &mut self,
        sorted: &mut Sorted,
        at: usize,
        entry: Entry,
        found: &Recognition<'_>,
    ) -> Option<ChangeKind> {
        let hash = found.hash;
        match (found.by_key, found.other) {
            (None, Some(known)) if self.is_held && known.hash != hash => None,
            (None, Some(known)) if self.ids_changed => {
                sorted.renamed += 1;
                renamed(known, entry, hash, self.rewrites, &mut self.edits)
            }
            (Some(known), _) | (None, Some(known)) => self.known(known, entry, hash),
            // What is new in a body that is not believed may be garbled too: the next answer, asked for whole, brings it again.
            (None, None) if self.is_held => None,
            (None, None) => {
                sorted.new += 1;
                self.cuts.note_new(&entry, hash);
                let news = self.baseline.is_news(at, &entry);
                Some(ChangeKind::New { entry, hash, news })
            }
        }
    }

    fn known(&mut self, known: &KnownEntry, entry: Entry, hash: ContentHash) -> Option<ChangeKind> {
        let stored = self.lengths.get(entry.key.as_str()).copied();
        match self.cuts.of(known, &entry, hash, stored) {
            CutMeaning::Another => self.edits.of(known, entry, hash),
            CutMeaning::Form if !self.is_held => {
                Some(ChangeKind::Edited { was: known.key.clone(), entry, hash, alert: false })
            }
            CutMeaning::Nothing | CutMeaning::Form => None,
            CutMeaning::Waits => self.edits.once_it_stands(known, entry, hash),
        }
    }
}

fn length(entry: &Entry) -> u32 {
    u32::try_from(entry.text.len()).unwrap_or_default()
}

/// An entry under a new id. One whose title stands and whose text differs was edited at the same time.
fn renamed(
    known: &KnownEntry,
    entry: Entry,
    hash: ContentHash,
    rewrites: bool,
    edits: &mut Edits<'_>,
) -> Option<ChangeKind> {
    if !rewrites && hash != known.hash && known.title == title_hash(&entry.title) {
        return edits.of(known, entry, hash);
    }
    Some(ChangeKind::Relinked { was: known.key.clone(), entry, hash })
}
