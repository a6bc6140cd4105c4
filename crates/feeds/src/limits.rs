//! How much of a feed is taken.

/// Entries of one feed that are read.
pub(crate) const MOST_ENTRIES: usize = 50_000;
