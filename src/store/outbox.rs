//! Finished mails and their fate: written with the digest they carry, sent later, never forgotten.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{StoreError, instant, millis};

/// How long a mail whose fate is unknown waits before it is sent once more, with identical bytes.
pub(crate) const DOUBT: Duration = Duration::from_mins(10);

/// One mail to one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutboxMail {
    /// Its number.
    pub id: i64,
    /// The envelope sender.
    pub sender: String,
    /// The envelope recipient.
    pub recipient: String,
    /// The same at every attempt.
    pub message_id: String,
    /// The finished message, the same at every attempt.
    pub bytes: Vec<u8>,
    /// Attempts so far.
    pub attempts: u32,
    /// When it was first queued: it expires by this.
    pub queued: Timestamp,
    /// Whether an earlier attempt may have reached the server.
    pub doubtful: bool,
    /// The subject of a reader's digest; `None` for a notice to operators.
    pub reader_subject: Option<String>,
}

/// What became of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Settled {
    /// The server has taken it.
    Sent {
        /// Its words.
        reply: String,
    },
    /// Not this time.
    Deferred {
        /// The server's words, or ours.
        reply: String,
        /// Not before this instant.
        next_attempt: Timestamp,
    },
    /// The connection broke between DATA and the reply: it may have arrived.
    Doubtful {
        /// What happened.
        reply: String,
        /// When it is sent once more.
        next_attempt: Timestamp,
    },
    /// The server will never take it.
    Refused {
        /// Its words.
        reply: String,
    },
    /// It was deferred for too long.
    Expired {
        /// The last words.
        reply: String,
    },
}

/// Puts one finished mail in line; one to a suppressed address is kept and never sent. Part of the transaction
/// that writes its digest.
pub(super) fn enqueue(
    connection: &Connection,
    digest: i64,
    mail: &NewMail,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO outbox
             (digest_id, sender, recipient, message_id, bytes, state, next_attempt, queued, changed)
         SELECT :digest, :sender, :recipient, :message_id, :bytes,
                IIF(EXISTS (SELECT 1 FROM subscriber WHERE email = :recipient AND suppressed IS NOT NULL),
                    'suppressed', 'queued'),
                :now, :now, :now",
    )?;
    statement.execute(rusqlite::named_params! {
        ":digest": digest,
        ":sender": mail.sender,
        ":recipient": mail.recipient,
        ":message_id": mail.message_id,
        ":bytes": mail.bytes,
        ":now": millis(now),
    })?;
    Ok(())
}

/// A mail that is to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewMail {
    /// The envelope sender.
    pub sender: String,
    /// The envelope recipient.
    pub recipient: String,
    /// Derived from the digest.
    pub message_id: String,
    /// The finished message.
    pub bytes: Vec<u8>,
}

/// Puts what a crash left between DATA and the reply in doubt. Called once, before anything is sent.
pub(crate) fn doubt_interrupted(connection: &Connection) -> Result<usize, StoreError> {
    let wait = i64::try_from(DOUBT.as_millis()).expect("ten minutes fit");
    let changed = connection.execute(
        "UPDATE outbox SET state = 'doubtful', next_attempt = changed + ?1, reply = 'interrupted while sending'
         WHERE state = 'sending'",
        [wait],
    )?;
    Ok(changed)
}

/// The mails whose time has come, oldest first.
pub(crate) fn due_mails(
    connection: &Connection,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<OutboxMail>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT outbox.id AS id, sender, recipient, outbox.message_id AS message_id, bytes, attempts, queued, state,
                IIF(digest.subscriber_id IS NULL, NULL, digest.subject) AS reader_subject
         FROM outbox JOIN digest ON digest.id = outbox.digest_id
         WHERE state IN ('queued', 'doubtful') AND next_attempt <= ?1
         ORDER BY next_attempt, outbox.id LIMIT ?2",
    )?;
    let rows =
        statement.query_map(params![millis(now), i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
            Ok(OutboxMail {
                id: row.get("id")?,
                sender: row.get("sender")?,
                recipient: row.get("recipient")?,
                message_id: row.get("message_id")?,
                bytes: row.get("bytes")?,
                attempts: row.get("attempts")?,
                queued: instant(row.get("queued")?),
                doubtful: row.get::<_, String>("state")? == "doubtful",
                reader_subject: row.get("reader_subject")?,
            })
        })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When the next mail is due, if any is waiting.
