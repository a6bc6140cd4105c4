//! Cursors: how far each reader has been told, moved only from where they were read.

use jiff::Timestamp;
use rusqlite::named_params;

use super::{Connection, StoreError, millis};

/// How far a reader has been told: the whole of it must stand as it was read when the digest is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ReaderCursor {
    /// The end of the last window.
    pub window_end: Timestamp,
    /// Matches up to this id are told, or were found before the reader came.
    pub match_cursor: i64,
    /// Revisions up to this id are told.
    pub revision_cursor: i64,
}

/// Where a reader stands before and after a window is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CursorStep {
    /// The reader.
    pub subscriber: i64,
    /// Where they stood when the digest was composed.
    pub from: ReaderCursor,
    /// Where they stand once it is written; the same for an alert, which closes no window.
    pub to: ReaderCursor,
}

/// Moves a reader on; `false` where they do not stand where they did.
pub(crate) fn move_cursor(connection: &Connection, step: &CursorStep) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE subscriber SET window_end = :to_end, match_cursor = :to_match, revision_cursor = :to_revision
         WHERE id = :id AND window_end = :from_end AND match_cursor = :from_match
           AND revision_cursor = :from_revision",
    )?;
    let moved = statement.execute(named_params! {
        ":id": step.subscriber,
        ":from_end": millis(step.from.window_end),
        ":from_match": step.from.match_cursor,
        ":from_revision": step.from.revision_cursor,
        ":to_end": millis(step.to.window_end),
        ":to_match": step.to.match_cursor,
        ":to_revision": step.to.revision_cursor,
    })?;
    Ok(moved > 0)
}

/// The cursors of a reader who has been told all that is stored, closing a window at `end`.
pub(crate) fn latest_cursor(connection: &Connection, end: Timestamp) -> Result<ReaderCursor, StoreError> {
    Ok(ReaderCursor {
        window_end: end,
        match_cursor: last_id(connection, "SELECT MAX(id) FROM matched")?,
        revision_cursor: last_id(connection, "SELECT MAX(id) FROM revision")?,
    })
}

/// The highest id that a query with one column answers; 0 where there is none.
fn last_id(connection: &Connection, query: &str) -> Result<i64, StoreError> {
    Ok(connection.prepare_cached(query)?.query_row([], |row| row.get::<_, Option<i64>>(0))?.unwrap_or(0))
}
