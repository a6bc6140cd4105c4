//! The terms of all who watch something: text in, mentions with exact byte offsets out.

use crate::forms::tables::{Forms, forms};
use crate::index::term_index::TermIndex;
use crate::scan::memo::Memo;
use crate::scan::refused::RefusedMention;
use crate::scan::{pass, refused};
use crate::spec::hit::NameHit;
use crate::spec::term::{Form, Spelling, Term};

/// All terms, ready to be looked for; immutable and shared between threads, each of which has a [`Memo`].
#[derive(Debug)]
pub struct Lexicon(TermIndex);

impl Lexicon {
    /// Indexes the terms; `terms[i]` becomes `TermId(i)`. A spelling without a single letter or digit is never
    /// found; everything else is. Takes some 20 µs a spelling.
    pub fn build(terms: &[Term]) -> Self {
        Self(TermIndex::build(forms(), terms))
    }

    /// The same with other tables than those of the languages that have files.
    pub fn build_with(forms: &'static Forms, terms: &[Term]) -> Self {
        Self(TermIndex::build(forms, terms))
    }

    /// How many terms it holds.
    pub fn len(&self) -> usize {
        self.0.terms
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends every mention in the texts of **one item** (its title, its body, ...) to `hits`, ordered by text,
    /// start, then term. A lone surname that is anchored counts when the full name stands anywhere in `texts`.
    ///
    /// Takes time in proportion to the texts, whatever stands in them.
    pub fn scan(&self, memo: &mut Memo, texts: &[&str], hits: &mut Vec<NameHit>) {
        pass::scan(&self.0, memo, texts, hits);
    }

    /// What nearly is a mention in the texts of one item and is none, by term and place: for explanations.
    pub fn refused(&self, memo: &mut Memo, texts: &[&str]) -> Vec<RefusedMention> {
        refused::refused(&self.0, memo, texts)
    }
}

/// Whether a spelling is found where it stands as it was written. One that is not can never be found: it has no letter or
/// digit, or a word that is too long.
pub fn finds_itself(form: Form, spelling: &Spelling) -> bool {
    let term = Term { form, spellings: vec![spelling.clone()], not: Vec::new() };
    let mut hits = Vec::new();
    Lexicon::build(&[term]).scan(&mut Memo::default(), &[&spelling.text], &mut hits);
    !hits.is_empty()
}
