//! Entries: what of a feed is known already, and writing what one poll has changed.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Row, named_params, params};

use crate::entry::{ContentHash, Entry, EntryKey, canonical_link, title_hash};
use crate::update::{KnownEntry, Questions};

use super::feeds::{FeedId, encode};
use super::former_names::note_former_name;
use super::revisions::{
    RevisionText, Telling, index_text, keep_hash, next_number, replace_indexed_text, write_revision,
};
use super::{Connection, StoreError, instant, millis};

/// Revisions that are younger than this count as those of one week.
const RECENT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The entries of a feed that `questions` asks for, each once.
pub(crate) fn known_entries(
    connection: &Connection,
    feed: FeedId,
    questions: &Questions,
    now: Timestamp,
) -> Result<Vec<KnownEntry>, StoreError> {
    let keys: BTreeSet<&str> = questions.keys.union(&questions.listed).map(EntryKey::as_str).collect();
    let titles: Vec<i64> = questions.titles.iter().map(|hash| hash.cast_signed()).collect();
    let mut statement = connection.prepare_cached(
        "SELECT id, key, canonical_link, title_hash, content_hash, past_hashes, first_seen, published, withdrawn,
                CASE WHEN past_hashes = x'' THEN 1
                     ELSE (SELECT COUNT(*) FROM revision WHERE entry_id = entry.id AND seen > :week) END AS recent
         FROM entry WHERE id IN (
             SELECT id FROM entry WHERE feed_id = +:feed AND key IN (SELECT value FROM json_each(:keys))
             UNION
             SELECT id FROM entry WHERE canonical_link IN (SELECT value FROM json_each(:links)) AND feed_id = +:feed
             UNION
             SELECT id FROM entry WHERE feed_id = +:feed AND title_hash IN (SELECT value FROM json_each(:titles))
         )",
    )?;
    let mut rows = statement.query(named_params! {
        ":feed": feed.0,
        ":keys": encode(&keys)?,
        ":links": encode(&questions.links)?,
        ":titles": encode(&titles)?,
        ":week": millis(now) - i64::try_from(RECENT.as_millis()).unwrap_or(i64::MAX),
    })?;
    let mut known = Vec::new();
    while let Some(row) = rows.next()? {
        let mut entry = known_entry(row)?;
        if questions.ask_for_text(&entry) {
            entry.text = text_of_feed(connection, row.get("id")?)?;
        }
        known.push(entry);
    }
    Ok(known)
}

/// Title and text that an entry's feed last gave it, whatever its page has said since.
fn text_of_feed(connection: &Connection, id: i64) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT title || char(10) || text FROM revision
         WHERE entry_id = ?1 AND origin = 'feed' ORDER BY number DESC LIMIT 1",
    )?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?)
}

fn known_entry(row: &Row<'_>) -> Result<KnownEntry, StoreError> {
    let hash: Vec<u8> = row.get("content_hash")?;
    let past: Vec<u8> = row.get("past_hashes")?;
    let hash_of = |bytes: &[u8]| {
        bytes.try_into().map(|bytes| ContentHash(u128::from_be_bytes(bytes))).map_err(|_| {
            StoreError::Damaged { what: "content hash", reason: format!("{} bytes long", bytes.len()) }
        })
    };
    Ok(KnownEntry {
        number: row.get("id")?,
        key: EntryKey::from_stored(row.get("key")?),
        link: row.get("canonical_link")?,
        title: row.get::<_, i64>("title_hash")?.cast_unsigned(),
        hash: hash_of(&hash)?,
        past: past.chunks(16).map(hash_of).collect::<Result<_, _>>()?,
        first_seen: instant(row.get("first_seen")?),
        published: row.get::<_, Option<i64>>("published")?.map(instant),
        withdrawn: row.get::<_, Option<i64>>("withdrawn")?.is_some(),
        recent: row.get::<_, u32>("recent")? as usize,
        text: None,
    })
}

/// Writes an entry that was never seen, with its first revision, and answers its number.
pub(super) fn insert(
    connection: &Connection,
    feed: FeedId,
    entry: &Entry,
    hash: ContentHash,
    news: bool,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let id = insert_row(connection, feed, entry, hash, news, now)?;
    write_revision(connection, id, 1, &RevisionText::of_feed(entry), Telling::Aloud, now)?;
    index_text(connection, id, &entry.title, &entry.text)?;
    Ok(id)
}

