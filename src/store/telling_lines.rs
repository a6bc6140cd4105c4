//! From lines that wait to the bulletins that tell them, with the texts that are stored.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use crate::bulletin::{
    Bulletin, BulletinNews, EventNews, FeedLabel, FeedReading, ToldEntry, ToldPage, ToldRevision,
};
use crate::feed::EventKind;

use super::outgoing::{LineKind, OutgoingLine, outgoing_lines};
use super::told_feeds::{FeedTelling, ToldFeed, feed_telling};
use super::{Connection, StoreError, instant};

/// What can be published together.
#[derive(Debug, Default)]
pub(crate) struct OutgoingBatch {
    pub bulletins: Vec<OutgoingBulletin>,
    /// Lines of which nothing is left: retention was faster than the bus.
    pub void: Vec<i64>,
}

/// A bulletin and what is done once the bus has it.
#[derive(Debug)]
pub(crate) struct OutgoingBulletin {
    pub bulletin: Bulletin,
    /// The lines that it tells.
    pub lines: Vec<i64>,
    /// What desks know of a feed then.
    pub told: Option<ToldFeed>,
}

/// The next bulletins of this store, at most `limit` lines and about `bytes` of text. No entry has two among them, so that
/// those of one entry arrive in their order, whatever is lost on the way and sent again. Feeds that are as they were are
/// told together.
pub(crate) fn outgoing_batch(
    connection: &Connection,
    poller: &str,
    limit: u32,
    bytes: usize,
) -> Result<OutgoingBatch, StoreError> {
    let mut batch = OutgoingBatch::default();
    let (mut entries, mut size, mut read) = (HashSet::new(), 0, Vec::new());
    let bulletin = |line: i64, at, news| Bulletin { poller: poller.to_owned(), line, at, news };
    for line in outgoing_lines(connection, limit)? {
        let is_of_entry = !matches!(line.kind, LineKind::Feed | LineKind::Event);
        if size >= bytes || is_of_entry && !entries.insert(line.subject) {
            break;
        }
        let (news, told) = match telling(connection, &line)? {
            Some(LineTelling::News(news, told)) => (*news, told),
            Some(LineTelling::Reading(reading)) => {
                read.push((reading, line.at));
                continue;
            }
            None => {
                batch.void.push(line.id);
                continue;
            }
        };
        if let BulletinNews::Revision { revision, before, .. } = &news {
            size += revision.text.len() + before.as_ref().map_or(0, |before| before.text.len());
        }
        let bulletin = bulletin(line.id, line.at, news);
        batch.bulletins.push(OutgoingBulletin { bulletin, lines: vec![line.id], told });
    }
    if let Some((last, at)) = read.last().copied() {
        let feeds: Vec<FeedReading> = read.into_iter().map(|(reading, _)| reading).collect();
        let lines = feeds.iter().map(|reading| reading.line).collect();
        let bulletin = bulletin(last.line, at, BulletinNews::Read { feeds });
        batch.bulletins.push(OutgoingBulletin { bulletin, lines, told: None });
    }
    Ok(batch)
}

/// What one line tells.
enum LineTelling {
    News(Box<BulletinNews>, Option<ToldFeed>),
    Reading(FeedReading),
}

fn telling(connection: &Connection, line: &OutgoingLine) -> Result<Option<LineTelling>, StoreError> {
    if line.kind != LineKind::Feed {
        return Ok(news_of(connection, line)?.map(|news| LineTelling::News(Box::new(news), None)));
    }
    Ok(feed_telling(connection, line.subject, line.id, line.at)?.map(|telling| match telling {
        FeedTelling::Whole(feed, told) => {
            LineTelling::News(Box::new(BulletinNews::Feed { feed }), Some(told))
        }
        FeedTelling::Reading(reading) => LineTelling::Reading(reading),
    }))
}

fn news_of(connection: &Connection, line: &OutgoingLine) -> Result<Option<BulletinNews>, StoreError> {
    Ok(match line.kind {
        // Told by its own rules, above.
        LineKind::Feed => None,
        LineKind::Event => event_news(connection, line.subject)?.map(|event| BulletinNews::Event { event }),
        LineKind::Labels => told_entry(connection, line.subject)?.map(|entry| BulletinNews::Labels { entry }),
        LineKind::Withdrawn => {
            told_entry(connection, line.subject)?.map(|entry| BulletinNews::Withdrawn { entry })
        }
        LineKind::Restored => {
            told_entry(connection, line.subject)?.map(|entry| BulletinNews::Restored { entry })
        }
        LineKind::Awaited => {
            let entry = told_entry(connection, line.subject)?;
            let revision = told_revision(connection, OF_NUMBER, line.subject, line.revision)?;
            let until = line.until.unwrap_or(line.at);
            entry.zip(revision).map(|(entry, revision)| BulletinNews::Awaited { entry, revision, until })
        }
        LineKind::Revision => {
            let entry = told_entry(connection, line.subject)?;
            let revision = told_revision(connection, OF_NUMBER, line.subject, line.revision)?;
            let before = told_revision(connection, BEFORE, line.subject, line.revision)?;
            entry.zip(revision).map(|(entry, revision)| BulletinNews::Revision { entry, revision, before })
        }
    })
}

