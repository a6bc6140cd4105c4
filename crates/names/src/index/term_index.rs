//! All terms, ready to be looked for; immutable and shared between threads.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use crate::forms::tables::Forms;
use crate::index::build::Builder;
use crate::index::stem_index::StemIndex;
use crate::phonetic::index::SoundIndex;
use crate::spec::phrase::Phrase;
use crate::spec::term::Term;
use crate::spec::word::WordId;

/// See the module.
#[derive(Debug)]
pub(crate) struct TermIndex {
    /// What the terms hash to: tells a memo whether it is one of these terms.
    pub id: u64,
    pub terms: usize,
    pub words: StemIndex,
    pub phrases: Vec<Phrase>,
    /// For each word the phrases that it is the anchor of: a range of `anchored`.
    anchors: Vec<(u32, u32)>,
    anchored: Vec<u32>,
    /// Those who are looked for by sound.
    pub sounds: SoundIndex,
}

const HASHER: FixedState = FixedState::with_seed(0x4E41_4D45);

impl TermIndex {
    /// Indexes the terms; `terms[i]` becomes `TermId(i)`.
    pub(crate) fn build(forms: &'static Forms, terms: &[Term]) -> Self {
        let Builder { words, phrases } = Builder::new(forms, terms);
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
        let id = HASHER.hash_one((std::ptr::from_ref(forms).addr(), terms));
        let sounds = SoundIndex::new(forms, &words.list, &phrases);
        Self { id, terms: terms.len(), words, phrases, anchors, anchored, sounds }
    }

    /// The phrases that a word is the anchor of.
    pub(crate) fn anchored_by(&self, word: WordId) -> impl Iterator<Item = &Phrase> {
        let (first, end) = self.anchors[word as usize];
        self.anchored[first as usize..end as usize].iter().map(|&phrase| &self.phrases[phrase as usize])
    }
}
