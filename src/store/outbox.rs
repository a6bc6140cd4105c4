//! Deliveries and their fate: written with the digest they carry, sent later, never forgotten.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, named_params, params};

use super::brought_back::bring_back_mails;
use super::delivery::{DeliveryBlame, DeliveryState, DeliveryWay, DueDelivery, NewDelivery, Verdict};
use super::{Connection, StoreError, instant, millis};

/// How long a mail whose fate is unknown waits before it is sent once more, with identical bytes.
const DOUBT_MILLIS: i64 = 10 * 60 * 1000;

/// Puts one delivery in line; one to a suppressed reader is kept and never sent. `None` where one with its key is
/// there already. Part of the transaction that writes its digest.
pub(super) fn enqueue(
    connection: &Connection,
    digest: i64,
    delivery: &NewDelivery,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO delivery (digest_id, subscriber_id, key, token, message_id, way, sender, address, reader,
                               payload, state, next_attempt, queued, changed)
         SELECT :digest, :subscriber, :key, :token, :message_id, :way, :sender, :address, :reader, :payload,
                IIF(EXISTS (SELECT 1 FROM subscriber WHERE id = :subscriber AND suppressed IS NOT NULL),
                    'suppressed', 'queued'),
                :now, :now, :now
         WHERE true
         ON CONFLICT (key) DO NOTHING",
    )?;
    let written = statement.execute(named_params! {
        ":digest": digest,
        ":subscriber": delivery.subscriber,
        ":key": delivery.key,
        ":token": delivery.token,
        ":message_id": delivery.message_id,
        ":way": delivery.way,
        ":sender": delivery.sender,
        ":address": delivery.address,
        ":reader": delivery.reader,
        ":payload": delivery.payload,
        ":now": millis(now),
    })?;
    Ok((written > 0).then(|| connection.last_insert_rowid()))
}

/// Puts in doubt what is marked as on its way although nothing sends: a crash, or a verdict that was lost.
///
/// For the one who sends mail, before it begins.
pub(crate) fn doubt_interrupted(connection: &Connection) -> Result<usize, StoreError> {
    let changed = connection.execute(
        "UPDATE delivery SET state = 'doubtful', next_attempt = changed + ?1, reply = 'interrupted while sending'
         WHERE state = 'sending' AND way = 'mail'",
        [DOUBT_MILLIS],
    )?;
    Ok(changed)
}

/// Closes what waits for readers who have left since, and brings back what a clock that was ahead has put off.
/// Answers how many were brought back.
pub(crate) fn settle_the_line(connection: &Connection, now: Timestamp) -> Result<usize, StoreError> {
    connection
        .prepare_cached(
            "UPDATE delivery SET state = 'suppressed', payload = NULL, changed = ?1
             WHERE state IN ('queued', 'doubtful')
               AND subscriber_id IN (SELECT id FROM subscriber WHERE suppressed IS NOT NULL)",
        )?
        .execute([millis(now)])?;
    bring_back_mails(connection, now)
}

pub(super) const DELIVERY: &str =
    "SELECT delivery.id AS id, digest_id, subscriber_id, sender, address, message_id, reader,
                               payload, attempts, queued, way,
                               IIF(subscriber_id IS NULL, NULL, digest.subject) AS reader_subject
                        FROM delivery JOIN digest ON digest.id = delivery.digest_id";

/// Readers who are away from the files wait, and so do their mails.
pub(super) const WAITING: &str = "state IN ('queued', 'doubtful')
    AND (subscriber_id IS NULL
         OR EXISTS (SELECT 1 FROM subscriber WHERE id = subscriber_id AND listed = 1 AND suppressed IS NULL))";

/// The mails whose time has come, the one that waits longest first.
pub(crate) fn due_mails(
    connection: &Connection,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<DueDelivery>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "{DELIVERY} WHERE {WAITING} AND way = 'mail' AND next_attempt <= ?1
         ORDER BY next_attempt, delivery.id LIMIT ?2"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![millis(now), limit], due)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn due(row: &Row<'_>) -> rusqlite::Result<DueDelivery> {
    Ok(DueDelivery {
        id: row.get("id")?,
        digest: row.get("digest_id")?,
        subscriber: row.get("subscriber_id")?,
        sender: row.get("sender")?,
        address: row.get("address")?,
        message_id: row.get("message_id")?,
        reader: row.get("reader")?,
        payload: row.get("payload")?,
        attempts: row.get("attempts")?,
        queued: instant(row.get("queued")?),
        way: row.get("way")?,
        reader_subject: row.get("reader_subject")?,
    })
}

