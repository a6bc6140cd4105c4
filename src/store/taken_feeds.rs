//! Feeds as other machines tell of them: how they are called, how they are, and what operators may want to know.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::bulletin::{EventNews, FeedLabel, FeedNews, FeedReading};
use crate::feed::FeedState;

use super::feeds::{FeedId, StoredFeed, encode, feed_by_id, save_state};
use super::polled::record_event;
use super::reading_hours::note_reading;
use super::{Connection, StoreError, millis};

/// The feed of this label; one that is not known is listed.
pub(super) fn feed_of(connection: &Connection, label: &FeedLabel) -> Result<FeedId, StoreError> {
    if let Some(id) = feed_at(connection, &label.url)? {
        return Ok(id);
    }
    let state = FeedState { title: label.own_title.clone(), ..FeedState::default() };
    connection
        .prepare_cached("INSERT INTO feed (url, listing, state) VALUES (?1, ?2, ?3)")?
        .execute(params![label.url, encode(&label.feed())?, encode(&state)?])?;
    Ok(FeedId(connection.last_insert_rowid()))
}

fn feed_at(connection: &Connection, url: &str) -> Result<Option<FeedId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM feed WHERE url = ?1")?;
    Ok(statement.query_row([url], |row| row.get(0)).optional()?.map(FeedId))
}

/// Renames a feed that its machine lists at another address now: its entries are the same.
fn follow_address(connection: &Connection, news: &FeedNews) -> Result<(), StoreError> {
    if feed_at(connection, &news.label.url)?.is_some() {
        return Ok(());
    }
    for former in news.state.former.iter().rev() {
        if let Some(id) = feed_at(connection, former)? {
            let mut rename = connection.prepare_cached("UPDATE feed SET url = ?2 WHERE id = ?1")?;
            rename.execute(params![id.0, news.label.url])?;
            return Ok(());
        }
    }
    Ok(())
}

/// How a feed is. Who has taken it over from another machine is believed from then on, and that machine no more.
pub(super) fn take_feed(
    connection: &Connection,
    poller: &str,
    line: i64,
    news: &FeedNews,
) -> Result<(), StoreError> {
    follow_address(connection, news)?;
    let feed = feed_of(connection, &news.label)?;
    let mut statement =
        connection.prepare_cached("SELECT poller, line FROM taken_feed WHERE feed_id = ?1")?;
    let known: Option<(String, i64)> =
        statement.query_row([feed.0], |row| Ok((row.get("poller")?, row.get("line")?))).optional()?;
    let is_old = match &known {
        Some((other, last)) if other == poller => *last >= line,
        // It has let go of what another has by now.
        Some(_) => !news.listed,
        None => false,
    };
    if is_old {
        return Ok(());
    }
    connection
        .prepare_cached("UPDATE feed SET listing = ?2, listed = ?3 WHERE id = ?1")?
        .execute(params![feed.0, encode(&news.label.feed())?, news.listed])?;
    save_state(connection, feed, &news.state)?;
    if let Some(read) = news.state.last_ok {
        note_reading(connection, feed, read)?;
    }
    connection
        .prepare_cached(
            "INSERT INTO taken_feed (feed_id, poller, line, number) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (feed_id)
             DO UPDATE SET poller = excluded.poller, line = excluded.line, number = excluded.number",
        )?
        .execute(params![feed.0, poller, line, news.number])?;
    Ok(())
}

/// That a feed was read and is as it was told last. One that this desk has not heard of is told whole within a day.
pub(super) fn take_reading(
    connection: &Connection,
    poller: &str,
    reading: &FeedReading,
) -> Result<(), StoreError> {
    let FeedReading { feed: number, line, read, due } = *reading;
    let mut known = connection
        .prepare_cached("SELECT feed_id, line FROM taken_feed WHERE poller = ?1 AND number = ?2")?;
    let known =
        known.query_row(params![poller, number], |row| Ok((FeedId(row.get("feed_id")?), row.get("line")?)));
    let Some((feed, last)) = known.optional()? else { return Ok(()) };
    let last: i64 = last;
    let Some(StoredFeed { state, .. }) = feed_by_id(connection, feed)?.filter(|_| last < line) else {
        return Ok(());
    };
    let times = FeedState { next_due: due, last_polled: Some(read), last_ok: Some(read), ..state };
    save_state(connection, feed, &times)?;
    note_reading(connection, feed, read)?;
    connection
        .prepare_cached("UPDATE taken_feed SET line = ?2 WHERE feed_id = ?1")?
        .execute(params![feed.0, line])?;
    Ok(())
}

pub(super) fn take_event(
    connection: &Connection,
    poller: &str,
    line: i64,
    news: &EventNews,
    at: Timestamp,
) -> Result<(), StoreError> {
    let feed = feed_of(connection, &news.feed)?;
    // Events come in any order where some were sent again: each is known by its line.
    let new = connection
        .prepare_cached("INSERT OR IGNORE INTO taken_event (poller, line, at) VALUES (?1, ?2, ?3)")?
        .execute(params![poller, line, millis(at)])?;
    if new == 0 { Ok(()) } else { record_event(connection, Some(feed), &news.event(), at) }
}
