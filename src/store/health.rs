//! Health events that operators have not been told of yet.

use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{OptionalExtension, params};

use super::codec::stored_words;
use super::feeds::FeedId;
use super::{Connection, StoreError, instant, millis};
use crate::feed::EventKind;

/// A health event that waits for a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WaitingEvent {
    /// Its number.
    pub id: i64,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub news: WaitingNews,
}

/// What operators are to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WaitingNews {
    /// Of a feed: a sentence of which it is the subject.
    Feed { feed: FeedId, kind: EventKind, message: String },
    /// Of the installation itself: JSON, whose shape follows from the kind.
    Installation { kind: NoticeKind, said: String },
}

/// What may be told of the installation itself, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    /// A server refused a mail for good.
    MailRefused,
    /// The relay refuses everybody.
    RelayRefuses,
    /// A clock was ahead, and what it put off was brought back.
    ClockAhead,
    /// A reader's address does not exist.
    ReaderSuppressed,
    /// A reader has left.
    ReaderLeft,
    /// Files were rejected at a reload.
    FilesRejected,
    /// A watchlist never matches in a language that its feeds bring.
    LanguageSilent,
    /// It does again.
    LanguageHeard,
    /// The receiver of an output says that it is gone.
    OutputGone,
    /// A post was tried ten times.
    PostGivenUp,
    /// The stream between machines was lost, or had let go of messages that this desk had to take.
    StreamLost,
}

stored_words! { NoticeKind as "kind of notice" {
    MailRefused = "mail-refused", RelayRefuses = "relay-refuses", ClockAhead = "clock-ahead", ReaderSuppressed = "reader-suppressed",
    ReaderLeft = "reader-left", FilesRejected = "files-rejected", LanguageSilent = "silent-language", LanguageHeard = "language-heard",
    OutputGone = "output-gone", PostGivenUp = "post-given-up", StreamLost = "stream-lost",
} }

/// The events that operators are to be told of, oldest first.
pub(crate) fn waiting_events(connection: &Connection) -> Result<Vec<WaitingEvent>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, at, feed_id, kind, message FROM health_event WHERE tell = 1 AND told = 0 ORDER BY id LIMIT 500",
    )?;
    let events = statement.query_map([], |row| {
        let message = row.get("message")?;
        let news = match row.get::<_, Option<i64>>("feed_id")? {
            Some(feed) => WaitingNews::Feed { feed: FeedId(feed), kind: row.get("kind")?, message },
            None => WaitingNews::Installation { kind: row.get("kind")?, said: message },
        };
        Ok(WaitingEvent { id: row.get("id")?, at: instant(row.get("at")?), news })
    })?;
    Ok(events.collect::<Result<_, _>>()?)
}

impl FromSql for EventKind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = value.as_str()?;
        Self::from_stored(word)
            .ok_or_else(|| FromSqlError::Other(format!("`{word}` is no kind of event").into()))
    }
}

/// Writes down what operators are to be told of the installation itself: `said` is what [`WaitingNews`] gives back.
pub(crate) fn record_notice(
    connection: &Connection,
    kind: NoticeKind,
    said: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO health_event (at, kind, message, tell) VALUES (?1, ?2, ?3, 1)")?
        .execute(params![millis(now), kind, said])?;
    Ok(())
}

/// Marks events as told: in the transaction that puts their mail into the outbox.
pub(crate) fn mark_told(connection: &Connection, ids: &[i64]) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("UPDATE health_event SET told = 1 WHERE id = ?1")?;
    ids.iter().try_for_each(|id| statement.execute([id]).map(drop))?;
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
