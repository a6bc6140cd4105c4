//! Everything that is stored of one page and its way to readers: what `why` looks at.

use jiff::Timestamp;
use rusqlite::params;

use crate::feed::{Feed, FeedState};

use super::delivery::DeliveryState;
use super::digests::{DigestCause, ToldAs};
use super::feeds::{FeedId, StoredFeed, encode, feed_by_id};
use super::known_pages::seen_once;
use super::{Connection, StoreError, instant};

/// Other articles of a story that are named.
const ARTICLES: u32 = 20;

/// What is stored of one entry, its text apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EntryHistory {
    /// Its number.
    pub id: i64,
    /// The feed that brought it.
    pub feed: StoredFeed,
    /// Whether the feed stands in the operator's files.
    pub feed_listed: bool,
    /// Its key within the feed.
    pub key: String,
    /// Its address.
    pub link: Option<String>,
    /// The publisher's claim.
    pub published: Option<Timestamp>,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// Whether it came as news, and not as part of the baseline.
    pub news: bool,
    /// When it was found taken back.
    pub withdrawn: Option<Timestamp>,
    /// The keys it had before, and until when; the last first.
    pub former: Vec<(String, Timestamp)>,
    /// When each revision that is kept was seen, and whether people were to hear of it.
    pub revisions: Vec<RevisionLine>,
    /// What it matched, in the order in which it was found.
    pub matches: Vec<MatchLine>,
    /// The other articles of its story, the earliest first.
    pub story: Vec<StoryArticle>,
    /// The digests that told it, the first one first.
    pub told: Vec<Mailing>,
}

/// One kept revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RevisionLine {
    /// From 1 on.
    pub number: i64,
    /// When it was read.
    pub seen: Timestamp,
    /// Whether people hear of it.
    pub aloud: bool,
    /// Whether it is the text of a page that took the place of its teaser.
    pub whole: bool,
    /// Whether it rests on one reading of its page still, though people hear of it.
    pub seen_once: bool,
}

/// One watchlist that a revision of the entry matched.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MatchLine {
    /// The number by which readers' cursors go.
    pub id: i64,
    /// The watchlist.
    pub watchlist: String,
    /// When it was found.
    pub found: Timestamp,
    /// Score by revision, the last revision last.
    pub scores: Vec<(i64, f64)>,
}

/// Another article of the same story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoryArticle {
    /// Its number.
    pub entry: i64,
    /// The title of its last revision; empty where the text is gone.
    pub title: String,
    /// The name of its feed.
    pub source: String,
    /// The family of publishers of its feed.
    pub family: String,
    /// The publisher's claim.
    pub published: Option<Timestamp>,
    /// When it was first seen.
    pub first_seen: Timestamp,
}

/// One digest that told an entry, and what became of its mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mailing {
    /// The reader.
    pub email: String,
    /// `digest`, `alert` or `heartbeat`.
    pub kind: DigestCause,
    /// Where in it.
    pub section: ToldAs,
    /// When it was composed.
    pub composed: Timestamp,
    /// Its subject.
    pub subject: String,
    /// The other articles of the entry's story that it told too.
    pub beside: Vec<i64>,
    /// The mail, which is kept for as long as the digest.
    pub mail: Option<MailLine>,
}

/// A mail as it stands in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MailLine {
    /// Where it stands.
    pub state: DeliveryState,
    /// Attempts so far.
    pub attempts: u32,
    /// Not before this instant, where it still waits.
    pub next_attempt: Timestamp,
    /// When the state was reached.
    pub changed: Timestamp,
    /// The last answer.
    pub reply: Option<String>,
}

/// What is stored of an entry, if there is one of this number.
pub(crate) fn entry_history(connection: &Connection, id: i64) -> Result<Option<EntryHistory>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT feed_id, feed.listed AS listed, key, link, published, first_seen, news, withdrawn
         FROM entry JOIN feed ON feed.id = entry.feed_id WHERE entry.id = ?1",
    )?;
    let mut rows = statement.query([id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let feed = feed_by_id(connection, FeedId(row.get("feed_id")?))?;
    let story = story(connection, id)?;
    Ok(Some(EntryHistory {
        id,
        feed: feed.ok_or_else(|| StoreError::damaged("entry", &"it has no feed"))?,
        feed_listed: row.get("listed")?,
        key: row.get("key")?,
        link: row.get("link")?,
        published: row.get::<_, Option<i64>>("published")?.map(instant),
        first_seen: instant(row.get("first_seen")?),
        news: row.get("news")?,
        withdrawn: row.get::<_, Option<i64>>("withdrawn")?.map(instant),
        former: former(connection, id)?,
        revisions: revisions(connection, id)?,
        matches: matches(connection, id)?,
        told: told(connection, id, &story)?,
        story,
    }))
}

fn former(connection: &Connection, id: i64) -> Result<Vec<(String, Timestamp)>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT key, until FROM former_name WHERE entry_id = ?1 ORDER BY id DESC")?;
    let names = statement.query_map([id], |row| Ok((row.get("key")?, instant(row.get("until")?))))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn revisions(connection: &Connection, id: i64) -> Result<Vec<RevisionLine>, StoreError> {
    let all = "SELECT number, seen, quiet, origin FROM revision WHERE entry_id = ?1 ORDER BY number";
    let mut statement = connection.prepare_cached(all)?;
    let once = seen_once(connection, id)?;
    let lines = statement.query_map([id], |row| {
        Ok(RevisionLine {
            number: row.get("number")?,
            seen: instant(row.get("seen")?),
            aloud: !row.get::<_, bool>("quiet")?,
            whole: row.get::<_, String>("origin")? == "page" && row.get("quiet")?,
            seen_once: once == Some(row.get("seen")?),
        })
    })?;
    Ok(lines.collect::<Result<_, _>>()?)
}

fn matches(connection: &Connection, id: i64) -> Result<Vec<MatchLine>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT matched.id AS id, watchlist, found, revision, score
         FROM matched JOIN matched_revision ON matched_revision.matched_id = matched.id
         WHERE entry_id = ?1 ORDER BY matched.id, revision",
    )?;
    let mut rows = statement.query([id])?;
    let mut lines: Vec<MatchLine> = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, score) = (row.get("id")?, (row.get("revision")?, row.get("score")?));
        match lines.last_mut().filter(|line| line.id == id) {
            Some(line) => line.scores.push(score),
            None => lines.push(MatchLine {
                id,
                watchlist: row.get("watchlist")?,
                found: instant(row.get("found")?),
                scores: vec![score],
            }),
        }
    }
    Ok(lines)
}

