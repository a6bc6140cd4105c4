//! Watchlists: files of names and queries, compiled whole or not at all, and matched against entries.

pub(crate) mod found;
pub(crate) mod item;
pub(crate) mod lexicon;
pub(crate) mod set;
