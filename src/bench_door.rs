//! The door by which `benches/` and `examples/` come in; the program does not use it.

pub mod archive;
pub mod names;

use crate::read;

/// Reads a feed and counts its entries.
pub fn read(bytes: &[u8]) -> usize {
    read::read(bytes, None, None).map_or(0, |feed| feed.entries.len())
}

/// Reads a feed, makes plain text of its entries and counts the bytes.
pub fn read_as_text(bytes: &[u8]) -> usize {
    let entries = read::read(bytes, None, None).map(|feed| feed.entries).unwrap_or_default();
    entries.into_iter().map(|entry| entry.into_entry(None).text.len()).sum()
}