fn story(connection: &Connection, id: i64) -> Result<Vec<StoryArticle>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT entry.id AS id, entry.published AS published, entry.first_seen AS first_seen,
                feed.listing AS listing, feed.state AS state,
                (SELECT title FROM revision WHERE entry_id = entry.id ORDER BY number DESC LIMIT 1) AS title
         FROM story_entry AS own
         JOIN story_entry AS other ON other.story_id = own.story_id AND other.entry_id <> own.entry_id
         JOIN entry ON entry.id = other.entry_id
         JOIN feed ON feed.id = entry.feed_id
         WHERE own.entry_id = ?1 ORDER BY entry.first_seen, entry.id LIMIT ?2",
    )?;
    let mut rows = statement.query(params![id, ARTICLES])?;
    let mut articles = Vec::new();
    while let Some(row) = rows.next()? {
        let (listing, state): (String, String) = (row.get("listing")?, row.get("state")?);
        let feed: Feed =
            serde_json::from_str(&listing).map_err(|error| StoreError::damaged("feed", &error))?;
        let state: FeedState =
            serde_json::from_str(&state).map_err(|error| StoreError::damaged("feed state", &error))?;
        articles.push(StoryArticle {
            entry: row.get("id")?,
            title: row.get::<_, Option<String>>("title")?.unwrap_or_default(),
            source: feed.title_or(state.title.as_deref()).to_owned(),
            family: feed.family().to_owned(),
            published: row.get::<_, Option<i64>>("published")?.map(instant),
            first_seen: instant(row.get("first_seen")?),
        });
    }
    Ok(articles)
}

fn told(connection: &Connection, id: i64, story: &[StoryArticle]) -> Result<Vec<Mailing>, StoreError> {
    let story: Vec<i64> = story.iter().map(|article| article.entry).collect();
    let story = encode(&story)?;
    let mut statement = connection.prepare_cached(
        "SELECT digest.id AS digest, subscriber.email AS email, digest.kind AS kind, section,
                digest.composed AS composed, digest.subject AS subject, delivery.state AS state,
                delivery.attempts AS attempts, delivery.next_attempt AS next_attempt,
                delivery.changed AS changed, delivery.reply AS reply
         FROM digest_entry
         JOIN digest ON digest.id = digest_entry.digest_id
         JOIN delivery ON delivery.digest_id = digest.id
         JOIN subscriber ON subscriber.id = delivery.subscriber_id
         WHERE digest_entry.entry_id = ?1
         ORDER BY digest.id, delivery.id",
    )?;
    let mut rows = statement.query([id])?;
    let mut told = Vec::new();
    while let Some(row) = rows.next()? {
        let mail = Some(MailLine {
            state: row.get("state")?,
            attempts: row.get("attempts")?,
            next_attempt: instant(row.get("next_attempt")?),
            changed: instant(row.get("changed")?),
            reply: row.get("reply")?,
        });
        let digest = row.get("digest")?;
        told.push(Mailing {
            beside: beside(connection, digest, &story)?,
            email: row.get("email")?,
            kind: row.get("kind")?,
            section: row.get("section")?,
            composed: instant(row.get("composed")?),
            subject: row.get("subject")?,
            mail,
        });
    }
    Ok(told)
}

/// When a reader was last told another article of an entry's story.
pub(crate) fn story_told(
    connection: &Connection,
    entry: i64,
    subscriber: i64,
) -> Result<Option<Timestamp>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT MAX(digest.composed) AS told
         FROM story_entry AS own
         JOIN story_entry AS other ON other.story_id = own.story_id AND other.entry_id <> own.entry_id
         JOIN digest_entry ON digest_entry.entry_id = other.entry_id
         JOIN digest ON digest.id = digest_entry.digest_id
         JOIN delivery ON delivery.digest_id = digest.id AND delivery.subscriber_id = ?2
         WHERE own.entry_id = ?1",
    )?;
    let told: Option<i64> = statement.query_row(params![entry, subscriber], |row| row.get("told"))?;
    Ok(told.map(instant))
}

/// Those of some entries that a digest told.
fn beside(connection: &Connection, digest: i64, entries: &str) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT entry_id FROM digest_entry
         WHERE digest_id = ?1 AND entry_id IN (SELECT value FROM json_each(?2)) ORDER BY entry_id",
    )?;
    let ids = statement.query_map(params![digest, entries], |row| row.get("entry_id"))?;
    Ok(ids.collect::<Result<_, _>>()?)
}
