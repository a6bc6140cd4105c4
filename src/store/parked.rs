//! What operators see of the mails that were not taken, and do with them.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use super::cursors::{ReaderCursor, latest_cursor};
use super::delivery::DeliveryState;
use super::subscribers::grace;
use super::{Connection, StoreError, instant, millis};

/// A mail that waits, is in doubt, or was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ParkedMail {
    /// Its number, by which it is tried again or dropped.
    pub id: i64,
    /// The whole address, or an output: for operators alone.
    pub to: String,
    pub subject: String,
    pub state: DeliveryState,
    pub attempts: u32,
    /// Since when it lies there.
    pub queued: Timestamp,
    /// When it is tried next, where it is.
    pub next_attempt: Option<Timestamp>,
    /// What was said at the last attempt.
    pub reply: Option<String>,
}

const PARKED: &str = "SELECT delivery.id AS id, IIF(way = 'post', 'output:' || address, address) AS address,
        digest.subject AS subject, state, attempts, queued,
        IIF(state IN ('queued', 'doubtful'), next_attempt, NULL) AS next_attempt, reply
 FROM delivery JOIN digest ON digest.id = digest_id";

/// All of them, the oldest first.
pub(crate) fn parked_mails(connection: &Connection) -> Result<Vec<ParkedMail>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "{PARKED} WHERE state NOT IN ('sent', 'suppressed', 'dropped') ORDER BY queued, delivery.id"
    ))?;
    let rows = statement.query_map([], parked)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The mail of this number, taken or not.
pub(crate) fn mail_of_number(connection: &Connection, id: i64) -> Result<Option<ParkedMail>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{PARKED} WHERE delivery.id = ?1"))?;
    Ok(statement.query_row([id], parked).optional()?)
}

fn parked(row: &Row<'_>) -> rusqlite::Result<ParkedMail> {
    Ok(ParkedMail {
        id: row.get("id")?,
        to: row.get("address")?,
        subject: row.get("subject")?,
        state: row.get("state")?,
        attempts: row.get("attempts")?,
        queued: instant(row.get("queued")?),
        next_attempt: row.get::<_, Option<i64>>("next_attempt")?.map(instant),
        reply: row.get("reply")?,
    })
}

/// Makes a mail due now; one that was given up begins its days of trying anew. Answers whether there is such a mail.
pub(crate) fn retry_mail(connection: &Connection, id: i64, now: Timestamp) -> Result<bool, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE delivery SET next_attempt = ?2, blame = NULL,
                    queued = IIF(state IN ('refused', 'expired'), ?2, queued),
                    attempts = IIF(way = 'post' AND state IN ('refused', 'expired'), 0, attempts),
                    state = IIF(state IN ('refused', 'expired'), 'queued', state)
             WHERE id = ?1 AND state IN ('queued', 'doubtful', 'refused', 'expired')",
        )?
        .execute(params![id, millis(now)])?;
    Ok(changed > 0)
}

/// Throws a mail away. Answers whether there is one that can be.
pub(crate) fn drop_mail(connection: &Connection, id: i64, now: Timestamp) -> Result<bool, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE delivery SET state = 'dropped', payload = NULL, changed = ?2
             WHERE id = ?1 AND state IN ('queued', 'doubtful', 'refused', 'expired')",
        )?
        .execute(params![id, millis(now)])?;
    Ok(changed > 0)
}

/// Makes everything that waits due now; answers how many mails that were.
pub(crate) fn flush_mails(connection: &Connection, now: Timestamp) -> Result<usize, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE delivery SET next_attempt = ?1, blame = NULL
             WHERE state IN ('queued', 'doubtful') AND next_attempt > ?1",
        )?
        .execute([millis(now)])?;
    Ok(changed)
}

/// Lets an address that had left or paused, or was refused, get mail again. Answers whether it is one of those.
///
/// What was found while it was refused is told from where it stood, and what waited for it then is due: of 30 days, as with all
/// who were away. Who had left is told what comes from now on.
pub(crate) fn restore_subscriber(
    connection: &Connection,
    email: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const REFUSED: &str = "email = ?1 COLLATE NOCASE AND suppressed IN ('refused', 'gone')";
    connection
        .prepare_cached(&format!(
            "UPDATE delivery SET state = 'queued', attempts = 0, blame = NULL, reply = NULL, next_attempt = ?2, queued = ?2,
                    changed = ?2
             FROM subscriber WHERE {REFUSED} AND subscriber.id = subscriber_id AND state = 'suppressed'
               AND delivery.changed >= MAX(suppressed_at, ?3)"
        ))?
        .execute(params![email, millis(now), grace(now)])?;
    let ReaderCursor { window_end, match_cursor, revision_cursor } = latest_cursor(connection, now)?;
    connection
        .prepare_cached(&format!(
            "UPDATE subscriber SET window_end = ?3, match_cursor = ?4, revision_cursor = ?5
             WHERE {REFUSED} AND suppressed_at < ?2"
        ))?
        .execute(params![email, grace(now), millis(window_end), match_cursor, revision_cursor])?;
    connection
        .prepare_cached(&format!(
            "UPDATE subscription SET window_end = IIF(window_end IS NULL, NULL, ?3),
                    match_cursor = IIF(match_cursor IS NULL, NULL, ?4),
                    revision_cursor = IIF(revision_cursor IS NULL, NULL, ?5)
             WHERE subscriber_id IN (SELECT id FROM subscriber WHERE {REFUSED} AND suppressed_at < ?2)"
        ))?
        .execute(params![email, grace(now), millis(window_end), match_cursor, revision_cursor])?;
    let changed = connection
        .prepare_cached(
            "UPDATE subscriber SET suppressed = NULL, suppressed_at = NULL, paused_until = NULL
             WHERE email = ?1 COLLATE NOCASE AND (suppressed IS NOT NULL OR paused_until IS NOT NULL)",
        )?
        .execute([email])?;
    Ok(changed > 0)
}
