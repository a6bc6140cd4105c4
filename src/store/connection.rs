//! Opening the file: pragmas, waiting, and the lock that keeps a second writer out.

use std::cell::{RefCell, RefMut};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use rusqlite::{
    CachedStatement, ErrorCode, OpenFlags, Params, Row, Statement, Transaction, TransactionBehavior,
};

use super::StoreError;
use crate::event::EventGroups;
use crate::story::StoryCandidates;

/// How long a statement waits for another process (a backup, Litestream's checkpoint).
const PATIENCE: Duration = Duration::from_secs(10);

/// An open database, as jobs and queries are handed it. Outside of the store it can only be handed on to the store's own
/// questions: what runs SQL is seen in this room alone.
#[derive(Debug)]
pub(crate) struct Connection {
    sqlite: rusqlite::Connection,
    /// What it remembers of the stories of late, once it was asked.
    candidates: RefCell<Option<StoryCandidates>>,
    /// And of the events.
    events: RefCell<Option<EventGroups>>,
}

impl From<rusqlite::Connection> for Connection {
    fn from(sqlite: rusqlite::Connection) -> Self {
        Self { sqlite, candidates: RefCell::default(), events: RefCell::default() }
    }
}

impl Connection {
    pub(super) fn prepare(&self, sql: &str) -> rusqlite::Result<Statement<'_>> {
        self.sqlite.prepare(sql)
    }

    pub(super) fn prepare_cached(&self, sql: &str) -> rusqlite::Result<CachedStatement<'_>> {
        self.sqlite.prepare_cached(sql)
    }

    pub(super) fn execute(&self, sql: &str, params: impl Params) -> rusqlite::Result<usize> {
        self.sqlite.execute(sql, params)
    }

    pub(super) fn execute_batch(&self, sql: &str) -> rusqlite::Result<()> {
        self.sqlite.execute_batch(sql)
    }

    pub(super) fn query_row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.sqlite.query_row(sql, params, read)
    }

    pub(super) fn last_insert_rowid(&self) -> i64 {
        self.sqlite.last_insert_rowid()
    }

    /// Rows that were written since it was opened, whatever became of them.
    pub(super) fn total_changes(&self) -> u64 {
        self.sqlite.total_changes()
    }

    /// Whether no transaction is open.
    pub(super) fn is_autocommit(&self) -> bool {
        self.sqlite.is_autocommit()
    }

    /// Begins to write, and keeps all others from it.
    pub(super) fn transaction(&mut self) -> rusqlite::Result<Transaction<'_>> {
        self.sqlite.transaction_with_behavior(TransactionBehavior::Immediate)
    }

    /// What it remembers of the stories of late; `read` finds it the first time.
    pub(super) fn candidates(
        &self,
        read: impl FnOnce() -> Result<StoryCandidates, StoreError>,
    ) -> Result<RefMut<'_, StoryCandidates>, StoreError> {
        if self.candidates.borrow().is_none() {
            let found = read()?;
            self.candidates.replace(Some(found));
        }
        Ok(RefMut::map(self.candidates.borrow_mut(), |known| known.get_or_insert_default()))
    }

    /// What it remembers of the events of late; `read` finds it the first time.
    pub(super) fn events(
        &self,
        read: impl FnOnce() -> Result<EventGroups, StoreError>,
    ) -> Result<RefMut<'_, EventGroups>, StoreError> {
        if self.events.borrow().is_none() {
            let found = read()?;
            self.events.replace(Some(found));
        }
        Ok(RefMut::map(self.events.borrow_mut(), |known| known.get_or_insert_default()))
    }

    /// Takes back what was written since, and forgets what was remembered of it.
    pub(super) fn roll_back(&self, sql: &str) -> rusqlite::Result<()> {
        self.candidates.replace(None);
        self.events.replace(None);
        self.sqlite.execute_batch(sql)
    }

    /// A database that no file holds.
    #[cfg(test)]
    pub(super) fn in_memory() -> Self {
        rusqlite::Connection::open_in_memory().expect("memory can be written").into()
    }
}

/// Takes the lock on the database itself, under whatever name it was reached: a link to it is the same file, and no lock
/// file can be swept away. The system gives it back when the process ends, however it ends.
pub(super) fn lock(path: &Path) -> Result<File, StoreError> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::PermissionDenied => StoreError::NotYours(path.to_owned()),
        _ => StoreError::Open { path: path.to_owned(), reason: error.to_string() },
    };
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    // What is stored is nobody else's to read.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            // Closing it would give back what SQLite has locked in this process, where it is the same that writes.
            std::mem::forget(file);
            Err(StoreError::InUse(path.to_owned()))
        }
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Whether what is found under this path is still the file that was locked.
#[cfg(unix)]
pub(super) fn is_same_file(path: &Path, locked: &File) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let place = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    match (path.metadata(), locked.metadata()) {
        (Ok(found), Ok(locked)) => place(found) == place(locked),
        (Err(error), _) => error.kind() != ErrorKind::NotFound,
        (_, Err(_)) => true,
    }
}

#[cfg(not(unix))]
pub(super) fn is_same_file(path: &Path, _locked: &File) -> bool {
    path.exists()
}

/// Opens for writing, creating the file where it is missing.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    let connection = rusqlite::Connection::open(path)
        .map_err(|error| StoreError::Open { path: path.to_owned(), reason: error.to_string() })?;
    connection.busy_timeout(PATIENCE)?;
    look(path, &connection)?;
    // FULL: after a commit is answered, a power cut does not take it back; mails are promised on it.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -32768;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection.into())
}

/// Opens for reading only.
pub(super) fn open_read_only(path: &Path) -> Result<Connection, StoreError> {
    // Asked without opening it: to close it again would give back what SQLite has locked in this process.
    match path.metadata() {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(StoreError::Missing(path.to_owned()));
        }
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            return Err(StoreError::NotYours(path.to_owned()));
        }
        Err(error) => {
            return Err(StoreError::Open { path: path.to_owned(), reason: error.to_string() });
        }
    }
    // A reader in WAL mode needs the -shm file, hence READ_WRITE with `query_only`; where the folder itself is
    // read-only to us, plain READ_ONLY is tried.
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_READ_WRITE)
        .or_else(|_| rusqlite::Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_READ_ONLY))
        .map_err(|error| StoreError::Open { path: path.to_owned(), reason: error.to_string() })?;
    connection.busy_timeout(PATIENCE)?;
    look(path, &connection).map_err(|error| match error {
        // Its journal wants to be written even by who reads.
        StoreError::ReadOnly(_) => StoreError::NotYours(path.to_owned()),
        other => other,
    })?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -8192;")?;
    Ok(connection.into())
}

/// The first look into a file shows what opening it does not: that it is of another kind.
fn look(path: &Path, connection: &rusqlite::Connection) -> Result<(), StoreError> {
    connection.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(())).map_err(|error| {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => StoreError::NoDatabase(path.to_owned()),
            _ => error.into(),
        }
    })
}

/// Runs `query` in a read transaction.
pub(super) fn snapshot<T>(
    connection: &Connection,
    query: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection.execute_batch("BEGIN DEFERRED")?;
    let answer = query(connection);
    connection.execute_batch("COMMIT")?;
    answer
}