pub(crate) fn next_mail_due(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT MIN(next_attempt) FROM outbox WHERE state IN ('queued', 'doubtful')")?;
    Ok(statement.query_row([], |row| row.get::<_, Option<i64>>(0))?.map(instant))
}

/// Committed right before DATA: from here on the mail may have arrived.
pub(crate) fn mark_sending(connection: &Connection, id: i64, now: Timestamp) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE outbox SET state = 'sending', attempts = attempts + 1, changed = ?2 WHERE id = ?1",
    )?;
    statement.execute(params![id, millis(now)])?;
    Ok(())
}

/// Writes what became of an attempt.
pub(crate) fn settle(
    connection: &Connection,
    id: i64,
    settled: &Settled,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (state, reply, next_attempt) = match settled {
        Settled::Sent { reply } => ("sent", reply, None),
        Settled::Deferred { reply, next_attempt } => ("queued", reply, Some(*next_attempt)),
        Settled::Doubtful { reply, next_attempt } => ("doubtful", reply, Some(*next_attempt)),
        Settled::Refused { reply } => ("refused", reply, None),
        Settled::Expired { reply } => ("expired", reply, None),
    };
    // An attempt that never came to DATA was not counted by `mark_sending`.
    let mut statement = connection.prepare_cached(
        "UPDATE outbox
         SET attempts = attempts + (state <> 'sending'), state = :state, reply = :reply,
             next_attempt = COALESCE(:next_attempt, next_attempt), changed = :now
         WHERE id = :id",
    )?;
    statement.execute(rusqlite::named_params! {
        ":id": id,
        ":state": state,
        ":reply": reply,
        ":next_attempt": next_attempt.map(millis),
        ":now": millis(now),
    })?;
    Ok(())
}

/// Refusals in a row after which an address gets nothing more.
const HOPELESS: u32 = 3;

/// Suppresses a subscriber whose last mails were all refused: hammering a dead address costs the sender's name.
pub(crate) fn suppress_if_hopeless(
    connection: &Connection,
    email: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT COUNT(*) AS mails, SUM(state = 'refused') AS refused FROM (
             SELECT state FROM outbox WHERE recipient = ?1 AND state IN ('sent', 'refused', 'expired')
             ORDER BY changed DESC, id DESC LIMIT ?2
         )",
    )?;
    let (mails, refused): (u32, Option<u32>) =
        statement.query_row(params![email, HOPELESS], |row| Ok((row.get("mails")?, row.get("refused")?)))?;
    if mails == HOPELESS && refused == Some(HOPELESS) {
        let words =
            format!("{HOPELESS} mails in a row were refused, the last on {}", now.strftime("%Y-%m-%d"));
        suppress(connection, email, &words)?;
    }
    Ok(())
}

/// From now on this subscriber gets nothing; `words` say why.
pub(crate) fn suppress(connection: &Connection, email: &str, words: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE subscriber SET suppressed = ?2 WHERE email = ?1 AND suppressed IS NULL")?
        .execute(params![email, words])?;
    Ok(())
}

/// How many mails stand in each state.
pub(crate) fn mail_counts(connection: &Connection) -> Result<Vec<(String, i64)>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT state, COUNT(*) AS mails FROM outbox GROUP BY state ORDER BY state")?;
    let rows = statement.query_map([], |row| Ok((row.get("state")?, row.get("mails")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
