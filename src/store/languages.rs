//! What each feed has brought in each language, and what of it matched.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::feed::Feed;
use crate::watch::silence::LanguageVolume;

use super::{Connection, StoreError, instant, millis};

/// What listed feeds, read since before `since`, have brought since then, by feed and language.
pub(crate) fn brought_since(
    connection: &Connection,
    since: Timestamp,
) -> Result<Vec<LanguageVolume>, StoreError> {
    let feeds = feeds_read_since(connection, since)?;
    let mut brought: BTreeMap<(i64, Option<String>), LanguageVolume> = BTreeMap::new();
    // In the order of the rows, which is that of their times but for a clock that was set: by the index of the times it
    // takes ten times as long.
    let mut statement = connection.prepare_cached(
        "SELECT feed_id, lang, COUNT(*) AS items FROM entry NOT INDEXED
         WHERE id >= (SELECT id FROM entry WHERE first_seen >= ?1 ORDER BY first_seen LIMIT 1) AND +first_seen >= ?1
         GROUP BY feed_id, lang ORDER BY feed_id, lang",
    )?;
    let mut rows = statement.query([millis(since)])?;
    while let Some(row) = rows.next()? {
        let (id, lang): (i64, Option<String>) = (row.get("feed_id")?, row.get("lang")?);
        if let Some(feed) = feeds.get(&id) {
            let (feed, items) = (feed.clone(), row.get("items")?);
            brought
                .insert((id, lang.clone()), LanguageVolume { feed, lang, items, matches: BTreeMap::new() });
        }
    }
    // Matches are numbered as they are found: those since then are the last ones.
    let mut statement = connection.prepare_cached(
        "SELECT entry.feed_id AS feed_id, entry.lang AS lang, matched.watchlist AS watchlist, COUNT(*) AS matches
         FROM matched CROSS JOIN entry ON entry.id = matched.entry_id
         WHERE matched.id > IFNULL((SELECT id FROM matched WHERE found < ?1 ORDER BY id DESC LIMIT 1), 0)
           AND entry.first_seen >= ?1
         GROUP BY entry.feed_id, entry.lang, matched.watchlist",
    )?;
    let mut rows = statement.query([millis(since)])?;
    while let Some(row) = rows.next()? {
        if let Some(brought) = brought.get_mut(&(row.get("feed_id")?, row.get("lang")?)) {
            brought.matches.insert(row.get("watchlist")?, row.get("matches")?);
        }
    }
    Ok(brought.into_values().collect())
}

/// The listed feeds that were read before `since`, by number.
fn feeds_read_since(connection: &Connection, since: Timestamp) -> Result<BTreeMap<i64, Feed>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, listing FROM feed
         WHERE listed = 1 AND unixepoch(json_extract(state, '$.first_polled')) <= ?1",
    )?;
    let mut rows = statement.query([since.as_second()])?;
    let mut feeds = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let listing: String = row.get("listing")?;
        let feed = serde_json::from_str(&listing).map_err(|error| StoreError::damaged("feed", &error))?;
        feeds.insert(row.get("id")?, feed);
    }
    Ok(feeds)
}

/// When each watchlist found its first match of those that are kept.
pub(crate) fn first_matches(connection: &Connection) -> Result<BTreeMap<String, Timestamp>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT watchlist, found FROM matched WHERE id IN (SELECT MIN(id) FROM matched GROUP BY watchlist)",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get("watchlist")?, instant(row.get("found")?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
