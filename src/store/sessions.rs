//! Who is signed in: sessions by the hash of their cookie, and what they leave behind.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, params};

use super::{Connection, StoreError, instant, millis};

/// How long a session lasts that nobody uses.
pub(crate) const SESSION_LASTS: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Requests that lie further apart are two visits.
const VISIT: SignedDuration = SignedDuration::from_mins(30);

/// A session that holds, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SessionReader {
    /// The reader's number.
    pub id: i64,
    /// Its address.
    pub email: String,
    /// When the visit before this one ended.
    pub visited: Timestamp,
    /// Whether there was none before.
    pub is_first_visit: bool,
    /// Whether its use is worth writing down again.
    pub is_stale: bool,
}

/// The listed reader with this address, whatever its capitals, who has not left.
pub(crate) fn reader_at(connection: &Connection, email: &str) -> Result<Option<(i64, String)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, email FROM subscriber
         WHERE lower(email) = lower(?1) AND listed = 1 AND IFNULL(suppressed, '') <> 'left'",
    )?;
    Ok(statement.query_row([email], |row| Ok((row.get("id")?, row.get("email")?))).optional()?)
}

/// Begins a session. What came since the reader's last visit, with whatever browser, is new to it.
pub(crate) fn begin_session(
    connection: &Connection,
    token: &[u8],
    subscriber: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO session (token, subscriber_id, begun, used, visited)
             SELECT ?1, ?2, ?3, ?3, IFNULL((SELECT MAX(used) FROM session WHERE subscriber_id = ?2), joined)
             FROM subscriber WHERE id = ?2
             ON CONFLICT (token) DO UPDATE
             SET subscriber_id = excluded.subscriber_id, begun = excluded.begun, used = excluded.used, visited = excluded.visited",
        )?
        .execute(params![token, subscriber, millis(now)])?;
    Ok(())
}

/// Whose session it is, where it still lasts and the reader is still one.
pub(crate) fn session(
    connection: &Connection,
    token: &[u8],
    now: Timestamp,
) -> Result<Option<SessionReader>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT subscriber.id AS id, email, used, visited, joined
         FROM session JOIN subscriber ON subscriber.id = subscriber_id
         WHERE token = ?1 AND used > ?2 AND listed = 1 AND IFNULL(suppressed, '') <> 'left'",
    )?;
    let since = millis(now.saturating_sub(SESSION_LASTS).unwrap_or(Timestamp::MIN));
    let found = statement.query_row(params![token, since], |row| {
        let (used, visited) = (instant(row.get("used")?), instant(row.get("visited")?));
        let new_visit = now.duration_since(used) > VISIT;
        Ok(SessionReader {
            id: row.get("id")?,
            email: row.get("email")?,
            visited: if new_visit { used } else { visited },
            is_first_visit: !new_visit && visited == instant(row.get("joined")?),
            is_stale: now.duration_since(used).abs() >= SignedDuration::from_mins(1),
        })
    });
    Ok(found.optional()?)
}

/// Notes that a session is used: it lasts on from here.
pub(crate) fn use_session(connection: &Connection, token: &[u8], now: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE session SET visited = IIF(?2 - used > ?3, used, visited), used = ?2 WHERE token = ?1",
        )?
        .execute(params![token, millis(now), i64::try_from(VISIT.as_millis()).unwrap_or(i64::MAX)])?;
    Ok(())
}

/// Ends a session.
pub(crate) fn end_session(connection: &Connection, token: &[u8]) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM session WHERE token = ?1")?.execute([token])?;
    Ok(())
}

/// Ends every session of a reader.
pub(crate) fn end_sessions(connection: &Connection, subscriber: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM session WHERE subscriber_id = ?1")?.execute([subscriber])?;
    Ok(())
}

/// Takes out sessions that have ended, questions for codes of yesterday, and reading hours and wishes to join before `before`.
pub(super) fn forget_visits(
    connection: &Connection,
    before: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let since = |span: SignedDuration| millis(now.saturating_sub(span).unwrap_or(Timestamp::MIN));
    connection
        .prepare_cached(
            "DELETE FROM session WHERE used < ?1
                OR subscriber_id IN (SELECT id FROM subscriber WHERE listed = 0 OR suppressed = 'left')",
        )?
        .execute([since(SESSION_LASTS)])?;
    connection
        .prepare_cached("DELETE FROM sign_in WHERE asked < ?1")?
        .execute([since(SignedDuration::from_hours(24))])?;
    connection.prepare_cached("DELETE FROM joining WHERE asked < ?1")?.execute([millis(before)])?;
    connection
        .prepare_cached("DELETE FROM reading_hours WHERE day < ?1")?
        .execute([before.as_second().div_euclid(86_400)])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::super::readers::{Listing, SuppressionCause, suppress};
    use super::super::subscribers::sync_subscribers;
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    #[test]
    fn a_session_lasts_while_it_is_used_and_ends_with_its_reader() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let store = Store::open(&folder.path().join("w.db")).expect("the folder is ours");
        let reader = Listing { email: "a@w.example".into(), watchlists: Vec::new(), further: Vec::new() };
        let work = move |connection: &Connection| {
            sync_subscribers(connection, std::slice::from_ref(&reader), at(0))?;
            let (id, _) = reader_at(connection, "A@W.example")?.expect("it is listed");
            begin_session(connection, b"s", id, at(1))?;
            let visited = |connection: &Connection, hour| {
                session(connection, b"s", at(hour)).map(|found| found.map(|found| found.visited))
            };
            let is_first = |connection: &Connection, hour| {
                session(connection, b"s", at(hour))
                    .map(|found| found.is_some_and(|found| found.is_first_visit))
            };
            assert_eq!(visited(connection, 1)?, Some(at(0)), "all since joining is new at the first visit");
            assert_eq!((is_first(connection, 1)?, is_first(connection, 24)?), (true, false));
            assert_eq!(visited(connection, 24)?, Some(at(1)));
            use_session(connection, b"s", at(24))?;
            assert_eq!(visited(connection, 24)?, Some(at(1)), "it stays so during the visit");
            assert_eq!(session(connection, b"t", at(24))?, None);
            assert_eq!(visited(connection, 24 * 31 - 1)?, Some(at(24)), "thirty days from the last use");
            assert_eq!(visited(connection, 24 * 31)?, None);
            suppress(connection, id, SuppressionCause::Left, at(25))?;
            assert_eq!(visited(connection, 25)?, None, "leaving ends it");
            assert_eq!(reader_at(connection, "a@w.example")?, None);
            Ok(())
        };
        store.write_blocking(work).expect("plain data");
    }
}
