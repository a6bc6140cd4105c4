//! What an edit added and what it took away, word by word, and whether it touched a watched name.

mod compare;
mod content;
mod diff;
mod passage;
mod token;

pub(crate) use compare::{ComparedRevision, compare};
pub(crate) use content::{Extent, Fate, Run, TextChange, Weight};

#[cfg(test)]
mod tests;
