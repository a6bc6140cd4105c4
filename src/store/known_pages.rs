//! What is known of a page before it is looked at: the entries that lead there, and how its site has answered.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Row, params};

use crate::digest::input::LastSeenText;
use crate::entry::{Entry, EntryKey};
use crate::update::PageState;
use crate::watch::found::Match;

use super::articles::{Revision, stored_match};
use super::feeds::{FeedId, StoredFeed, feed_by_id};
use super::{Connection, StoreError, instant, millis};

/// The page of one entry, with what is known of both.
#[derive(Debug, Clone)]
pub(crate) struct KnownPage {
    pub id: i64,
    pub feed: StoredFeed,
    /// The entry as it stands: with the text of its last revision.
    pub entry: Entry,
    /// Whether that text is the page's.
    pub is_from_page: bool,
    pub state: PageState,
    pub first_seen: Timestamp,
    /// The entry was not matched yet: it waits for its page.
    pub waits: bool,
    /// What its last revision matches.
    pub matches: Vec<Match>,
    /// Whether any revision ever matched: then its page is looked at again.
    pub is_watched: bool,
}

/// Every entry whose page is at this address, with what is known of it.
pub(crate) fn pages_at(connection: &Connection, address: &str) -> Result<Vec<KnownPage>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT entry.id AS id, entry.feed_id AS feed, entry.key AS key, entry.link AS link, entry.author AS author,
                entry.lang AS lang, entry.tags AS tags, entry.published AS published, entry.updated AS updated,
                entry.first_seen AS first_seen, page.state AS state, page.waits_until IS NOT NULL AS waits,
                EXISTS (SELECT 1 FROM matched WHERE entry_id = entry.id) AS is_watched,
                revision.number AS revision, revision.title AS title, revision.text AS text, revision.origin AS origin
         FROM page JOIN entry ON entry.id = page.entry_id
         JOIN revision ON revision.entry_id = entry.id
              AND revision.number = (SELECT MAX(number) FROM revision WHERE entry_id = entry.id)
         WHERE page.address = ?1 ORDER BY entry.id",
    )?;
    let mut rows = statement.query([address])?;
    let mut known = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(page) = known_page(connection, row)? {
            known.push(page);
        }
    }
    Ok(known)
}

fn known_page(connection: &Connection, row: &Row<'_>) -> Result<Option<KnownPage>, StoreError> {
    let Some(feed) = feed_by_id(connection, FeedId(row.get("feed")?))? else { return Ok(None) };
    let (state, tags): (String, String) = (row.get("state")?, row.get("tags")?);
    let id = row.get("id")?;
    let revision = row.get("revision")?;
    Ok(Some(KnownPage {
        id,
        feed,
        entry: Entry {
            key: EntryKey::from_stored(row.get("key")?),
            title: row.get("title")?,
            text: row.get("text")?,
            link: row.get("link")?,
            author: row.get("author")?,
            lang: row.get("lang")?,
            tags: serde_json::from_str(&tags).map_err(|error| StoreError::damaged("tags", &error))?,
            published: row.get::<_, Option<i64>>("published")?.map(instant),
            updated: row.get::<_, Option<i64>>("updated")?.map(instant),
        },
        is_from_page: row.get::<_, String>("origin")? == "page",
        state: serde_json::from_str(&state).map_err(|error| StoreError::damaged("page", &error))?,
        first_seen: instant(row.get("first_seen")?),
        waits: row.get("waits")?,
        matches: matches_of_revision(connection, id, revision)?,
        is_watched: row.get("is_watched")?,
    }))
}

fn matches_of_revision(connection: &Connection, entry: i64, revision: i64) -> Result<Vec<Match>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT matched.watchlist AS watchlist, matched_revision.detail AS detail FROM matched
         JOIN matched_revision ON matched_revision.matched_id = matched.id
         WHERE matched.entry_id = ?1 AND matched_revision.revision = ?2 ORDER BY matched.id",
    )?;
    let mut rows = statement.query(params![entry, revision])?;
    let mut matches = Vec::new();
    while let Some(row) = rows.next()? {
        matches.push(stored_match(row)?);
    }
    Ok(matches)
}

/// The text of an entry as its page last showed it, where the page was watched and was taken down.
pub(super) fn last_seen(
    connection: &Connection,
    entry: i64,
    latest: &Revision,
) -> Result<Option<LastSeenText>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT state, answered FROM page WHERE entry_id = ?1 AND answered IS NOT NULL")?;
    let found = statement.query_row([entry], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)));
    let Some((state, answered)) = found.optional()? else { return Ok(None) };
    let state: PageState =
        serde_json::from_str(&state).map_err(|error| StoreError::damaged("page", &error))?;
    let (Some(_), Some(missing)) = (state.withdrawn, state.missing) else { return Ok(None) };
    let hash = ring::digest::digest(&ring::digest::SHA256, latest.text.as_bytes());
    Ok(Some(LastSeenText {
        why: missing.why,
        at: instant(answered),
        text: latest.text.clone(),
        sha256: hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect(),
    }))
}

/// When an edit of an entry was seen that rests on one reading of its page still, in milliseconds.
pub(super) fn seen_once(connection: &Connection, entry: i64) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT state FROM page WHERE entry_id = ?1")?;
    let state: Option<String> = statement.query_row([entry], |row| row.get(0)).optional()?;
    let Some(state) = state else { return Ok(None) };
    let state: PageState =
        serde_json::from_str(&state).map_err(|error| StoreError::damaged("page", &error))?;
    Ok(state.seen_once.map(millis))
}

/// Whether anything of this site but this entry's page answered well since `since`.
pub(crate) fn site_answered(
    connection: &Connection,
    site: &str,
    entry: i64,
    since: Timestamp,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM page WHERE site = ?1 AND answered >= ?2 AND entry_id <> ?3)",
    )?;
    Ok(statement.query_row(params![site, millis(since), entry], |row| row.get(0))?)
}

/// How many pages of a site went missing within an hour of `at`; one that many feeds carry is one.
pub(crate) fn missing_around(
    connection: &Connection,
    site: &str,
    at: Timestamp,
) -> Result<usize, StoreError> {
    let hour = SignedDuration::from_hours(1);
    let mut statement = connection.prepare_cached(
        "SELECT COUNT(DISTINCT address) FROM page WHERE site = ?1 AND missing_since BETWEEN ?2 AND ?3",
    )?;
    let count: i64 =
        statement.query_row(params![site, millis(at - hour), millis(at + hour)], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// How many pages of a site that stood before `at` were found standing an hour after it or later; of many a few are counted.
pub(crate) fn standing_beside(
    connection: &Connection,
    site: &str,
    at: Timestamp,
) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT COUNT(*) FROM (
             SELECT DISTINCT page.address FROM page JOIN entry ON entry.id = page.entry_id
             WHERE page.site = ?1 AND page.answered >= ?2 AND page.missing_since IS NULL AND entry.first_seen < ?3
             LIMIT 10)",
    )?;
    let hour = SignedDuration::from_hours(1);
    let count: i64 = statement.query_row(params![site, millis(at + hour), millis(at)], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}
