//! The words of all watchlists in one index: text in, mentions with exact byte offsets out.

mod around;
pub(crate) mod base;
mod build;
mod hearing;
pub(crate) mod hit;
mod memo;
mod order;
#[cfg(test)]
mod paradigms;
mod pattern;
mod person;
mod phrase;
mod scan;
mod search;
mod settle;
mod sound;
mod sounds;
pub(crate) mod spec;
mod speech;
mod spelling;
#[cfg(test)]
mod tests;
mod text;
mod voices;
mod word;
mod words;

use std::sync::atomic::{AtomicU64, Ordering};

use self::build::Builder;
pub(crate) use self::memo::Memo;
use self::phrase::Phrase;
use self::sounds::Sounds;
use self::spec::TermSpec;
use self::words::Words;

/// All terms of all watchlists, ready to be looked for; immutable and shared between threads.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// Tells a memo whether it is this lexicon's.
    id: u64,
    terms: usize,
    words: Words,
    phrases: Vec<Phrase>,
    /// For each word the phrases that it is the anchor of: a range of `anchored`.
    anchors: Vec<(u32, u32)>,
    anchored: Vec<u32>,
    /// Those who are looked for by sound.
    sounds: Sounds,
}

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

impl Lexicon {
    /// Indexes the terms; `terms[i]` becomes `TermId(i)`. A spelling without a single letter or digit is never
    /// found; everything else is.
    pub(crate) fn build(terms: &[TermSpec]) -> Self {
        let Builder { words, phrases } = Builder::new(terms);
        let by_form = (0..).zip(&phrases).filter(|(_, phrase)| !phrase.style.by_sound());
        let mut order: Vec<(u32, u32)> = by_form.map(|(at, p)| (p.words[p.anchor], at)).collect();
        order.sort_unstable();
        let mut anchors = vec![(0, 0); words.len()];
        for (at, &(word, _)) in (0_u32..).zip(&order) {
            let range = &mut anchors[word as usize];
            if range.1 == 0 {
                range.0 = at;
            }
            range.1 = at + 1;
        }
        let anchored = order.into_iter().map(|(_, phrase)| phrase).collect();
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        let sounds = Sounds::new(&words.list, &phrases);
        Self { id, terms: terms.len(), words, phrases, anchors, anchored, sounds }
    }

    /// How many terms it holds.
    pub(crate) fn len(&self) -> usize {
        self.terms
    }

    /// The phrases that a word is the anchor of.
    fn anchored_by(&self, word: word::WordId) -> impl Iterator<Item = &Phrase> {
        let (first, end) = self.anchors[word as usize];
        self.anchored[first as usize..end as usize].iter().map(|&phrase| &self.phrases[phrase as usize])
    }
}
