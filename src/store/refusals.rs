//! Refusals, looked at together: whether they are the relay's, and whether an address is hopeless.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, params};

use super::delivery::DeliveryState;
use super::readers::{SuppressionCause, suppress};
use super::{Connection, StoreError, instant, millis};

/// The same refusal of two recipients within this time is the relay's, not theirs.
const RELAY_REFUSALS: SignedDuration = SignedDuration::from_hours(24);

/// Whether a refusal is the relay's own trouble and not its recipient's: it has refused somebody else with the same words of
/// late, or everybody as unknown.
pub(crate) fn is_relays(
    connection: &Connection,
    address: &str,
    reply: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if names_the_address(reply) {
        knows_nobody(connection, address, now)
    } else {
        is_refused_alike(connection, address, reply, now)
    }
}

/// Takes back the refusals like this one: they were the relay's. The mails wait again, and so do nobody's operators for news of
/// them.
pub(crate) fn take_back_refusals(
    connection: &Connection,
    reply: &str,
    address: &str,
    next_attempt: Timestamp,
    now: Timestamp,
) -> Result<usize, StoreError> {
    if names_the_address(reply) {
        take_back_unknown_users(connection, next_attempt, now)
    } else {
        take_back_alike(connection, reply, address, next_attempt, now)
    }
}

/// Whether a refusal is of this very address (5.1.x, RFC 3463), whoever else is refused.
fn names_the_address(reply: &str) -> bool {
    reply.contains(" 5.1.")
}

fn is_refused_alike(
    connection: &Connection,
    address: &str,
    reply: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let since = now.saturating_sub(RELAY_REFUSALS).unwrap_or(Timestamp::MIN);
    let mut statement = connection.prepare_cached(
        "SELECT address, reply FROM delivery
         WHERE state IN ('refused', 'queued') AND blame IS NOT NULL AND changed >= ?1 AND address <> ?2
           AND reply IS NOT NULL",
    )?;
    let wanted = without_address(reply, address);
    let mut rows = statement.query(params![millis(since), address])?;
    while let Some(row) = rows.next()? {
        let (other, said): (String, String) = (row.get("address")?, row.get("reply")?);
        if without_address(&said, &other) == wanted {
            return Ok(true);
        }
    }
    Ok(false)
}

fn take_back_alike(
    connection: &Connection,
    reply: &str,
    address: &str,
    next_attempt: Timestamp,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let since = now.saturating_sub(RELAY_REFUSALS).unwrap_or(Timestamp::MIN);
    let wanted = without_address(reply, address);
    let mut statement = connection.prepare_cached(
        "SELECT id, address, reply FROM delivery
         WHERE state = 'refused' AND changed >= ?1 AND reply IS NOT NULL",
    )?;
    let refused: Vec<(i64, String, String)> = statement
        .query_map([millis(since)], |row| Ok((row.get("id")?, row.get("address")?, row.get("reply")?)))?
        .collect::<Result<_, _>>()?;
    let alike = refused.iter().filter(|(_, address, said)| without_address(said, address) == wanted);
    let mut taken_back = 0;
    for (id, _, _) in alike {
        taken_back += connection
            .prepare_cached(
                "UPDATE delivery SET state = 'queued', blame = 'relay', next_attempt = ?2 WHERE id = ?1",
            )?
            .execute(params![id, millis(next_attempt)])?;
    }
    Ok(taken_back)
}

/// Deliveries of late that are looked at: a table of years is not read for one refusal.
const OF_LATE: &str =
    "SELECT id, address, state, reply, changed FROM delivery WHERE way = 'mail' ORDER BY id DESC LIMIT 5000";

/// Refusals of an address that does not exist (5.1.x, RFC 3463).
const UNKNOWN_USER: &str = "state IN ('refused', 'queued') AND reply LIKE '% 5.1.%'";

/// Whether the relay says of everybody that there is nobody of that name: then it has lost its table of users. It has not where
/// it has taken any mail since, or since it last said so of this address.
fn knows_nobody(connection: &Connection, address: &str, now: Timestamp) -> Result<bool, StoreError> {
    let since = millis(now.saturating_sub(RELAY_REFUSALS).unwrap_or(Timestamp::MIN));
    let mut statement = connection.prepare_cached(&format!(
        "WITH late AS ({OF_LATE}),
              taken AS (SELECT IFNULL(MAX(changed), 0) AS last FROM late WHERE state = 'sent')
         SELECT EXISTS (SELECT 1 FROM late, taken WHERE {UNKNOWN_USER} AND address <> ?1
                        AND changed >= ?2 AND changed > taken.last)
            AND NOT EXISTS (SELECT 1 FROM late, taken WHERE {UNKNOWN_USER} AND address = ?1
                            AND changed < taken.last) AS knows_nobody"
    ))?;
    Ok(statement.query_row(params![address, since], |row| row.get("knows_nobody"))?)
}

