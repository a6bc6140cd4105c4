//! A database that is read beside a running daemon.

use std::path::Path;

use super::error::StoreError;
use super::{Connection, connection, migrations};

/// A database opened beside a running daemon: it cannot write.
#[derive(Debug)]
pub(crate) struct ReadOnlyStore(Connection);

impl ReadOnlyStore {
    /// Opens the database at `path` for reading only, while a daemon may be writing to it.
    ///
    /// # Errors
    ///
    /// When there is none yet, or its schema is newer or older than this program's.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = connection::open_read_only(path)?;
        migrations::expect_current(&connection)?;
        Ok(Self(connection))
    }

    /// Runs `query`.
    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        query(&self.0)
    }

    /// Runs `query` as of one instant: whatever is written meanwhile, all its queries see the same.
    pub(crate) fn snapshot<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        connection::snapshot(&self.0, query)
    }
}
