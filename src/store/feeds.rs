//! Feeds as they are listed and what polling has learnt of them.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Row};
use serde::de::DeserializeOwned;

use crate::feed::{Feed, FeedHealth, FeedSource, FeedState, RequestRules, Validators};

use super::{Connection, StoreError, instant, millis};

/// A feed's number in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct FeedId(pub i64);

/// A listed feed with its state.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredFeed {
    /// Its number.
    pub id: FeedId,
    /// The operator's wording.
    pub feed: Feed,
    /// What polling has learnt.
    pub state: FeedState,
}

/// A feed that waits for its poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// Its number.
    pub feed: FeedId,
    /// The address in the operator's file.
    pub url: String,
    /// Failures since its last success.
    pub failures: u32,
}

/// All listed feeds that the publisher has not ended.
pub(crate) fn all_waiting(connection: &Connection) -> Result<Vec<Waiting>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT id, url, failures FROM feed WHERE listed = 1 AND gone = 0 ORDER BY id")?;
    Ok(statement.query_map([], waiting)?.collect::<Result<_, _>>()?)
}

/// The feeds that are due at `now`, the longest overdue first; a new feed is due at once.
pub(crate) fn due_feeds(connection: &Connection, now: Timestamp) -> Result<Vec<Waiting>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, url, failures FROM feed
         WHERE listed = 1 AND gone = 0 AND (next_due IS NULL OR next_due <= ?1)
         ORDER BY next_due, id",
    )?;
    Ok(statement.query_map([millis(now)], waiting)?.collect::<Result<_, _>>()?)
}

/// Whether any feed was polled, or is next due, at a time that no right clock can have written.
pub(crate) fn is_any_ahead(connection: &Connection, now: Timestamp) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM feed WHERE listed = 1 AND gone = 0
                        AND (next_due > ?1 + 9 * 86400000
                             OR unixepoch(json_extract(state, '$.last_polled')) > ?1 / 1000 + 60)) AS found",
    )?;
    Ok(statement.query_row([millis(now)], |row| row.get("found"))?)
}

/// The feed at this address of the operator's files, due or not.
pub(crate) fn waiting_at(connection: &Connection, url: &str) -> Result<Option<Waiting>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id, url, failures FROM feed WHERE url = ?1")?;
    Ok(statement.query_row([url], waiting).optional()?)
}

fn waiting(row: &Row<'_>) -> rusqlite::Result<Waiting> {
    Ok(Waiting { feed: FeedId(row.get("id")?), url: row.get("url")?, failures: row.get("failures")? })
}

