//! What was watched in a window and what was not, for the foot of a digest and for `status`.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rusqlite::named_params;

use crate::digest::input::{Coverage, TroubledFeed};
use crate::feed::{Feed, FeedHealth, FeedState};

use super::feeds::{FeedId, StoredFeed, encode, stored_feed};
use super::{Connection, StoreError, millis};

/// A feed that was to be read this long ago, and was not, is overdue.
const SLACK: SignedDuration = SignedDuration::from_mins(30);

/// The listed feeds with what the foot of a digest says of them; the lists of their entries are left out.
pub(crate) fn watched_feeds(connection: &Connection) -> Result<Vec<StoredFeed>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, listing, json_set(state, '$.listed', json('[]')) AS state FROM feed
         WHERE listed = 1 ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut feeds = Vec::new();
    while let Some(row) = rows.next()? {
        feeds.push(stored_feed(row)?);
    }
    Ok(feeds)
}

/// What was watched of these feeds after `from`, up to `to`.
pub(crate) fn coverage(
    connection: &Connection,
    feeds: &[&StoredFeed],
    from: Timestamp,
    to: Timestamp,
) -> Result<Coverage, StoreError> {
    let ids: Vec<i64> = feeds.iter().map(|feed| feed.id.0).collect();
    let mut statement = connection.prepare_cached(
        "SELECT COUNT(*) AS entries, IFNULL(SUM(published IS NULL), 0) AS undated,
                IFNULL(SUM(page.kind <> 'article' AND page.kind <> 'gone'), 0) AS teasers
         FROM entry LEFT JOIN page ON page.entry_id = entry.id
         WHERE first_seen > :from AND first_seen <= :to
           AND entry.feed_id IN (SELECT value FROM json_each(:feeds))",
    )?;
    let times = named_params! { ":from": millis(from), ":to": millis(to), ":feeds": encode(&ids)? };
    let (new_entries, undated, teasers) = statement.query_row(times, |row| {
        Ok((row.get::<_, u32>("entries")?, row.get::<_, u32>("undated")?, row.get::<_, u32>("teasers")?))
    })?;
    let troubled: Vec<TroubledFeed> =
        feeds.iter().filter_map(|stored| trouble(&stored.feed, &stored.state, from, to)).collect();
    Ok(Coverage {
        feeds: feeds.len(),
        read: feeds.len().saturating_sub(troubled.len()),
        new_entries: new_entries as usize,
        undated: undated as usize,
        teasers: teasers as usize,
        troubled,
        cuts: cuts(connection, feeds, from, to)?,
    })
}

/// Listed feeds that are in trouble at `now`, or were not read since `from` although they were due.
pub(crate) fn troubled_feeds(
    connection: &Connection,
    from: Timestamp,
    now: Timestamp,
) -> Result<Vec<TroubledFeed>, StoreError> {
    let feeds = watched_feeds(connection)?;
    Ok(feeds.iter().filter_map(|stored| trouble(&stored.feed, &stored.state, from, now)).collect())
}

/// The trouble of a feed that is not well, was never read, or was not read after `from` although its own schedule
/// wanted it: one that is read once a day is not late in the hour between.
fn trouble(feed: &Feed, state: &FeedState, from: Timestamp, to: Timestamp) -> Option<TroubledFeed> {
    let well = matches!(state.health, FeedHealth::Well | FeedHealth::Moved);
    let read = state.last_ok.is_some_and(|at| at.as_second() >= from.as_second());
    let overdue = state.next_due.is_none_or(|due| to.duration_since(due) > SLACK);
    if well && (read || (state.last_ok.is_some() && !overdue)) {
        return None;
    }
    let health = if well { FeedHealth::Late } else { state.health };
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
    let title = feed.title_or(state.title.as_deref()).to_owned();
    Some(TroubledFeed { title, url: feed.url.clone(), health, words, since })
}

/// The limits that cut something in the window, as sentences.
fn cuts(
    connection: &Connection,
    feeds: &[&StoredFeed],
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<String>, StoreError> {
    let titles: BTreeMap<FeedId, &str> =
        feeds.iter().map(|stored| (stored.id, stored.feed.title_or(stored.state.title.as_deref()))).collect();
    let mut statement = connection.prepare_cached(
        "SELECT feed_id, message, MIN(id) AS first FROM health_event
         WHERE kind IN ('truncated', 'gap', 'relisted') AND at > :from AND at <= :to AND feed_id IS NOT NULL
         GROUP BY feed_id, message ORDER BY first",
    )?;
    let times = named_params! { ":from": millis(from), ":to": millis(to) };
    let lines = statement
        .query_map(times, |row| Ok((FeedId(row.get("feed_id")?), row.get::<_, String>("message")?)))?;
    let lines: Vec<(FeedId, String)> = lines.collect::<Result<_, _>>()?;
    let own = lines.iter().filter_map(|(feed, message)| Some(format!("{}: {message}", titles.get(feed)?)));
    Ok(own.take(20).collect())
}
