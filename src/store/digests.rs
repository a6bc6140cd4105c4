//! Digests: each written in one transaction with its deliveries, and with how far their readers have been told.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, named_params, params};

use super::codec::stored_words;
use super::cursors::{CursorStep, move_cursor, stands_where_it_did};
use super::delivery::NewDelivery;
use super::outbox::enqueue;
use super::{Connection, StoreError, instant, millis};

/// Why a digest was composed, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DigestCause {
    /// Its time had come.
    Digest,
    /// Its time had come, nothing matched, and the reader wants to be told so.
    Heartbeat,
    /// Something matched that is to be told at once.
    Alert,
    /// Something that operators are to know.
    Notice,
    /// Something about a reader's own subscription: a code, a link to confirm, what was changed.
    Account,
}

stored_words! { DigestCause as "kind of digest" {
    Digest = "digest", Heartbeat = "heartbeat", Alert = "alert", Notice = "notice",
    Account = "account",
} }

/// In which section of a digest an entry was told, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ToldAs {
    /// As news.
    New,
    /// As changed after publication.
    Changed,
    /// As taken back.
    Withdrawn,
    /// As there again, after it was told as taken back.
    Returned,
    /// As a further copy of what the reader had.
    Again,
}

stored_words! { ToldAs as "section" {
    New = "new", Changed = "changed", Withdrawn = "withdrawn", Returned = "returned", Again = "again",
} }

/// A digest that is to be written, without its readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewDigest {
    /// Why.
    pub cause: DigestCause,
    /// The time it speaks of.
    pub window: (Timestamp, Timestamp),
    /// The subject.
    pub subject: String,
    /// How many stories it tells.
    pub stories: usize,
    /// What it says.
    pub content: DigestContent,
    /// Every entry it tells of, with the revision that was shown, which an edit may have followed since, and the section.
    pub entries: Vec<(i64, i64, ToldAs)>,
}

/// What a digest says, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DigestContent {
    /// The digest itself as JSON: mails and pages are made from it.
    Json(String),
    /// A finished page.
    Page(String),
    /// Retention has taken it.
    Gone,
}

/// Writes a digest; answers its number.
pub(crate) fn write_digest(
    connection: &Connection,
    digest: &NewDigest,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let (content, html) = match &digest.content {
        DigestContent::Json(json) => (Some(json), None),
        DigestContent::Page(page) => (None, Some(page)),
        DigestContent::Gone => (None, None),
    };
    connection
        .prepare_cached(
            "INSERT INTO digest (kind, window_start, window_end, composed, subject, stories, content, html)
             VALUES (:kind, :window_start, :window_end, :now, :subject, :stories, :content, :html)",
        )?
        .execute(named_params! {
            ":kind": digest.cause,
            ":window_start": millis(digest.window.0),
            ":window_end": millis(digest.window.1),
            ":now": millis(now),
            ":subject": digest.subject,
            ":stories": i64::try_from(digest.stories).unwrap_or(i64::MAX),
            ":content": content,
            ":html": html,
        })?;
    let id = connection.last_insert_rowid();
    // Retention may have taken an entry since it was read.
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO digest_entry (entry_id, digest_id, revision, section)
         SELECT :entry, :digest, :revision, :section WHERE EXISTS (SELECT 1 FROM entry WHERE id = :entry)",
    )?;
    for (entry, revision, section) in &digest.entries {
        statement.execute(named_params! {
            ":entry": entry,
            ":digest": id,
            ":revision": revision,
            ":section": section,
        })?;
    }
    Ok(id)
}

/// Writes one delivery of a digest and moves its reader on; answers its number. `None` where the reader does not stand
/// where the digest was composed from any more, or has this delivery already.
pub(crate) fn write_delivery(
    connection: &Connection,
    digest: i64,
    delivery: &NewDelivery,
    step: Option<&CursorStep>,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    if let Some(step) = step
        && !stands_where_it_did(connection, step)?
    {
        return Ok(None);
    }
    let id = enqueue(connection, digest, delivery, now)?;
    // Whoever has this delivery already stays: what it would have told waits for the next.
    if let (Some(step), Some(_)) = (step, id) {
        move_cursor(connection, step)?;
    }
    Ok(id)
}

/// Takes away a digest that nobody got after all.
pub(crate) fn discard_digest(connection: &Connection, digest: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "DELETE FROM digest WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM delivery WHERE digest_id = ?1)",
        )?
        .execute([digest])?;
    Ok(())
}