fn event_news(connection: &Connection, event: i64) -> Result<Option<EventNews>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT feed_id, kind, message, tell FROM health_event WHERE id = ?1 AND feed_id IS NOT NULL",
    )?;
    let found = statement.query_row([event], |row| {
        Ok((
            row.get::<_, i64>("feed_id")?,
            row.get::<_, String>("kind")?,
            row.get("message")?,
            row.get("tell")?,
        ))
    });
    let Some((feed, kind, message, tell)) = found.optional()? else { return Ok(None) };
    let known = label(connection, feed)?.zip(EventKind::from_stored(&kind));
    Ok(known.map(|(feed, kind)| EventNews { feed, kind, message, tell }))
}

/// What a feed is called. Only the title is read of its state, which is large.
fn label(connection: &Connection, feed: i64) -> Result<Option<FeedLabel>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT listing, json_extract(state, '$.title') AS title FROM feed WHERE id = ?1")?;
    let found = statement.query_row([feed], |row| {
        Ok((row.get::<_, String>("listing")?, row.get::<_, Option<String>>("title")?))
    });
    let Some((listing, title)) = found.optional()? else { return Ok(None) };
    let feed = serde_json::from_str(&listing).map_err(|error| StoreError::damaged("feed", &error))?;
    Ok(Some(FeedLabel::of(&feed, title.as_deref())))
}

fn told_entry(connection: &Connection, id: i64) -> Result<Option<ToldEntry>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT entry.feed_id AS feed_id, key, link, author, lang, tags, published, updated, first_seen, news, content_hash,
                page.address AS address, page.kind AS page_kind, page.state AS page_state, page.asked AS asked,
                page.answered AS answered
         FROM entry LEFT JOIN page ON page.entry_id = entry.id WHERE entry.id = ?1",
    )?;
    let mut rows = statement.query([id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let Some(feed) = label(connection, row.get("feed_id")?)? else { return Ok(None) };
    let (tags, hash): (String, Vec<u8>) = (row.get("tags")?, row.get("content_hash")?);
    let hash = hash.iter().fold(0_u128, |hash, byte| hash << 8 | u128::from(*byte));
    Ok(Some(ToldEntry {
        feed,
        id,
        key: row.get("key")?,
        link: row.get("link")?,
        author: row.get("author")?,
        lang: row.get("lang")?,
        tags: serde_json::from_str(&tags).map_err(|error| StoreError::damaged("tags", &error))?,
        published: time(row, "published")?,
        updated: time(row, "updated")?,
        first_seen: instant(row.get("first_seen")?),
        news: row.get("news")?,
        hash: format!("{hash:x}"),
        page: told_page(row)?,
    }))
}

fn told_page(row: &Row<'_>) -> Result<Option<ToldPage>, StoreError> {
    let Some(address) = row.get("address")? else { return Ok(None) };
    let state: String = row.get("page_state")?;
    Ok(Some(ToldPage {
        address,
        kind: row.get("page_kind")?,
        state: serde_json::from_str(&state).map_err(|error| StoreError::damaged("page", &error))?,
        asked: time(row, "asked")?,
        answered: time(row, "answered")?,
    }))
}

fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(instant))
}

const OF_NUMBER: &str = "SELECT number, seen, title, text, quiet, origin = 'page' AS of_page FROM revision
     WHERE entry_id = ?1 AND number = ?2";

const BEFORE: &str = "SELECT number, seen, title, text, quiet, origin = 'page' AS of_page FROM revision
     WHERE entry_id = ?1 AND number < ?2 ORDER BY number DESC LIMIT 1";

fn told_revision(
    connection: &Connection,
    query: &str,
    entry: i64,
    number: i64,
) -> Result<Option<ToldRevision>, StoreError> {
    let found = connection.prepare_cached(query)?.query_row(params![entry, number], |row| {
        Ok(ToldRevision {
            number: row.get("number")?,
            seen: instant(row.get("seen")?),
            title: row.get("title")?,
            text: row.get("text")?,
            quiet: row.get("quiet")?,
            of_page: row.get("of_page")?,
        })
    });
    Ok(found.optional()?)
}
