//! A consistent copy of the database while a daemon writes to it.

use std::fs::{File, remove_file, rename};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::StoreError;
use super::connection::open_read_only;

/// Copies the database at `source` to `target`: under a temporary name, checked, synced, then renamed, so that
/// `target` is a whole copy or not there. Not the step-wise backup API: every write of the daemon restarts it,
/// and under steady polling it never ended.
///
/// # Errors
///
/// When `target` exists already, cannot be written, or the copy does not pass SQLite's own check.
pub(crate) fn backup(source: &Path, target: &Path) -> Result<u64, StoreError> {
    let failed = |reason: String| StoreError::Open { path: target.to_owned(), reason };
    if target.exists() {
        return Err(failed("it exists already; a backup never overwrites".to_owned()));
    }
    let mut name = target.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    // What an interrupted backup left.
    let _ = remove_file(&part);
    let copied = copy(source, &part).and_then(|()| {
        let file = File::open(&part).map_err(|error| failed(error.to_string()))?;
        file.sync_all().map_err(|error| failed(error.to_string()))?;
        rename(&part, target).map_err(|error| failed(error.to_string()))?;
        Ok(file.metadata().map_err(|error| failed(error.to_string()))?.len())
    });
    if copied.is_err() {
        let _ = remove_file(&part);
    }
    copied
}

fn copy(source: &Path, part: &Path) -> Result<(), StoreError> {
    let connection = open_read_only(source)?;
    // It writes another file only, but SQLite counts it as writing.
    connection.execute_batch("PRAGMA query_only = OFF")?;
    connection.execute("VACUUM INTO ?1", [part.to_string_lossy()])?;
    let copy = Connection::open(part)?;
    let verdict: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Corrupt(verdict)) }
}
