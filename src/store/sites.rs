//! What sites ask of their visitors: robots.txt, and patience.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::{Connection, StoreError, instant, millis};

/// What was read of a site's robots.txt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredRobots {
    /// Its text, where it answered with one.
    pub text: Option<String>,
    /// The status of the answer; 0 where there was none.
    pub status: u16,
    pub seen: Timestamp,
}

/// What is remembered of an origin's robots.txt.
pub(crate) fn robots_of(connection: &Connection, origin: &str) -> Result<Option<StoredRobots>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT robots, robots_status, robots_seen FROM site WHERE origin = ?1 AND robots_seen IS NOT NULL",
    )?;
    let found = statement.query_row([origin], |row| {
        Ok(StoredRobots {
            text: row.get("robots")?,
            status: row.get("robots_status")?,
            seen: instant(row.get("robots_seen")?),
        })
    });
    Ok(found.optional()?)
}

/// Remembers an origin's robots.txt.
pub(crate) fn save_robots(
    connection: &Connection,
    origin: &str,
    robots: &StoredRobots,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO site (origin, robots, robots_status, robots_seen) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (origin) DO UPDATE SET robots = ?2, robots_status = ?3, robots_seen = ?4",
        )?
        .execute(params![origin, robots.text, robots.status, millis(robots.seen)])?;
    Ok(())
}

/// Until when an origin has asked to be left alone, if that lies after `now`.
pub(crate) fn patience_of(
    connection: &Connection,
    origin: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT patience FROM site WHERE origin = ?1 AND patience > ?2")?;
    Ok(statement.query_row(params![origin, millis(now)], |row| row.get::<_, i64>(0)).optional()?.map(instant))
}

/// Remembers that an origin has asked to be left alone.
pub(crate) fn save_patience(
    connection: &Connection,
    origin: &str,
    until: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO site (origin, patience) VALUES (?1, ?2) ON CONFLICT (origin) DO UPDATE SET patience = ?2",
        )?
        .execute(params![origin, millis(until)])?;
    Ok(())
}