/// Writes an entry that was never seen, without a text, and answers its number.
pub(super) fn insert_row(
    connection: &Connection,
    feed: FeedId,
    entry: &Entry,
    hash: ContentHash,
    news: bool,
    first_seen: Timestamp,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO entry (feed_id, key, link, canonical_link, title_hash, content_hash, author, lang, tags,
                                published, updated, first_seen, news)
             VALUES (:feed, :key, :link, :canonical_link, :title_hash, :content_hash, :author, :lang, :tags,
                     :published, :updated, :first_seen, :news)",
        )?
        .execute(named_params! {
            ":feed": feed.0,
            ":key": entry.key.as_str(),
            ":link": entry.link,
            ":canonical_link": entry.link.as_deref().map(canonical_link),
            ":title_hash": title_hash(&entry.title).cast_signed(),
            ":content_hash": hash.0.to_be_bytes(),
            ":author": entry.author,
            ":lang": entry.lang,
            ":tags": encode(&entry.tags)?,
            ":published": entry.published.map(millis),
            ":updated": entry.updated.map(millis),
            ":first_seen": millis(first_seen),
            ":news": news,
        })?;
    Ok(connection.last_insert_rowid())
}

/// Writes the new text of a known entry as a revision; answers the entry's number and the revision's.
pub(super) fn revise(
    connection: &Connection,
    feed: FeedId,
    was: &EntryKey,
    entry: &Entry,
    hash: ContentHash,
    heard: Telling,
    now: Timestamp,
) -> Result<(i64, i64), StoreError> {
    let id = rename(connection, feed, was, entry, now)?;
    keep_hash(connection, id, hash)?;
    let number = next_number(connection, id)?;
    write_revision(connection, id, number, &RevisionText::of_feed(entry), heard, now)?;
    replace_indexed_text(connection, id, &entry.title, &entry.text)?;
    Ok((id, number))
}

/// What the feed says now of an entry whose article was read: its labels are kept, its text is not, and its page is
/// looked at again at once. Answers its number; `None` where the entry's text is its feed's.
pub(super) fn note_behind_page(
    connection: &Connection,
    feed: FeedId,
    was: &EntryKey,
    entry: &Entry,
    hash: ContentHash,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let Some(id) = entry_id(connection, feed, was)? else { return Ok(None) };
    let due = connection
        .prepare_cached("UPDATE page SET next_due = ?2 WHERE entry_id = ?1 AND kind = 'article'")?
        .execute(params![id, millis(now)])?;
    if due == 0 {
        return Ok(None);
    }
    rename(connection, feed, was, entry, now)?;
    keep_hash(connection, id, hash)?;
    Ok(Some(id))
}

/// Gives a known entry its present key, link, title and labels; answers its number.
pub(super) fn rename(
    connection: &Connection,
    feed: FeedId,
    was: &EntryKey,
    entry: &Entry,
    now: Timestamp,
) -> Result<i64, StoreError> {
    note_former_name(connection, feed, was, entry, now)?;
    connection
        .prepare_cached(
            "UPDATE entry
             SET key = :key, link = :link, canonical_link = :canonical_link, title_hash = :title_hash,
                 author = :author, lang = :lang, tags = :tags, published = :published, updated = :updated
             WHERE feed_id = :feed AND key = :was",
        )?
        .execute(named_params! {
            ":feed": feed.0,
            ":was": was.as_str(),
            ":key": entry.key.as_str(),
            ":link": entry.link,
            ":canonical_link": entry.link.as_deref().map(canonical_link),
            ":title_hash": title_hash(&entry.title).cast_signed(),
            ":author": entry.author,
            ":lang": entry.lang,
            ":tags": encode(&entry.tags)?,
            ":published": entry.published.map(millis),
            ":updated": entry.updated.map(millis),
        })?;
    entry_id(connection, feed, &entry.key)?.ok_or_else(|| StoreError::Damaged {
        what: "entry",
        reason: format!("{} is not there to change", entry.key),
    })
}

/// The number of the entry with this key.
pub(super) fn entry_id(
    connection: &Connection,
    feed: FeedId,
    key: &EntryKey,
) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM entry WHERE feed_id = ?1 AND key = ?2")?;
    Ok(statement.query_row(params![feed.0, key.as_str()], |row| row.get("id")).optional()?)
}

/// The hash of the entry's present text.
pub(super) fn content_hash(connection: &Connection, id: i64) -> Result<Vec<u8>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT content_hash FROM entry WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get("content_hash"))?)
}

/// Marks an entry as taken back by its publisher, or as listed again; answers its number, where it is there.
pub(super) fn mark_withdrawn(
    connection: &Connection,
    feed: FeedId,
    key: &EntryKey,
    at: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let id = entry_id(connection, feed, key)?;
    id.map(|id| mark_entry_withdrawn(connection, id, at, now).map(|()| id)).transpose()
}

/// The same by the number of the entry.
pub(super) fn mark_entry_withdrawn(
    connection: &Connection,
    id: i64,
    at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE entry SET withdrawn = ?2, restored = CASE WHEN ?2 IS NULL THEN ?3 END WHERE id = ?1",
        )?
        .execute(params![id, at.map(millis), millis(now)])?;
    Ok(())
}
