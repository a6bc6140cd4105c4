//! Deliveries to outputs: each output has a line of its own, so that a dead receiver holds up nobody else's.

use jiff::Timestamp;
use rusqlite::{named_params, params};
use serde::Serialize;

use super::delivery::DueDelivery;
use super::outbox::{DELIVERY, WAITING, due};
use super::readers::SuppressionCause;
use super::{Connection, StoreError, instant, millis};

/// How long a post whose fate is unknown waits before it is sent once more: most receivers know it by its id.
const DOUBT_MILLIS: i64 = 5 * 1000;

/// The outputs for which something is due, by their ids; one that is marked as on its way has lost its verdict. For who
/// sends, which leaves out those that it sends to at the moment.
pub(crate) fn due_outputs(connection: &Connection, now: Timestamp) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT address FROM delivery WHERE way = 'post' AND {WAITING} AND next_attempt <= ?1
         UNION SELECT address FROM delivery WHERE way = 'post' AND state = 'sending' ORDER BY address"
    ))?;
    let outputs = statement.query_map([millis(now)], |row| row.get("address"))?;
    Ok(outputs.collect::<Result<_, _>>()?)
}

/// What is due for one output, the one that waits longest first.
pub(crate) fn due_posts(
    connection: &Connection,
    output: &str,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<DueDelivery>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "{DELIVERY} WHERE way = 'post' AND address = :output AND {WAITING} AND next_attempt <= :now
         ORDER BY next_attempt, delivery.id LIMIT :limit"
    ))?;
    let named = named_params! { ":output": output, ":now": millis(now), ":limit": limit };
    let rows = statement.query_map(named, due)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts in doubt what is marked as on its way to any output, or to this one, although nothing sends there.
pub(crate) fn doubt_interrupted_posts(
    connection: &Connection,
    output: Option<&str>,
) -> Result<usize, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE delivery
             SET state = 'doubtful', next_attempt = changed + ?1, reply = 'interrupted while sending'
             WHERE state = 'sending' AND way = 'post' AND address = IFNULL(?2, address)",
        )?
        .execute(params![DOUBT_MILLIS, output])?;
    Ok(changed)
}

/// Leaves an output alone until then, as its receiver asks: nothing of its line is due before.
pub(crate) fn hold_output(connection: &Connection, output: &str, until: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE delivery SET next_attempt = ?2
             WHERE way = 'post' AND address = ?1 AND state IN ('queued', 'doubtful') AND next_attempt < ?2",
        )?
        .execute(params![output, millis(until)])?;
    Ok(())
}

/// How an output fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct OutputState {
    /// Its id.
    pub id: String,
    /// Why it gets nothing, where that is so.
    pub suppressed: Option<SuppressionCause>,
    /// Posts that were taken.
    pub sent: i64,
    /// Posts that wait, and since when the oldest of them does.
    pub waiting: i64,
    /// See above.
    pub waiting_since: Option<Timestamp>,
    /// Posts that were given up.
    pub given_up: i64,
    /// When something was last taken.
    pub last_sent: Option<Timestamp>,
    /// What was said at the last attempt that failed since.
    pub last_failure: Option<String>,
}

/// Every output that the files name, by id.
pub(crate) fn output_states(connection: &Connection) -> Result<Vec<OutputState>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT substr(email, 8) AS id, suppressed,
                COUNT(*) FILTER (WHERE state = 'sent') AS sent,
                COUNT(*) FILTER (WHERE state IN ('queued', 'sending', 'doubtful')) AS waiting,
                MIN(queued) FILTER (WHERE state IN ('queued', 'sending', 'doubtful')) AS waiting_since,
                COUNT(*) FILTER (WHERE state IN ('refused', 'expired')) AS given_up,
                MAX(changed) FILTER (WHERE state = 'sent') AS last_sent,
                (SELECT reply FROM delivery AS last
                 WHERE last.subscriber_id = subscriber.id AND last.state NOT IN ('sent', 'suppressed', 'dropped')
                   AND last.attempts > 0
                 ORDER BY last.changed DESC, last.id DESC LIMIT 1) AS last_failure
         FROM subscriber LEFT JOIN delivery ON delivery.subscriber_id = subscriber.id
         WHERE subscriber.email LIKE 'output:%' AND subscriber.listed = 1
         GROUP BY subscriber.id ORDER BY email",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(OutputState {
            id: row.get("id")?,
            suppressed: row.get("suppressed")?,
            sent: row.get("sent")?,
            waiting: row.get("waiting")?,
            waiting_since: row.get::<_, Option<i64>>("waiting_since")?.map(instant),
            given_up: row.get("given_up")?,
            last_sent: row.get::<_, Option<i64>>("last_sent")?.map(instant),
            last_failure: row.get("last_failure")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
