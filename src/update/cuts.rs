//! Texts that one answer shows whole and another one cut: a server that gives both in turn changes nothing.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use xxhash_rust::xxh3::xxh3_64;

use super::known::KnownEntry;
use super::text_form::{TextForm, form};
use crate::entry::{ContentHash, Entry, EntryKey};
use crate::feed::{CutTexts, FeedState};

/// Texts that are cut, or whole, all at once from which on that is the form of the answer.
const SOME: usize = 3;

/// Texts that one limit cuts are of about one length: the longest is so much longer than the shortest at most, and any other
/// text so much longer than that.
const ALIKE: f64 = 1.25;
const LITTLE: f64 = 1.05;

/// A text that lost more than a fifth in an answer of cut ones is cut too, whatever else became of it.
const SHORTER: f64 = 0.8;

/// Cut texts that a feed shows for so long, and in so many answers, are what it gives from now on.
const STANDS_AFTER_ANSWERS: u32 = 3;
const STANDS_AFTER: SignedDuration = SignedDuration::from_hours(6);

/// Cut texts that are remembered of a feed.
const REMEMBERED: usize = 500;

/// What another text of a known entry means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CutMeaning {
    /// It is not cut: it may be an edit.
    Another,
    /// A form of what is stored: nothing has changed.
    Nothing,
    /// A form of what is stored that is stored from now on; nobody hears of it.
    Form,
    /// It is cut, and says something else besides: that is seen where it is whole, or where it stands.
    Waits,
}

/// The cut and the whole texts of one body.
#[derive(Debug)]
pub(super) struct Cuts<'a> {
    before: &'a CutTexts,
    remembered: HashSet<u64>,
    forms: HashMap<EntryKey, TextForm>,
    are_cut: bool,
    are_whole: bool,
    stands: bool,
    now: Timestamp,
    found: Vec<u64>,
}

impl<'a> Cuts<'a> {
    /// Looks at the known entries of a body with their texts of now.
    pub(super) fn among<'e, 'k>(
        before: &'a FeedState,
        known: impl Iterator<Item = (&'k KnownEntry, &'e Entry, ContentHash)>,
        now: Timestamp,
    ) -> Self {
        let before = &before.cut;
        let remembered: HashSet<u64> = before.texts.iter().copied().collect();
        let (mut all, mut longest, mut forms) = (0, 0, HashMap::new());
        let (mut cut, mut whole) = (Vec::new(), 0);
        for (known, entry, hash) in known {
            (all, longest) = (all + 1, longest.max(entry.text.len()));
            if known.hash == hash {
                continue;
            }
            let is_remembered = remembered.contains(&mark(&entry.key, hash));
            let found = match known.text.as_deref() {
                _ if is_remembered => TextForm::Cut { is_marked: true },
                Some(was) => form(was, entry),
                None => TextForm::Another,
            };
            match found {
                TextForm::Cut { .. } => cut.push(entry.text.len()),
                TextForm::Whole { .. } => whole += 1,
                TextForm::Another => continue,
            }
            forms.insert(entry.key.clone(), found);
        }
        let are_most = |some: usize| some >= SOME && some * 2 > all;
        let are_whole = are_most(whole);
        let are_cut = are_most(cut.len()) || cut.len() >= SOME && is_limit(&cut, longest);
        let stands = before.answers >= STANDS_AFTER_ANSWERS
            && before.since.is_some_and(|since| now.duration_since(since) >= STANDS_AFTER);
        Self { before, remembered, forms, are_cut, are_whole, stands, now, found: Vec::new() }
    }

    /// What the text of a known entry means; `length` is that of the one that is stored, where it is known.
    pub(super) fn of(
        &mut self,
        known: &KnownEntry,
        entry: &Entry,
        hash: ContentHash,
        length: Option<usize>,
    ) -> CutMeaning {
        if known.hash == hash {
            return CutMeaning::Another;
        }
        match self.forms.get(&entry.key) {
            Some(TextForm::Cut { is_marked }) if *is_marked || self.are_cut => {
                self.found.push(mark(&entry.key, hash));
                if self.stands { CutMeaning::Form } else { CutMeaning::Nothing }
            }
            Some(TextForm::Whole { is_marked })
                if *is_marked
                    || self.are_whole
                    || self.remembered.contains(&mark(&known.key, known.hash)) =>
            {
                CutMeaning::Form
            }
            _ if self.are_cut && length.is_some_and(|length| is_shorter(entry.text.len(), length)) => {
                CutMeaning::Waits
            }
            _ => CutMeaning::Another,
        }
    }

    /// A new entry: in an answer of cut texts it is cut too.
    pub(super) fn note_new(&mut self, entry: &Entry, hash: ContentHash) {
        if self.are_cut {
            self.found.push(mark(&entry.key, hash));
        }
    }

    /// What to remember of them.
    pub(super) fn into_remembered(mut self) -> CutTexts {
        let is_cut = !self.found.is_empty();
        let known: HashSet<u64> = self.found.iter().copied().collect();
        self.found.extend(self.before.texts.iter().filter(|text| !known.contains(text)));
        self.found.truncate(REMEMBERED);
        CutTexts {
            lengths: Vec::new(),
            texts: self.found,
            answers: if is_cut { self.before.answers.saturating_add(1) } else { 0 },
            since: is_cut.then(|| self.before.since.unwrap_or(self.now)),
        }
    }
}

fn mark(key: &EntryKey, hash: ContentHash) -> u64 {
    xxh3_64(format!("{key} {:x}", hash.0).as_bytes())
}

/// Whether texts of these lengths were cut by a limit: they are of about one length, and nothing beside them is longer.
fn is_limit(cut: &[usize], longest: usize) -> bool {
    let ends = cut.iter().min().zip(cut.iter().max());
    ends.is_some_and(|(least, most)| share(*most, *least) <= ALIKE && share(longest, *most) <= LITTLE)
}

fn is_shorter(now: usize, was: usize) -> bool {
    share(now, was) < SHORTER
}

/// How much of the other one a length is; texts are shorter than 4 GiB.
fn share(length: usize, of: usize) -> f64 {
    let number = |length: usize| f64::from(u32::try_from(length).unwrap_or(u32::MAX));
    number(length) / number(of.max(1))
}
