//! What an edit added and what it took away, word by word, and whether it touched a watched name.

mod compare;
mod content;
mod diff;
mod passage;
mod token;
mod whole;

pub(crate) use compare::{ComparedRevision, compare};
pub(crate) use content::{Extent, Fate, Run, TextChange, Weight};
pub(crate) use whole::whole_text;

#[cfg(test)]
mod tests;
