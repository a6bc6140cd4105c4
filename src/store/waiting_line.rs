//! The mails that wait, seen from afar: how many, since when, and whether the relay takes any.

use jiff::Timestamp;
use rusqlite::OptionalExtension;

use super::{Connection, StoreError, instant};

/// All that waits for readers and operators.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct WaitingLine {
    pub mails: i64,
    /// When the one that waits longest was queued.
    pub oldest: Option<Timestamp>,
    /// The relay's trouble, where it has taken nothing since.
    pub relay: Option<RelayTrouble>,
}

/// Mails that wait for the relay alone: the first that passes makes them due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RelayTrouble {
    /// When the oldest of them was queued.
    pub since: Timestamp,
    pub mails: i64,
    /// What was said last.
    pub reply: String,
}

/// Counts what waits.
pub(crate) fn waiting_line(connection: &Connection) -> Result<WaitingLine, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT COUNT(*) AS mails, MIN(queued) AS oldest,
                IFNULL(SUM(blame = 'relay'), 0) AS held, MIN(IIF(blame = 'relay', queued, NULL)) AS since
         FROM delivery
         WHERE way = 'mail' AND state IN ('queued', 'sending', 'doubtful')
           AND (subscriber_id IS NULL OR EXISTS (SELECT 1 FROM subscriber WHERE id = subscriber_id AND listed = 1))",
    )?;
    let (mails, oldest, held, since) = statement.query_row([], |row| {
        Ok((
            row.get("mails")?,
            row.get::<_, Option<i64>>("oldest")?.map(instant),
            row.get::<_, i64>("held")?,
            row.get::<_, Option<i64>>("since")?.map(instant),
        ))
    })?;
    let reply = last_refusal(connection)?.unwrap_or_default();
    let relay = since.map(|since| RelayTrouble { since, mails: held, reply });
    Ok(WaitingLine { mails, oldest, relay })
}

/// What was said at the last attempt that was one.
fn last_refusal(connection: &Connection) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT reply FROM delivery
         WHERE way = 'mail' AND state IN ('queued', 'doubtful') AND blame = 'relay' AND reply IS NOT NULL
         ORDER BY attempts = 0, changed DESC LIMIT 1",
    )?;
    Ok(statement.query_row([], |row| row.get("reply")).optional()?)
}
