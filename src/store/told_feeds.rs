//! What desks know of a feed: one that is as it was is told in a few bytes, since most polls find nothing else.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, params};
use xxhash_rust::xxh3::xxh3_64;

use crate::bulletin::{FeedNews, FeedReading};

use super::feeds::{FeedId, StoredFeed, encode, feed_by_id};
use super::{Connection, StoreError, instant, millis};

/// A feed is told whole so often, for desks that are new.
const WHOLE_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// What a line tells of a feed.
pub(super) enum FeedTelling {
    /// Everything, and what is noted once desks have it.
    Whole(Box<FeedNews>, ToldFeed),
    /// That it was read, and is as it was.
    Reading(FeedReading),
}

/// What desks were told of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ToldFeed {
    feed: i64,
    hash: i64,
    at: Timestamp,
}

/// What a line of then has to tell of a feed; `None` where it is gone.
pub(super) fn feed_telling(
    connection: &Connection,
    feed: i64,
    line: i64,
    at: Timestamp,
) -> Result<Option<FeedTelling>, StoreError> {
    let Some(StoredFeed { feed: listing, state, .. }) = feed_by_id(connection, FeedId(feed))? else {
        return Ok(None);
    };
    let listed = connection
        .prepare_cached("SELECT listed FROM feed WHERE id = ?1")?
        .query_row([feed], |row| row.get("listed"))?;
    let news = FeedNews::of(feed, &listing, &state, listed);
    let hash = xxh3_64(encode(&news.without_times())?.as_bytes()).cast_signed();
    let told = ToldFeed { feed, hash, at };
    let before = told_before(connection, feed)?;
    let is_known =
        before.is_some_and(|before| before.hash == hash && at.duration_since(before.at).abs() < WHOLE_EVERY);
    Ok(Some(match news.reading(line) {
        Some(reading) if is_known => FeedTelling::Reading(reading),
        _ => FeedTelling::Whole(Box::new(news), told),
    }))
}

fn told_before(connection: &Connection, feed: i64) -> Result<Option<ToldFeed>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT hash, at FROM told_feed WHERE feed_id = ?1")?;
    let told = statement
        .query_row([feed], |row| Ok(ToldFeed { feed, hash: row.get("hash")?, at: instant(row.get("at")?) }));
    Ok(told.optional()?)
}

/// Notes what desks will have heard of a feed.
pub(super) fn note_told(connection: &Connection, told: &ToldFeed) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO told_feed (feed_id, hash, at) VALUES (?1, ?2, ?3)
             ON CONFLICT (feed_id) DO UPDATE SET hash = excluded.hash, at = excluded.at",
        )?
        .execute(params![told.feed, told.hash, millis(told.at)])?;
    Ok(())
}

/// Nobody was told anything: under another name, every feed is told whole.
pub(super) fn forget_told(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("DELETE FROM told_feed", [])?;
    Ok(())
}
