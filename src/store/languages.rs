//! What each feed has brought in each language, and what of it matched.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::params;

use crate::feed::Feed;
use crate::watch::silence::Brought;

use super::StoreError;
use super::instant;
use super::millis;

/// What listed feeds, read since before `since`, have brought since then, by feed and language.
pub(crate) fn brought_since(connection: &Connection, since: Timestamp) -> Result<Vec<Brought>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT feed.id AS feed, feed.listing AS listing, entry.lang AS lang, COUNT(*) AS items
         FROM entry JOIN feed ON feed.id = entry.feed_id
         WHERE entry.first_seen >= ?1 AND feed.listed = 1
           AND unixepoch(json_extract(feed.state, '$.first_polled')) <= ?2
         GROUP BY feed.id, entry.lang ORDER BY feed.id, entry.lang",
    )?;
    let mut rows = statement.query(params![millis(since), since.as_second()])?;
    let mut brought: BTreeMap<(i64, Option<String>), Brought> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let listing: String = row.get("listing")?;
        let feed: Feed =
            serde_json::from_str(&listing).map_err(|error| StoreError::damaged("feed", &error))?;
        let (id, lang): (i64, Option<String>) = (row.get("feed")?, row.get("lang")?);
        let (key, items) = ((id, lang.clone()), row.get("items")?);
        brought.insert(key, Brought { feed, lang, items, matches: BTreeMap::new() });
    }
    let mut statement = connection.prepare_cached(
        "SELECT entry.feed_id AS feed, entry.lang AS lang, matched.watchlist AS watchlist, COUNT(*) AS matches
         FROM entry JOIN matched ON matched.entry_id = entry.id
         WHERE entry.first_seen >= ?1 GROUP BY entry.feed_id, entry.lang, matched.watchlist",
    )?;
    let mut rows = statement.query([millis(since)])?;
    while let Some(row) = rows.next()? {
        if let Some(brought) = brought.get_mut(&(row.get("feed")?, row.get("lang")?)) {
            brought.matches.insert(row.get("watchlist")?, row.get("matches")?);
        }
    }
    Ok(brought.into_values().collect())
}

/// When each watchlist found its first match of those that are kept.
pub(crate) fn first_matches(connection: &Connection) -> Result<BTreeMap<String, Timestamp>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT watchlist, found FROM matched WHERE id IN (SELECT MIN(id) FROM matched GROUP BY watchlist)",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get("watchlist")?, instant(row.get("found")?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
