//! Revisions and matches in the order of their commits, from a cursor on: what programs read.

use std::ops::ControlFlow;

use jiff::Timestamp;
use rusqlite::{Row, params};

use crate::watch::found::Match;

use super::articles::stored_match;
use super::feeds::encode;
use super::finds::Sources;
use super::{Connection, StoreError, instant};

/// One revision of an entry, as it was stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StreamedRevision {
    /// The cursor: it grows with commits.
    pub id: i64,
    pub article: StreamedArticle,
    /// From 1 on within its entry.
    pub number: i64,
    /// When it was read.
    pub seen: Timestamp,
    /// Where its text comes from, `feed` or `page`.
    pub origin: String,
    /// Whether people do not hear of it.
    pub quiet: bool,
    pub text: String,
}

/// A match of a watchlist and an entry, with what its last revision that matched says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StreamedMatch {
    /// The cursor: it grows with commits.
    pub id: i64,
    pub article: StreamedArticle,
    /// When it was found.
    pub found: Timestamp,
    /// When the entry was found taken back.
    pub withdrawn: Option<Timestamp>,
    pub found_match: Match,
}

/// What both say of the entry.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StreamedArticle {
    /// The number of the entry.
    pub entry: i64,
    pub title: String,
    pub url: Option<String>,
    /// The name of its feed.
    pub source: String,
    pub lang: Option<String>,
    /// The publisher's claim.
    pub published: Option<Timestamp>,
    /// When the entry was first seen.
    pub first_seen: Timestamp,
}

/// What is read by a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StreamKind {
    Revisions,
    Matches,
}

/// The last number that was ever given; what was taken out since counts too.
pub(crate) fn last_number(connection: &Connection, kind: StreamKind) -> Result<i64, StoreError> {
    let table = match kind {
        StreamKind::Revisions => "revision",
        StreamKind::Matches => "matched",
    };
    let mut statement =
        connection.prepare_cached("SELECT IFNULL(MAX(seq), 0) FROM sqlite_sequence WHERE name = ?1")?;
    Ok(statement.query_row([table], |row| row.get(0))?)
}

/// Shows every revision after the cursor to `visit`, until it breaks off.
pub(crate) fn visit_revisions(
    connection: &Connection,
    after: i64,
    mut visit: impl FnMut(StreamedRevision) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT revision.id AS id, number, seen, origin, quiet, title, text, entry.id AS entry, entry.link AS link,
                entry.lang AS lang, entry.published AS published, entry.first_seen AS first_seen, entry.feed_id AS feed
         FROM revision JOIN entry ON entry.id = revision.entry_id WHERE revision.id > ?1 ORDER BY revision.id",
    )?;
    let mut sources = Sources::new(connection);
    let mut rows = statement.query([after])?;
    while let Some(row) = rows.next()? {
        let revision = StreamedRevision {
            id: row.get("id")?,
            article: article(row, &mut sources)?,
            number: row.get("number")?,
            seen: instant(row.get("seen")?),
            origin: row.get("origin")?,
            quiet: row.get("quiet")?,
            text: row.get("text")?,
        };
        if visit(revision).is_break() {
            break;
        }
    }
    Ok(())
}

/// Shows every match of these watchlists after the cursor to `visit`, until it breaks off. What retention has taken is
/// left out.
pub(crate) fn visit_matches(
    connection: &Connection,
    watchlists: &[String],
    after: i64,
    mut visit: impl FnMut(StreamedMatch) -> Result<ControlFlow<()>, StoreError>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT matched.id AS id, matched.watchlist AS watchlist, matched.found AS found, entry.id AS entry,
                entry.link AS link, entry.lang AS lang, entry.published AS published,
                entry.first_seen AS first_seen, entry.withdrawn AS withdrawn, entry.feed_id AS feed,
                (SELECT title FROM revision WHERE entry_id = entry.id ORDER BY number DESC LIMIT 1) AS title,
                (SELECT detail FROM matched_revision
                 WHERE matched_id = matched.id ORDER BY revision DESC LIMIT 1) AS detail
         FROM matched JOIN entry ON entry.id = matched.entry_id
         WHERE matched.id > ?1 AND matched.watchlist IN (SELECT value FROM json_each(?2)) ORDER BY matched.id",
    )?;
    let mut sources = Sources::new(connection);
    let mut rows = statement.query(params![after, encode(&watchlists)?])?;
    while let Some(row) = rows.next()? {
        if row.get::<_, Option<String>>("title")?.is_none()
            || row.get::<_, Option<String>>("detail")?.is_none()
        {
            continue;
        }
        let found = StreamedMatch {
            id: row.get("id")?,
            article: article(row, &mut sources)?,
            found: instant(row.get("found")?),
            withdrawn: row.get::<_, Option<i64>>("withdrawn")?.map(instant),
            found_match: stored_match(row)?,
        };
        if visit(found)?.is_break() {
            break;
        }
    }
    Ok(())
}

fn article(row: &Row<'_>, sources: &mut Sources<'_>) -> Result<StreamedArticle, StoreError> {
    Ok(StreamedArticle {
        entry: row.get("entry")?,
        title: row.get("title")?,
        url: row.get("link")?,
        source: sources.of(row.get("feed")?)?.0,
        lang: row.get("lang")?,
        published: row.get::<_, Option<i64>>("published")?.map(instant),
        first_seen: instant(row.get("first_seen")?),
    })
}
