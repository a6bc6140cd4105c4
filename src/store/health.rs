//! Health events that operators have not been told of yet.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::feeds::FeedId;
use super::{StoreError, instant, millis};

/// A health event that waits for a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WaitingEvent {
    /// Its number.
    pub id: i64,
    /// The feed; `None` where it speaks of the installation.
    pub feed: Option<FeedId>,
    /// The kind, as stored.
    pub kind: String,
    /// One sentence.
    pub message: String,
}

/// The events that operators are to be told of, oldest first.
pub(crate) fn waiting_events(connection: &Connection) -> Result<Vec<WaitingEvent>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, feed_id, kind, message FROM health_event WHERE tell = 1 AND told = 0 ORDER BY id LIMIT 500",
    )?;
    let events = statement.query_map([], |row| {
        Ok(WaitingEvent {
            id: row.get("id")?,
            feed: row.get::<_, Option<i64>>("feed_id")?.map(FeedId),
            kind: row.get("kind")?,
            message: row.get("message")?,
        })
    })?;
    Ok(events.collect::<Result<_, _>>()?)
}

/// Writes down what operators are to be told of the installation itself: a refused mail, rejected files.
pub(crate) fn record_notice(
    connection: &Connection,
    kind: &str,
    message: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO health_event (at, kind, message, tell) VALUES (?1, ?2, ?3, 1)")?
        .execute(params![millis(now), kind, message])?;
    Ok(())
}

/// Marks events up to `id` as told: in the transaction that puts their mail into the outbox.
pub(crate) fn mark_told(connection: &Connection, id: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE health_event SET told = 1 WHERE tell = 1 AND told = 0 AND id <= ?1")?
        .execute(params![id])?;
    Ok(())
}

/// The last time that the body of a feed broke off, or that entries may have come and gone between two polls.
pub(crate) fn last_cut(
    connection: &Connection,
    feed: FeedId,
) -> Result<Option<(Timestamp, String)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT at, message FROM health_event WHERE feed_id = ?1 AND kind IN ('truncated', 'gap')
         ORDER BY id DESC LIMIT 1",
    )?;
    let found = statement.query_row([feed.0], |row| Ok((instant(row.get("at")?), row.get("message")?)));
    Ok(found.optional()?)
}