/// The number of the last revision of each of these entries.
pub(crate) fn latest_revisions(
    connection: &Connection,
    entries: impl Iterator<Item = i64>,
) -> Result<BTreeMap<i64, i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT MAX(number) FROM revision WHERE entry_id = ?1")?;
    let mut latest = BTreeMap::new();
    for entry in entries {
        let number: Option<i64> = statement.query_row([entry], |row| row.get(0))?;
        latest.extend(number.map(|number| (entry, number)));
    }
    Ok(latest)
}

/// The Message-IDs of the digests of a day that a reader was sent before this delivery, oldest first: for `References`.
/// `since` is the beginning of the day.
pub(crate) fn earlier_message_ids(
    connection: &Connection,
    subscriber: i64,
    since: Timestamp,
    before: i64,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT delivery.message_id AS message_id FROM delivery JOIN digest ON digest.id = delivery.digest_id
         WHERE subscriber_id = ?1 AND delivery.id < ?3 AND digest.kind <> 'alert' AND digest.window_end >= ?2
         ORDER BY delivery.id DESC LIMIT ?4",
    )?;
    let ids = statement
        .query_map(params![subscriber, millis(since), before, limit], |row| row.get("message_id"))?;
    let mut ids: Vec<String> = ids.collect::<Result<_, _>>()?;
    ids.reverse();
    Ok(ids)
}

/// When a reader was last sent an alert.
pub(crate) fn last_alert(connection: &Connection, subscriber: i64) -> Result<Option<Timestamp>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT MAX(digest.composed) FROM delivery JOIN digest ON digest.id = delivery.digest_id
         WHERE delivery.subscriber_id = ?1 AND digest.kind = 'alert'",
    )?;
    Ok(statement.query_row([subscriber], |row| row.get::<_, Option<i64>>(0))?.map(instant))
}

/// What a digest says, if there is one of this number.
pub(crate) fn digest_content(
    connection: &Connection,
    digest: i64,
) -> Result<Option<(DigestCause, DigestContent)>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT kind, content, html FROM digest WHERE id = ?1")?;
    let found = statement.query_row([digest], |row| {
        let content = match (row.get("content")?, row.get("html")?) {
            (Some(json), _) => DigestContent::Json(json),
            (None, Some(page)) => DigestContent::Page(page),
            (None, None) => DigestContent::Gone,
        };
        Ok((row.get("kind")?, content))
    });
    Ok(found.optional()?)
}

/// A digest as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct DigestLine {
    /// Why it was composed.
    pub kind: DigestCause,
    /// When it was composed.
    pub composed: Timestamp,
    /// The subject.
    pub subject: String,
    /// How many stories it tells.
    pub stories: i64,
    /// The token of its first page; never printed where strangers read.
    #[serde(skip)]
    pub token: String,
}

/// The last digests, newest first, once for each who got one.
pub(crate) fn last_digests(connection: &Connection, limit: usize) -> Result<Vec<DigestLine>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, composed, subject, stories, IFNULL(token, '') AS token
         FROM digest JOIN delivery ON delivery.digest_id = digest.id
         WHERE kind <> 'account' ORDER BY delivery.id DESC LIMIT ?1",
    )?;
    let lines = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], line)?;
    Ok(lines.collect::<Result<_, _>>()?)
}

/// The digests and alerts that a reader was mailed, the last first.
pub(crate) fn digests_of(
    connection: &Connection,
    subscriber: i64,
    limit: usize,
) -> Result<Vec<DigestLine>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, composed, subject, stories, token
         FROM delivery JOIN digest ON digest.id = delivery.digest_id
         WHERE subscriber_id = ?1 AND way = 'mail' AND token IS NOT NULL AND subject <> ''
         ORDER BY delivery.digest_id DESC LIMIT ?2",
    )?;
    let lines = statement.query_map(params![subscriber, i64::try_from(limit).unwrap_or(i64::MAX)], line)?;
    Ok(lines.collect::<Result<_, _>>()?)
}

fn line(row: &rusqlite::Row<'_>) -> rusqlite::Result<DigestLine> {
    Ok(DigestLine {
        kind: row.get("kind")?,
        composed: instant(row.get("composed")?),
        subject: row.get("subject")?,
        stories: row.get("stories")?,
        token: row.get("token")?,
    })
}
