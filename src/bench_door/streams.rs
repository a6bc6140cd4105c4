//! The door through which `examples/revisions` reads as programs do.

use std::path::Path;

use crate::ask::stream::revision_page;
use crate::store::ReadOnlyStore;

/// Reads every revision by cursor, in pages of so many lines; answers how many lines and bytes those were.
///
/// # Errors
///
/// When the database cannot be read.
pub fn read_revisions(database: &Path, page: usize) -> anyhow::Result<(usize, usize)> {
    let store = ReadOnlyStore::open(database)?;
    let (mut after, mut lines, mut bytes) = (0, 0, 0);
    loop {
        let read = store.snapshot(|connection| revision_page(connection, after, page))?;
        if read.count == 0 {
            return Ok((lines, bytes));
        }
        (after, lines, bytes) = (read.cursor, lines + read.count, bytes + read.lines.len());
    }
}
