//! Pages behind entries: which are due, and which entries wait for theirs.

use jiff::Timestamp;
use rusqlite::{Connection, named_params, params};

use super::feeds::{FeedId, encode};
use super::{StoreError, instant, millis};

/// What the last look at a page found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum PageStatus {
    /// It was not looked at yet.
    Waiting,
    Article,
    Teaser,
    Wall,
    Login,
    /// A page without a text of its own.
    NoText,
    /// Nobody could say.
    Unknown,
    /// Taken back by its publisher.
    Gone,
}

impl PageStatus {
    const ALL: [(PageStatus, &str); 8] = [
        (PageStatus::Waiting, "waiting"),
        (PageStatus::Article, "article"),
        (PageStatus::Teaser, "teaser"),
        (PageStatus::Wall, "wall"),
        (PageStatus::Login, "login"),
        (PageStatus::NoText, "none"),
        (PageStatus::Unknown, "unknown"),
        (PageStatus::Gone, "gone"),
    ];

    /// The word that is stored and that programs read.
    pub(crate) fn word(self) -> &'static str {
        Self::ALL.iter().find(|(status, _)| *status == self).map_or("unknown", |(_, word)| word)
    }
}

/// A page that is due: one request, for however many entries lead there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DuePage {
    pub address: String,
    pub site: String,
    /// A feed that led there, by whose settings it is asked.
    pub feed: FeedId,
}

/// Lets an entry wait for its page until `waits_until`; its address is due at once.
pub(crate) fn expect_page(
    connection: &Connection,
    entry: i64,
    address: &str,
    site: &str,
    now: Timestamp,
    waits_until: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO page (entry_id, address, site, kind, state, next_due, waits_until)
             VALUES (?1, ?2, ?3, 'waiting', '{}', ?4, ?5)",
        )?
        .execute(params![entry, address, site, millis(now), millis(waits_until)])?;
    Ok(())
}

/// The pages that are due at `now`, the longest overdue first, of sites that are not under way. With `all`, every page
/// that is still looked at counts as due unless it was asked at or after `now`.
pub(crate) fn due_pages(
    connection: &Connection,
    now: Timestamp,
    busy: &[String],
    all: bool,
    limit: u32,
) -> Result<Vec<DuePage>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT page.address AS address, page.site AS site, MIN(entry.feed_id) AS feed, MIN(page.next_due) AS due
         FROM page JOIN entry ON entry.id = page.entry_id
         WHERE page.next_due IS NOT NULL AND (page.next_due <= :now OR (:all AND IFNULL(page.asked, 0) < :now))
           AND page.site NOT IN (SELECT value FROM json_each(:busy))
         GROUP BY page.address ORDER BY due LIMIT :limit",
    )?;
    let rows = statement.query_map(
        named_params! { ":now": millis(now), ":all": all, ":busy": encode(&busy)?, ":limit": limit },
        |row| {
            Ok(DuePage {
                address: row.get("address")?,
                site: row.get("site")?,
                feed: FeedId(row.get("feed")?),
            })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The addresses of entries that have waited for their page as long as they may.
pub(crate) fn waited_enough(connection: &Connection, now: Timestamp) -> Result<Vec<String>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT DISTINCT address FROM page WHERE waits_until <= ?1 LIMIT 500")?;
    Ok(statement.query_map([millis(now)], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// When the next page is due or the next entry stops waiting.
pub(crate) fn next_page_due(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT MIN(at) FROM (SELECT MIN(next_due) AS at FROM page WHERE next_due IS NOT NULL
                              UNION ALL SELECT MIN(waits_until) FROM page WHERE waits_until IS NOT NULL)",
    )?;
    Ok(statement.query_row([], |row| row.get::<_, Option<i64>>(0))?.map(instant))
}

/// How many pages of a feed were asked for since `since`.
pub(crate) fn pages_asked(
    connection: &Connection,
    feed: FeedId,
    since: Timestamp,
) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT COUNT(*) FROM page JOIN entry ON entry.id = page.entry_id
         WHERE entry.feed_id = ?1 AND page.asked >= ?2",
    )?;
    let count: i64 = statement.query_row(params![feed.0, millis(since)], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Puts off all pages at an address.
pub(crate) fn put_off(connection: &Connection, address: &str, until: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE page SET next_due = ?2 WHERE address = ?1 AND next_due IS NOT NULL")?
        .execute(params![address, millis(until)])?;
    Ok(())
}
