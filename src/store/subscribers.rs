//! Subscribers: how far each has been told, and which watchlists each follows since when.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::feeds::encode;
use super::{StoreError, instant, millis};

/// How far one subscriber has been told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredSubscriber {
    /// Its number.
    pub id: i64,
    /// The end of the last digest window.
    pub window_end: Timestamp,
    /// Matches up to this id are told, or were found before the subscriber came.
    pub match_cursor: i64,
    /// Revisions up to this id are told.
    pub revision_cursor: i64,
    /// Why the address gets nothing at present.
    pub suppressed: Option<String>,
}

/// Who is to be listed, with the ids of the watchlists that are followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listing {
    /// The address.
    pub email: String,
    /// Watchlist ids, `*` already resolved.
    pub watchlists: Vec<String>,
}

/// Brings subscribers and subscriptions in line with the operator's files.
///
/// Whoever is new, or was taken out and comes back, hears of what is found from now on; a watchlist that comes back after it was taken out resends
/// nothing of the time between.
pub(crate) fn sync_subscribers(
    connection: &Connection,
    listings: &[Listing],
    now: Timestamp,
) -> Result<(), StoreError> {
    let last_match = last_id(connection, "SELECT MAX(id) FROM matched")?;
    let last_revision = last_id(connection, "SELECT MAX(id) FROM revision")?;
    let emails: Vec<&str> = listings.iter().map(|listing| listing.email.as_str()).collect();
    connection
        .prepare_cached(
            "UPDATE subscriber SET listed = 0 WHERE email NOT IN (SELECT value FROM json_each(?1))",
        )?
        .execute([encode(&emails)?])?;
    for listing in listings {
        connection
            .prepare_cached(
                "INSERT INTO subscriber (email, joined, window_end, match_cursor, revision_cursor)
                 VALUES (:email, :now, :now, :match, :revision)
                 ON CONFLICT (email) DO UPDATE
                 SET window_end = excluded.window_end, match_cursor = excluded.match_cursor,
                     revision_cursor = excluded.revision_cursor, suppressed = NULL, listed = 1
                 WHERE listed = 0",
            )?
            .execute(rusqlite::named_params! {
                ":email": listing.email,
                ":now": millis(now),
                ":match": last_match,
                ":revision": last_revision,
            })?;
        let id: i64 = connection
            .prepare_cached("SELECT id FROM subscriber WHERE email = ?1")?
            .query_row([&listing.email], |row| row.get("id"))?;
        sync_subscriptions(connection, id, &listing.watchlists, last_match)?;
    }
    Ok(())
}

fn sync_subscriptions(
    connection: &Connection,
    subscriber: i64,
    watchlists: &[String],
    last_match: i64,
) -> Result<(), StoreError> {
    let kept = encode(&watchlists)?;
    connection
        .prepare_cached(
            "UPDATE subscription SET listed = 0
             WHERE subscriber_id = ?1 AND watchlist NOT IN (SELECT value FROM json_each(?2))",
        )?
        .execute(params![subscriber, kept])?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO subscription (subscriber_id, watchlist, since_match) VALUES (:subscriber, :watchlist, :since)
         ON CONFLICT (subscriber_id, watchlist) DO UPDATE
         SET since_match = CASE WHEN listed THEN since_match ELSE excluded.since_match END, listed = 1",
    )?;
    for watchlist in watchlists {
        statement.execute(rusqlite::named_params! {
            ":subscriber": subscriber,
            ":watchlist": watchlist,
            ":since": last_match,
        })?;
    }
    Ok(())
}

/// The listed subscriber of this address.
pub(crate) fn subscriber(
    connection: &Connection,
    email: &str,
) -> Result<Option<StoredSubscriber>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, window_end, match_cursor, revision_cursor, suppressed
         FROM subscriber WHERE email = ?1 AND listed = 1",
    )?;
    let found = statement.query_row([email], |row| {
        Ok(StoredSubscriber {
            id: row.get("id")?,
            window_end: instant(row.get("window_end")?),
            match_cursor: row.get("match_cursor")?,
            revision_cursor: row.get("revision_cursor")?,
            suppressed: row.get("suppressed")?,
        })
    });
    Ok(found.optional()?)
}

/// The match after which a subscriber follows a watchlist; `None` where it does not.
pub(crate) fn subscribed_since(
    connection: &Connection,
    subscriber: i64,
    watchlist: &str,
) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT since_match FROM subscription WHERE subscriber_id = ?1 AND watchlist = ?2 AND listed = 1",
    )?;
    Ok(statement.query_row(params![subscriber, watchlist], |row| row.get("since_match")).optional()?)
}

/// The addresses of all listed subscribers.
pub(crate) fn listed_addresses(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT email FROM subscriber WHERE listed = 1")?;
    let addresses = statement.query_map([], |row| row.get("email"))?;
    Ok(addresses.collect::<Result<_, _>>()?)
}

/// A subscriber that gets nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Suppressed {
    /// The address.
    pub email: String,
    /// Why.
    pub words: String,
}

/// The listed subscribers that get nothing.
pub(crate) fn suppressed(connection: &Connection) -> Result<Vec<Suppressed>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT email, suppressed FROM subscriber WHERE listed = 1 AND suppressed IS NOT NULL ORDER BY email",
    )?;
    let rows = statement
        .query_map([], |row| Ok(Suppressed { email: row.get("email")?, words: row.get("suppressed")? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The highest id that a query with one column answers; 0 where there is none.
pub(super) fn last_id(connection: &Connection, query: &str) -> Result<i64, StoreError> {
    Ok(connection.prepare_cached(query)?.query_row([], |row| row.get::<_, Option<i64>>(0))?.unwrap_or(0))
}