/// Takes back the refusals of a relay that knows nobody: the mails wait again.
fn take_back_unknown_users(
    connection: &Connection,
    next_attempt: Timestamp,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let since = millis(now.saturating_sub(RELAY_REFUSALS).unwrap_or(Timestamp::MIN));
    Ok(connection
        .prepare_cached(&format!(
            "WITH late AS ({OF_LATE}),
                  taken AS (SELECT IFNULL(MAX(changed), 0) AS last FROM late WHERE state = 'sent')
             UPDATE delivery SET state = 'queued', blame = 'relay', next_attempt = ?1
             WHERE state = 'refused' AND id IN (
                 SELECT id FROM late, taken WHERE {UNKNOWN_USER} AND changed >= ?2 AND changed > taken.last)"
        ))?
        .execute(params![millis(next_attempt), since])?)
}

/// A server's words without the address they speak of.
fn without_address(reply: &str, address: &str) -> String {
    reply.to_ascii_lowercase().replace(&address.to_ascii_lowercase(), "")
}

/// What the reply of a mail begins with that was taken and came back.
const RETURNED: &str = "came back:";

/// A mail that was taken and came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReturnedMail {
    pub address: String,
    pub subject: String,
    pub subscriber: i64,
    pub reply: String,
}

/// Makes a mail refused that was taken, or may have been; `None` where it was no reader's, or is known to have come back.
pub(crate) fn returned(
    connection: &Connection,
    id: i64,
    words: &str,
    now: Timestamp,
) -> Result<Option<ReturnedMail>, StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE delivery SET state = 'refused', blame = 'recipient', reply = ?2, changed = ?3
         WHERE id = ?1 AND state IN ('sent', 'doubtful') AND subscriber_id IS NOT NULL
         RETURNING address, subscriber_id, reply, (SELECT subject FROM digest WHERE digest.id = digest_id) AS subject",
    )?;
    let reply = format!("{RETURNED} {words}");
    let found = statement.query_row(params![id, reply, millis(now)], |row| {
        Ok(ReturnedMail {
            address: row.get("address")?,
            subject: row.get("subject")?,
            subscriber: row.get("subscriber_id")?,
            reply: row.get("reply")?,
        })
    });
    Ok(found.optional()?)
}

/// Mails that come back to a reader within this time, until nothing more is sent.
const RETURNS: i64 = 3;
const RETURNS_WITHIN: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Suppresses a reader whose mail came back: at once where the address does not exist (5.1.1), else after several.
/// Answers whether it did.
pub(crate) fn suppress_if_returned(
    connection: &Connection,
    subscriber: i64,
    status: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let since = now.saturating_sub(RETURNS_WITHIN).unwrap_or(Timestamp::MIN);
    let returns: i64 = connection
        .prepare_cached(
            "SELECT COUNT(*) FROM delivery
             WHERE subscriber_id = ?1 AND state = 'refused' AND changed >= ?2 AND reply LIKE ?3 || '%'",
        )?
        .query_row(params![subscriber, millis(since), RETURNED], |row| row.get(0))?;
    if status != "5.1.1" && returns < RETURNS {
        return Ok(false);
    }
    suppress(connection, subscriber, SuppressionCause::Refused, now)
}

/// The least time between the first and the last of the refusals that make an address hopeless.
const HOPELESS_AFTER: SignedDuration = SignedDuration::from_hours(48);

/// Suppresses a reader whose mails were all refused for days because the address does not exist (5.1.x): hammering a
/// dead address costs the sender's name. Answers whether it did.
pub(crate) fn suppress_if_hopeless(
    connection: &Connection,
    subscriber: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT state, reply, changed FROM delivery
         WHERE subscriber_id = ?1 AND state IN ('sent', 'refused', 'expired') ORDER BY changed DESC, id DESC LIMIT 20",
    )?;
    let mut rows = statement.query([subscriber])?;
    while let Some(row) = rows.next()? {
        let state: DeliveryState = row.get("state")?;
        let reply: Option<String> = row.get("reply")?;
        if state != DeliveryState::Refused || !reply.is_some_and(|reply| reply.contains(" 5.1.")) {
            return Ok(false);
        }
        if now.duration_since(instant(row.get("changed")?)) >= HOPELESS_AFTER {
            return suppress(connection, subscriber, SuppressionCause::Refused, now);
        }
    }
    Ok(false)
}
