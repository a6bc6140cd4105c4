//! In which hours feeds were read: what tells a day without news from a day that nobody looked.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::params;

use crate::feed::Feed;

use super::feeds::{FeedId, encode};
use super::{Connection, StoreError};

/// The seconds of an hour.
const HOUR: i64 = 3_600;

/// Notes that a feed was read in this hour.
pub(super) fn note_reading(connection: &Connection, feed: FeedId, now: Timestamp) -> Result<(), StoreError> {
    let hour = now.as_second().div_euclid(HOUR);
    connection
        .prepare_cached(
            "INSERT INTO reading_hours (day, feed_id, hours) VALUES (?1, ?2, ?3)
             ON CONFLICT (day, feed_id) DO UPDATE SET hours = hours | excluded.hours
             WHERE hours & excluded.hours = 0",
        )?
        .execute(params![hour.div_euclid(24), feed.0, 1_i64 << hour.rem_euclid(24)])?;
    Ok(())
}

/// The hours since 1970 in which each of these feeds was read, from one instant up to another.
pub(crate) fn hours_read(
    connection: &Connection,
    feeds: &[FeedId],
    from: Timestamp,
    to: Timestamp,
) -> Result<BTreeMap<FeedId, Vec<i64>>, StoreError> {
    let ids: Vec<i64> = feeds.iter().map(|feed| feed.0).collect();
    let (first, last) = (from.as_second().div_euclid(HOUR), to.as_second().div_euclid(HOUR));
    let mut statement = connection.prepare_cached(
        "SELECT day, feed_id, hours FROM reading_hours
         WHERE day BETWEEN ?1 AND ?2 AND feed_id IN (SELECT value FROM json_each(?3)) ORDER BY day",
    )?;
    let mut rows = statement.query(params![first.div_euclid(24), last.div_euclid(24), encode(&ids)?])?;
    let mut read: BTreeMap<FeedId, Vec<i64>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (day, hours): (i64, i64) = (row.get("day")?, row.get("hours")?);
        let of_day = (0..24).filter(|hour| hours >> hour & 1 == 1).map(|hour| day * 24 + hour);
        let own = read.entry(FeedId(row.get("feed_id")?)).or_default();
        own.extend(of_day.filter(|hour| (first..=last).contains(hour)));
    }
    Ok(read)
}

/// The first day since 1970 of which anything is known.
pub(crate) fn first_day_read(connection: &Connection) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT MIN(day) AS day FROM reading_hours")?;
    Ok(statement.query_row([], |row| row.get("day"))?)
}

/// A listed feed, as far as it decides who reads it and since when.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ReadFeed {
    /// Its number.
    pub id: FeedId,
    /// The operator's wording.
    pub feed: Feed,
    /// The language that it writes, as far as that is known.
    pub writes: Option<String>,
    /// When it was read first.
    pub first: Option<Timestamp>,
}

/// The listed feeds, and when each was read first.
pub(crate) fn first_readings(connection: &Connection) -> Result<Vec<ReadFeed>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, listing, json_extract(state, '$.writes') AS writes,
                unixepoch(json_extract(state, '$.first_polled')) AS first
         FROM feed WHERE listed = 1 ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut feeds = Vec::new();
    while let Some(row) = rows.next()? {
        let listing: String = row.get("listing")?;
        let first: Option<i64> = row.get("first")?;
        feeds.push(ReadFeed {
            id: FeedId(row.get("id")?),
            feed: serde_json::from_str(&listing).map_err(|error| StoreError::damaged("feed", &error))?,
            writes: row.get("writes")?,
            first: first.and_then(|at| Timestamp::from_second(at).ok()),
        });
    }
    Ok(feeds)
}
