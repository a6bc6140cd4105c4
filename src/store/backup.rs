//! A consistent copy of the database while a daemon writes to it.

use std::fs::{File, remove_file, rename};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;

use super::connection::open_read_only;
use super::copy_sum::{self, CopySum, beside};
use super::{StoreError, copy_seal, instant, migrations};

/// Copies the database at `source` to `target`, with its checksum inside and beside it: under a temporary name, checked, synced, then renamed,
/// so that `target` is a whole copy or not there. Not the step-wise backup API: every write of the daemon restarts it,
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
    for ending in ["", "-journal", ".sha256"] {
        let mut left = part.as_os_str().to_owned();
        left.push(ending);
        let _ = remove_file(PathBuf::from(left));
    }
    let copied = copy(source, &part).and_then(|()| {
        let file = File::open(&part).map_err(|error| failed(error.to_string()))?;
        file.sync_all().map_err(|error| failed(error.to_string()))?;
        copy_seal::seal(&part).map_err(|error| failed(error.to_string()))?;
        copy_sum::write_sum(&part, target).map_err(|error| failed(error.to_string()))?;
        rename(beside(&part), beside(target)).map_err(|error| failed(error.to_string()))?;
        rename(&part, target).map_err(|error| failed(error.to_string()))?;
        Ok(file.metadata().map_err(|error| failed(error.to_string()))?.len())
    });
    if copied.is_err() {
        let _ = remove_file(&part);
    }
    copied
}

/// What was found out of a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CopyReport {
    /// Why it must not be restored; `None` where nothing is wrong with it.
    pub damage: Option<String>,
    /// Whether it is as it was written.
    pub checksum: CopySum,
    /// None where it cannot be read.
    #[serde(flatten)]
    pub holds: Option<CopyContents>,
}

/// What a copy holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CopyContents {
    /// The version of its schema; this program reads it if it knows it.
    pub schema: u32,
    pub entries: i64,
    pub digests: i64,
    /// Mails of which nobody knows whether they arrived.
    pub doubtful: i64,
    /// When an entry was last stored.
    pub newest: Option<Timestamp>,
}

/// Reads a copy from end to end.
///
/// # Errors
///
/// When it cannot be opened, or has a schema that this program does not know.
pub(crate) fn inspect(copy: &Path) -> Result<CopyReport, StoreError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => StoreError::Missing(copy.to_owned()),
        _ => StoreError::Open { path: copy.to_owned(), reason: error.to_string() },
    };
    // Before SQLite looks at it, which may leave a mark in it.
    let checksum = copy_sum::look(copy).map_err(failed)?;
    let is_empty = copy.metadata().map_err(failed)?.len() == 0;
    let (damage, holds) = match contents(copy) {
        Ok((verdict, holds)) => ((verdict != "ok").then_some(verdict), Some(holds)),
        Err(_) if is_empty => (Some("it is empty".to_owned()), None),
        Err(StoreError::NoDatabase(_)) => {
            (Some("it is no database, or its beginning is damaged".to_owned()), None)
        }
        Err(StoreError::Corrupt(words)) => (Some(words), None),
        Err(StoreError::Statement(words)) => (Some(format!("it is no database of Wirewatch: {words}")), None),
        Err(error) => return Err(error),
    };
    let changed = (checksum == CopySum::Differs).then(|| {
        let said = beside(copy);
        let whose = if said.exists() { said.display().to_string() } else { "the one inside".to_owned() };
        format!("it was changed after it was written: {whose} says another checksum")
    });
    Ok(CopyReport { damage: damage.or(changed), checksum, holds })
}

/// What SQLite's own check says of a copy, and what it holds.
fn contents(copy: &Path) -> Result<(String, CopyContents), StoreError> {
    let connection = open_read_only(copy)?;
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    let number = |query: &str| connection.query_row(query, [], |row| row.get::<_, i64>(0));
    let newest: Option<i64> =
        connection.query_row("SELECT MAX(first_seen) FROM entry", [], |row| row.get(0))?;
    let holds = CopyContents {
        schema: migrations::known_version(&connection)?,
        entries: number("SELECT COUNT(*) FROM entry")?,
        digests: number("SELECT COUNT(*) FROM digest")?,
        doubtful: number("SELECT COUNT(*) FROM outbox WHERE state IN ('sending', 'doubtful')")?,
        newest: newest.map(instant),
    };
    Ok((verdict, holds))
}

fn copy(source: &Path, part: &Path) -> Result<(), StoreError> {
    let connection = open_read_only(source)?;
    // It writes another file only, but SQLite counts it as writing.
    connection.execute_batch("PRAGMA query_only = OFF")?;
    connection.execute("VACUUM INTO ?1", [part.to_string_lossy()])?;
    copy_seal::make_room(part)?;
    let copy = open_read_only(part)?;
    let verdict: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Corrupt(verdict)) }
}
