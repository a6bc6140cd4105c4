//! What can go wrong with the store, by what people can do about it.

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// A failed operation of the store. `Clone`, because one failed commit is told to everybody it concerned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum StoreError {
    /// Nothing is there yet.
    #[error("there is no database at {}: run `wirewatch run` or `wirewatch poll` first", .0.display())]
    Missing(PathBuf),
    /// It is there, or may be, and belongs to somebody else.
    #[error(
        "the database {} is not yours to read: run this as the user of the service (`sudo -u wirewatch …`) or as root",
        .0.display()
    )]
    NotYours(PathBuf),
    /// The file is of another kind.
    #[error(
        "{} is no database: `[store] database` names another file; or its beginning is damaged, then restore a backup",
        .0.display()
    )]
    NoDatabase(PathBuf),
    /// The file or its folder cannot be opened.
    #[error("cannot open the database {}: {reason}", .path.display())]
    Open {
        /// The database.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// Its file is another one by now, or none.
    #[error(
        "the database {} was deleted or replaced while it was in use: what is stored now is lost when the service ends; \
         put the file back, from a backup if need be, and restart it",
        .0.display()
    )]
    Gone(PathBuf),
    /// Another process writes to it.
    #[error(
        "the database {} is in use by another wirewatch: stop that one first, or use a command that only reads",
        .0.display()
    )]
    InUse(PathBuf),
    /// A newer program has written it.
    #[error(
        "the database has schema {found}, this program knows {known}: install the newer program, or restore a \
         backup from before the update"
    )]
    Newer {
        /// The version of the file.
        found: u32,
        /// The version of this program.
        known: u32,
    },
    /// An older program has written it, and it is open for reading only.
    #[error(
        "the database has schema {found}, this program wants {known}: start the daemon once to migrate it"
    )]
    Older {
        /// The version of the file.
        found: u32,
        /// The version of this program.
        known: u32,
    },
    /// A migration failed; the schema stands as it was.
    #[error("cannot bring the database from schema {from} to {to}, it stays as it was: {reason}")]
    Migration {
        /// The version it has kept.
        from: u32,
        /// The version that was tried.
        to: u32,
        /// SQLite's words.
        reason: String,
    },
    /// The disk is full or the file cannot grow.
    #[error("the disk of the database is full: {0}")]
    Full(String),
    /// The system cannot read or write the file: a failing disk, a quota, a mount that has gone.
    #[error("the disk of the database fails: {0}")]
    Disk(String),
    /// The file is damaged.
    #[error("the database is damaged: {0}; restore a backup, or run `sqlite3 FILE .recover`")]
    Corrupt(String),
    /// The file or its folder cannot be written.
    #[error("the database cannot be written: {0}")]
    ReadOnly(String),
    /// Another process holds it for longer than we wait.
    #[error("the database stayed locked: {0}")]
    Locked(String),
    /// What is stored cannot be understood.
    #[error("a stored {what} cannot be read: {reason}")]
    Damaged {
        /// What it should have been.
        what: &'static str,
        /// Why it is not.
        reason: String,
    },
    /// The writer has stopped.
    #[error("the store is closed")]
    Closed,
    /// Anything else SQLite says: a fault of ours.
    #[error("the database refused a statement: {0}")]
    Statement(String),
}

impl StoreError {
    /// A stored value that does not parse.
    pub(crate) fn damaged(what: &'static str, reason: &impl ToString) -> Self {
        Self::Damaged { what, reason: reason.to_string() }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let words = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(words),
            Some(ErrorCode::SystemIoFailure) => Self::Disk(words),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(words),
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly(words)
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked(words),
            _ => Self::Statement(words),
        }
    }
}
