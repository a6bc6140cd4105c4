//! Entries as they are shown: the article, its revisions, and what each revision matched.

use rusqlite::{OptionalExtension, Row, params};

use crate::digest::input::{ReadExtent, ShownArticle};
use crate::entry::heading;
use crate::feed::{Feed, FeedState};
use crate::watch::found::Match;

use super::{Connection, StoreError, instant};

/// One revision of an entry's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Revision {
    /// From 1 on.
    pub number: i64,
    /// The title in plain text.
    pub title: String,
    /// The body in plain text.
    pub text: String,
}

fn revision(row: &Row<'_>) -> rusqlite::Result<Revision> {
    Ok(Revision { number: row.get("number")?, title: row.get("title")?, text: row.get("text")? })
}

/// The last revision with a number up to `number`.
pub(super) fn last_revision(
    connection: &Connection,
    entry: i64,
    number: i64,
) -> Result<Option<Revision>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, title, text FROM revision
         WHERE entry_id = ?1 AND number <= ?2 ORDER BY number DESC LIMIT 1",
    )?;
    Ok(statement.query_row(params![entry, number], revision).optional()?)
}

/// The number of the last revision that was written up to `cursor`.
pub(super) fn last_revision_by(
    connection: &Connection,
    entry: i64,
    cursor: i64,
) -> Result<Option<i64>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT MAX(number) FROM revision WHERE entry_id = ?1 AND id <= ?2")?;
    Ok(statement.query_row(params![entry, cursor], |row| row.get(0))?)
}

/// What a revision matched, of the watchlists in a JSON list.
pub(super) fn matches_of(
    connection: &Connection,
    entry: i64,
    revision: i64,
    watchlists: &str,
) -> Result<Vec<Match>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT matched.watchlist AS watchlist, matched_revision.detail AS detail
         FROM matched JOIN matched_revision ON matched_revision.matched_id = matched.id
         WHERE matched.entry_id = ?1 AND matched_revision.revision = ?2
           AND matched.watchlist IN (SELECT value FROM json_each(?3))
         ORDER BY matched.id",
    )?;
    let mut rows = statement.query(params![entry, revision, watchlists])?;
    let mut matches = Vec::new();
    while let Some(row) = rows.next()? {
        matches.push(stored_match(row)?);
    }
    Ok(matches)
}

/// A match under the id that its watchlist has by now: what is written in it is of the day that it was found.
pub(super) fn stored_match(row: &Row<'_>) -> Result<Match, StoreError> {
    let detail: String = row.get("detail")?;
    let found: Match = serde_json::from_str(&detail).map_err(|error| StoreError::damaged("match", &error))?;
    Ok(Match { watchlist: row.get("watchlist")?, ..found })
}

/// An entry as people are shown it, under the title of the revision that is shown, else the beginning of its text.
pub(super) fn article(connection: &Connection, entry: i64, title: &str) -> Result<ShownArticle, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT entry.link AS link, entry.lang AS lang, entry.published AS published,
                entry.first_seen AS first_seen, feed.listing AS listing, feed.state AS state,
                (SELECT substr(text, 1, 500) FROM revision
                 WHERE ?2 = '' AND entry_id = entry.id ORDER BY number DESC LIMIT 1) AS beginning,
                IFNULL(page.kind NOT IN ('article', 'gone'), 0) AS is_teaser,
                event_entry.fingerprint ->> '$.c' AS cites
         FROM entry JOIN feed ON feed.id = entry.feed_id
         LEFT JOIN page ON page.entry_id = entry.id
         LEFT JOIN event_entry ON event_entry.entry_id = entry.id WHERE entry.id = ?1",
    )?;
    let mut rows = statement.query(params![entry, title.trim()])?;
    let row = rows.next()?.ok_or_else(|| StoreError::damaged("entry", &"it has no feed"))?;
    let (listing, state): (String, String) = (row.get("listing")?, row.get("state")?);
    let feed: Feed = serde_json::from_str(&listing).map_err(|error| StoreError::damaged("feed", &error))?;
    let state: FeedState =
        serde_json::from_str(&state).map_err(|error| StoreError::damaged("feed state", &error))?;
    Ok(ShownArticle {
        entry,
        link: row.get("link")?,
        title: heading(title, row.get::<_, Option<String>>("beginning")?.as_deref().unwrap_or_default()),
        source: feed.title_or(state.title.as_deref()).to_owned(),
        family: feed.family().to_owned(),
        lang: row.get("lang")?,
        country: feed.country,
        published: row.get::<_, Option<i64>>("published")?.map(instant),
        seen: instant(row.get("first_seen")?),
        read: if row.get("is_teaser")? { ReadExtent::OnlyTeaser } else { ReadExtent::Whole },
        cites: row.get("cites")?,
    })
}
