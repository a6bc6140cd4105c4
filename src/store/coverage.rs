//! What was watched in a window and what was not, for the foot of a digest and for `status`.

use jiff::Timestamp;
use rusqlite::{Connection, Row, named_params};

use crate::digest::input::{Coverage, TroubledFeed};
use crate::feed::{Feed, FeedHealth, FeedState};

use super::{StoreError, millis};

/// What was watched after `from`, up to `to`.
pub(crate) fn coverage(
    connection: &Connection,
    from: Timestamp,
    to: Timestamp,
) -> Result<Coverage, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT COUNT(*) AS entries, IFNULL(SUM(published IS NULL), 0) AS undated FROM entry
         WHERE first_seen > :from AND first_seen <= :to",
    )?;
    let times = named_params! { ":from": millis(from), ":to": millis(to) };
    let (new_entries, undated) = statement
        .query_row(times, |row| Ok((row.get::<_, u32>("entries")?, row.get::<_, u32>("undated")?)))?;
    let troubled = troubled_feeds(connection, from)?;
    let feeds: u32 = connection
        .prepare_cached("SELECT COUNT(*) FROM feed WHERE listed = 1")?
        .query_row([], |row| row.get(0))?;
    Ok(Coverage {
        feeds: feeds as usize,
        read: (feeds as usize).saturating_sub(troubled.len()),
        new_entries: new_entries as usize,
        undated: undated as usize,
        troubled,
        cuts: cuts(connection, from, to)?,
    })
}

/// Listed feeds that are in trouble, or were not read since `from`.
pub(crate) fn troubled_feeds(
    connection: &Connection,
    from: Timestamp,
) -> Result<Vec<TroubledFeed>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT listing, json_set(state, '$.listed', json('[]')) AS state FROM feed
         WHERE listed = 1
           AND (json_extract(state, '$.health') NOT IN ('well', 'moved')
                OR IFNULL(unixepoch(json_extract(state, '$.last_ok')), 0) < ?1)
         ORDER BY id",
    )?;
    let mut rows = statement.query([from.as_second()])?;
    let mut troubled = Vec::new();
    while let Some(row) = rows.next()? {
        troubled.push(troubled_feed(row)?);
    }
    Ok(troubled)
}

fn troubled_feed(row: &Row<'_>) -> Result<TroubledFeed, StoreError> {
    let (listing, state): (String, String) = (row.get("listing")?, row.get("state")?);
    let feed: Feed = serde_json::from_str(&listing).map_err(|error| StoreError::damaged("feed", &error))?;
    let state: FeedState =
        serde_json::from_str(&state).map_err(|error| StoreError::damaged("feed state", &error))?;
    let health = if matches!(state.health, FeedHealth::Well | FeedHealth::Moved) {
        FeedHealth::Late
    } else {
        state.health
    };
    let words = match (&state.last_error, state.last_ok) {
        (Some(error), _) => error.clone(),
        (None, None) => "not read yet".to_owned(),
        (None, Some(_)) if health == FeedHealth::Silent => {
            "nothing new for much longer than usual".to_owned()
        }
        (None, Some(_)) => "not polled in this time".to_owned(),
    };
    let since = match health {
        FeedHealth::Gone | FeedHealth::Blocked => state.failing_since.or(state.health_since),
        FeedHealth::Silent => state.last_new,
        _ => state.failing_since.or(state.last_ok),
    };
    Ok(TroubledFeed {
        title: feed.title_or(state.title.as_deref()).to_owned(),
        url: feed.url,
        health,
        words,
        since,
    })
}

/// The limits that cut something in the window, as sentences.
fn cuts(connection: &Connection, from: Timestamp, to: Timestamp) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT feed.url AS url, health_event.message AS message
         FROM health_event JOIN feed ON feed.id = health_event.feed_id
         WHERE health_event.kind IN ('truncated', 'gap') AND health_event.at > :from AND health_event.at <= :to
         ORDER BY health_event.id LIMIT 20",
    )?;
    let times = named_params! { ":from": millis(from), ":to": millis(to) };
    let lines = statement.query_map(times, |row| {
        let (url, message): (String, String) = (row.get("url")?, row.get("message")?);
        Ok(format!("{url}: {message}"))
    })?;
    Ok(lines.collect::<Result<_, _>>()?)
}
