//! Refusals, looked at together: whether they are the relay's, and whether an address is hopeless.

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::delivery::DeliveryState;
use super::readers::{SuppressionCause, suppress};
use super::{Connection, StoreError, instant, millis};

/// The same refusal of two recipients within this time is the relay's, not theirs.
const RELAY_REFUSALS: SignedDuration = SignedDuration::from_hours(24);

/// Whether the relay has refused somebody else with the same words of late: then the refusal is its own trouble.
pub(crate) fn is_refused_alike(
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

/// Takes back the refusals with these words: they were the relay's. The mails wait again, and so do nobody's
/// operators for news of them.
pub(crate) fn take_back_refusals(
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

/// A server's words without the address they speak of.
fn without_address(reply: &str, address: &str) -> String {
    reply.to_ascii_lowercase().replace(&address.to_ascii_lowercase(), "")
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