/// The addresses whose hosts have asked to be left alone, and until when, as far as that lies after `now`.
pub(crate) fn asked_for_patience(
    connection: &Connection,
    now: Timestamp,
) -> Result<Vec<(String, Timestamp)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT IFNULL(json_extract(state, '$.effective_url'), url) AS address, patience
         FROM feed WHERE patience > ?1",
    )?;
    let rows =
        statement.query_map([millis(now)], |row| Ok((row.get("address")?, instant(row.get("patience")?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whom to ask, and with which validators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PollTarget {
    /// The address in the operator's file.
    pub url: String,
    /// The address to ask.
    pub address: String,
    /// What the last answer is to be compared by,
    pub validators: Validators,
    /// and those of the sitemaps that it led to.
    pub parts: Vec<Validators>,
    /// What stands there, where anything is said of it.
    pub source: Option<Box<FeedSource>>,
    /// How it is asked for, where that is not as usual.
    pub request: Option<Box<RequestRules>>,
}

/// The part of a feed that a request needs: ten thousand of them may wait at one time.
pub(crate) fn poll_target(connection: &Connection, id: FeedId) -> Result<Option<PollTarget>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT url, json_extract(state, '$.validators') AS validators, json_extract(state, '$.parts') AS parts,
                json_extract(listing, '$.source') AS source, json_extract(listing, '$.request') AS request,
                CASE WHEN json_extract(state, '$.moved.recheck') THEN url
                     ELSE IFNULL(json_extract(state, '$.effective_url'), url) END AS address
         FROM feed WHERE id = ?1",
    )?;
    let found = statement.query_row([id.0], |row| {
        let json = |column: &str| row.get::<_, Option<String>>(column);
        let json = (json("validators")?, json("parts")?, json("source")?, json("request")?);
        Ok((row.get("url")?, row.get("address")?, json))
    });
    let Some((url, address, (validators, parts, source, request))) = found.optional()? else {
        return Ok(None);
    };
    Ok(Some(PollTarget {
        url,
        address,
        validators: decode("validators", validators)?.unwrap_or_default(),
        parts: decode("validators", parts)?.unwrap_or_default(),
        source: decode("source", source)?,
        request: decode("request", request)?,
    }))
}

/// A value from its JSON, where there is one.
fn decode<T: DeserializeOwned>(what: &'static str, json: Option<String>) -> Result<Option<T>, StoreError> {
    let decoded = json.map(|json| serde_json::from_str(&json)).transpose();
    decoded.map_err(|error| StoreError::damaged(what, &error))
}

/// One feed by its number.
pub(crate) fn feed_by_id(connection: &Connection, id: FeedId) -> Result<Option<StoredFeed>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id, listing, state FROM feed WHERE id = ?1")?;
    statement.query_row([id.0], |row| Ok(stored_feed(row))).optional()?.transpose()
}

/// All listed feeds, in the order in which they were first listed.
pub(crate) fn listed_feeds(connection: &Connection) -> Result<Vec<StoredFeed>, StoreError> {
    stored_feeds(connection, "SELECT id, listing, state FROM feed WHERE listed = 1 ORDER BY id")
}

/// All feeds that were listed once and are not any more.
pub(super) fn unlisted_feeds(connection: &Connection) -> Result<Vec<StoredFeed>, StoreError> {
    stored_feeds(connection, "SELECT id, listing, state FROM feed WHERE listed = 0 ORDER BY id")
}

fn stored_feeds(connection: &Connection, query: &str) -> Result<Vec<StoredFeed>, StoreError> {
    let mut statement = connection.prepare_cached(query)?;
    let mut rows = statement.query([])?;
    let mut feeds = Vec::new();
    while let Some(row) = rows.next()? {
        feeds.push(stored_feed(row)?);
    }
    Ok(feeds)
}

/// The numbers and addresses of all listed feeds.
pub(crate) fn listed_urls(connection: &Connection) -> Result<Vec<(FeedId, String)>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id, url FROM feed WHERE listed = 1 ORDER BY id")?;
    let urls = statement.query_map([], |row| Ok((FeedId(row.get("id")?), row.get("url")?)))?;
    Ok(urls.collect::<Result<_, _>>()?)
}

/// How many feeds are listed.
pub(crate) fn listed_number(connection: &Connection) -> Result<i64, StoreError> {
    let mut statement = connection.prepare_cached("SELECT COUNT(*) FROM feed WHERE listed = 1")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// The feed at this address, listed or not.
pub(crate) fn feed_by_url(connection: &Connection, url: &str) -> Result<Option<StoredFeed>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id, listing, state FROM feed WHERE url = ?1")?;
    statement.query_row([url], |row| Ok(stored_feed(row))).optional()?.transpose()
}

/// Whether the operator's files list a feed at this address.
pub(crate) fn is_listed(connection: &Connection, url: &str) -> Result<bool, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM feed WHERE url = ?1 AND listed = 1) AS found")?;
    Ok(statement.query_row([url], |row| row.get("found"))?)
}

/// Writes what a poll has learnt.
pub(crate) fn save_state(connection: &Connection, id: FeedId, state: &FeedState) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE feed SET state = :state, next_due = :next_due, gone = :gone, failures = :failures,
                    patience = :patience
             WHERE id = :id",
        )?
        .execute(rusqlite::named_params! {
            ":id": id.0,
            ":state": encode(state)?,
            ":next_due": state.next_due.map(millis),
            ":gone": state.health == FeedHealth::Gone,
            ":failures": state.failures,
            ":patience": state.patience.map(millis),
        })?;
    Ok(())
}

pub(super) fn stored_feed(row: &Row<'_>) -> Result<StoredFeed, StoreError> {
    let listing: String = row.get("listing")?;
    let state: String = row.get("state")?;
    Ok(StoredFeed {
        id: FeedId(row.get("id")?),
        feed: serde_json::from_str(&listing).map_err(|error| StoreError::damaged("feed", &error))?,
        state: serde_json::from_str(&state).map_err(|error| StoreError::damaged("feed state", &error))?,
    })
}

/// A value as the JSON it is stored as.
pub(super) fn encode(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::damaged("value", &error))
}

/// Feeds that should have been read this long before `now`.
pub(crate) fn overdue_feeds(
    connection: &Connection,
    late: SignedDuration,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let before = millis(now.saturating_sub(late).unwrap_or(Timestamp::MIN));
    let mut statement = connection
        .prepare_cached("SELECT COUNT(*) FROM feed WHERE listed = 1 AND gone = 0 AND next_due < ?1")?;
    Ok(statement.query_row([before], |row| row.get(0))?)
}
