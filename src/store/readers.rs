//! Readers as the store knows them: who gets nothing and why, and whose a way out is.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::api_tokens::end_api_token;
use super::codec::stored_words;
use super::{Connection, StoreError, instant, millis};

/// Who is to be listed, with the ids of the watchlists that are followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listing {
    /// The address.
    pub email: String,
    /// Watchlist ids, `*` already resolved.
    pub watchlists: Vec<String>,
    /// Those among them that have a time of their own.
    pub further: Vec<String>,
}

/// Why an address gets nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SuppressionCause {
    /// Its owner has left.
    Left,
    /// Servers say that there is no such address.
    Refused,
    /// The receiver of an output says that it is gone (410).
    Gone,
}

stored_words! { SuppressionCause as "reason of a suppression" { Left = "left", Refused = "refused", Gone = "gone" } }

/// From now on this subscriber gets nothing. Answers whether that is new.
pub(crate) fn suppress(
    connection: &Connection,
    subscriber: i64,
    cause: SuppressionCause,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE subscriber SET suppressed = ?2, suppressed_at = ?3
             WHERE id = ?1 AND (suppressed IS NULL OR (suppressed = 'refused' AND ?2 = 'left'))",
        )?
        .execute(params![subscriber, cause, millis(now)])?;
    if cause == SuppressionCause::Left {
        end_api_token(connection, subscriber)?;
    }
    Ok(changed > 0)
}

/// A subscriber as the store knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SubscriberState {
    /// The address; whoever prints it masks it.
    pub email: String,
    /// Whether the files name it.
    pub listed: bool,
    /// When it was first named.
    pub joined: Timestamp,
    /// Why it gets nothing, where that is so.
    pub suppressed: Option<SuppressionCause>,
    /// Since when.
    pub suppressed_at: Option<Timestamp>,
    /// Until when it is paused by its owner.
    pub paused_until: Option<Timestamp>,
    /// Up to when it has been told.
    pub told_until: Timestamp,
}

/// Every subscriber that was ever listed, by address.
pub(crate) fn subscriber_states(connection: &Connection) -> Result<Vec<SubscriberState>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT email, listed, joined, suppressed, suppressed_at, paused_until, window_end
         FROM subscriber ORDER BY email",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(SubscriberState {
            email: row.get("email")?,
            listed: row.get("listed")?,
            joined: instant(row.get("joined")?),
            suppressed: row.get("suppressed")?,
            suppressed_at: row.get::<_, Option<i64>>("suppressed_at")?.map(instant),
            paused_until: row.get::<_, Option<i64>>("paused_until")?.map(instant),
            told_until: instant(row.get("window_end")?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A subscriber that gets nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Suppressed {
    /// The address.
    pub email: String,
    /// Why.
    pub words: String,
}

/// The listed subscribers that get nothing.
pub(crate) fn suppressed(connection: &Connection) -> Result<Vec<Suppressed>, StoreError> {
    let states = subscriber_states(connection)?;
    let silent = states.into_iter().filter(|state| state.listed).filter_map(|state| {
        let day = state.suppressed_at.unwrap_or(Timestamp::UNIX_EPOCH).strftime("%Y-%m-%d");
        let words = match state.suppressed? {
            SuppressionCause::Left => format!("left by the link in a mail on {day}"),
            SuppressionCause::Refused => format!("mail servers say there is no such address, since {day}"),
            SuppressionCause::Gone => format!("its receiver says that it is gone, since {day}"),
        };
        Some(Suppressed { email: state.email, words })
    });
    Ok(silent.collect())
}

/// Whether this reader has left and has not come back.
pub(crate) fn has_left(connection: &Connection, email: &str) -> Result<bool, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT suppressed = 'left' FROM subscriber WHERE email = ?1")?;
    let left: Option<Option<bool>> = statement.query_row([email], |row| row.get(0)).optional()?;
    Ok(left.flatten().unwrap_or(false))
}

/// Remembers whom a way out belongs to: `hash` is that of its token.
pub(crate) fn remember_way_out(connection: &Connection, email: &str, hash: &[u8]) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO way_out (token_hash, subscriber_id)
             SELECT ?2, id FROM subscriber WHERE email = ?1",
        )?
        .execute(params![email, hash])?;
    Ok(())
}

/// Whose way out it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WayOutReader {
    /// The number.
    pub id: i64,
    /// The address.
    pub email: String,
    /// Why it gets nothing, where that is so.
    pub suppressed: Option<SuppressionCause>,
    /// Until when its owner has paused it.
    pub paused_until: Option<Timestamp>,
}

/// Whose way out has this hash.
pub(crate) fn reader_by_way_out(
    connection: &Connection,
    hash: &[u8],
) -> Result<Option<WayOutReader>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT subscriber.id AS id, email, suppressed, paused_until
         FROM way_out JOIN subscriber ON subscriber.id = subscriber_id WHERE token_hash = ?1",
    )?;
    let found = statement.query_row([hash], |row| {
        Ok(WayOutReader {
            id: row.get("id")?,
            email: row.get("email")?,
            suppressed: row.get("suppressed")?,
            paused_until: row.get::<_, Option<i64>>("paused_until")?.map(instant),
        })
    });
    Ok(found.optional()?)
}

/// Mails a reader nothing before this instant; `None` ends the pause.
pub(crate) fn pause(
    connection: &Connection,
    subscriber: i64,
    until: Option<Timestamp>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE subscriber SET paused_until = ?2 WHERE id = ?1")?
        .execute(params![subscriber, until.map(millis)])?;
    Ok(())
}

/// Takes back a reader who left, and ends a pause. Whom servers refused is the operators' to take back.
pub(crate) fn take_back(connection: &Connection, subscriber: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE subscriber
             SET paused_until = NULL,
                 suppressed_at = IIF(suppressed = 'left', NULL, suppressed_at),
                 suppressed = IIF(suppressed = 'left', NULL, suppressed)
             WHERE id = ?1",
        )?
        .execute([subscriber])?;
    Ok(())
}