/// When the next mail is due, if any is waiting. For who sends, while nothing is sent: one that is marked as on its way
/// has lost its verdict, and is due at once.
pub(crate) fn next_mail_due(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT MIN(at) FROM (SELECT MIN(next_attempt) AS at FROM delivery WHERE {WAITING} AND way = 'mail'
                              UNION ALL SELECT MIN(changed) FROM delivery WHERE state = 'sending' AND way = 'mail')"
    ))?;
    Ok(statement.query_row([], |row| row.get::<_, Option<i64>>(0))?.map(instant))
}

/// Committed right before DATA: from here on the mail may have arrived, and its bytes are kept until it has.
///
/// `false`, and nothing done, where its reader has left or was taken out of the files in the meantime.
pub(crate) fn mark_sending(
    connection: &Connection,
    id: i64,
    payload: &[u8],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "UPDATE delivery SET state = 'sending', payload = ?2, attempts = attempts + 1, changed = ?3
         WHERE id = ?1 AND {WAITING}"
    ))?;
    Ok(statement.execute(params![id, payload, millis(now)])? > 0)
}

/// Writes what became of an attempt.
pub(crate) fn settle(
    connection: &Connection,
    id: i64,
    verdict: &Verdict,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (state, reply, next_attempt, blame) = match verdict {
        Verdict::Sent { reply } => (DeliveryState::Sent, reply, None, None),
        Verdict::Untried { reply, next_attempt } => {
            (DeliveryState::Queued, reply, Some(*next_attempt), Some(DeliveryBlame::Relay))
        }
        Verdict::Deferred { reply, blame, next_attempt } => {
            (DeliveryState::Queued, reply, Some(*next_attempt), Some(*blame))
        }
        Verdict::Doubtful { reply, next_attempt } => {
            (DeliveryState::Doubtful, reply, Some(*next_attempt), None)
        }
        Verdict::Refused { reply } => (DeliveryState::Refused, reply, None, Some(DeliveryBlame::Recipient)),
        Verdict::Expired { reply } => (DeliveryState::Expired, reply, None, None),
    };
    let tried = !matches!(verdict, Verdict::Untried { .. });
    // An attempt that never came to DATA was not counted by `mark_sending`. One that was in doubt before stays so:
    // a copy may have arrived.
    let mut statement = connection.prepare_cached(
        "UPDATE delivery
         SET attempts = attempts + (state <> 'sending' AND :tried),
             state = IIF(state = 'doubtful' AND :state = 'queued', 'doubtful', :state),
             payload = IIF(:state = 'sent', NULL, payload), reply = :reply, blame = :blame,
             next_attempt = COALESCE(:next_attempt, next_attempt), changed = :now
         WHERE id = :id",
    )?;
    statement.execute(named_params! {
        ":id": id,
        ":tried": tried,
        ":state": state,
        ":reply": reply,
        ":blame": blame,
        ":next_attempt": next_attempt.map(millis),
        ":now": millis(now),
    })?;
    if matches!(verdict, Verdict::Sent { .. }) {
        release(connection, now)?;
    }
    Ok(())
}

/// The relay takes mail again: what waited for it alone is due.
fn release(connection: &Connection, now: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE delivery SET next_attempt = ?1, blame = NULL
             WHERE way = 'mail' AND state = 'queued' AND blame = 'relay' AND next_attempt > ?1",
        )?
        .execute([millis(now)])?;
    Ok(())
}

/// How many deliveries by one way stand in each state.
pub(crate) fn delivery_counts(
    connection: &Connection,
    way: DeliveryWay,
) -> Result<Vec<(DeliveryState, i64)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT state, COUNT(*) AS mails FROM delivery WHERE way = ?1 GROUP BY state ORDER BY state",
    )?;
    let rows = statement.query_map([way], |row| Ok((row.get("state")?, row.get("mails")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The delivery under a token.
pub(crate) fn delivery_by_token(
    connection: &Connection,
    token: &str,
) -> Result<Option<DueDelivery>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{DELIVERY} WHERE token = ?1"))?;
    Ok(statement.query_row([token], due).optional()?)
}

/// The delivery of this number.
pub(crate) fn delivery_by_id(connection: &Connection, id: i64) -> Result<Option<DueDelivery>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{DELIVERY} WHERE delivery.id = ?1"))?;
    Ok(statement.query_row([id], due).optional()?)
}
