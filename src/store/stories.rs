//! Stories: which entries of which feeds tell the same news.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::feed::Feed;
use crate::story::{Between, GROUP_WITHIN, Sketch, same_story};

use super::feeds::encode;
use super::{StoreError, millis};

/// Entries that are compared with a new one at most: the index hashes of a text that many carry lead to all.
const COMPARED: u32 = 50;

/// Puts an entry into the story that it tells, or into a new one.
pub(super) fn record_story(
    connection: &Connection,
    entry: i64,
    sketch: &Sketch,
    now: Timestamp,
) -> Result<(), StoreError> {
    let story = story_of(connection, entry, sketch, now)?;
    let story = story.map_or_else(|| new_story(connection, now), Ok)?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO story_entry (entry_id, story_id, seen, sketch) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![entry, story, millis(now), sketch.to_bytes()])?;
    let mut statement =
        connection.prepare_cached("INSERT OR IGNORE INTO story_hash (hash, entry_id) VALUES (?1, ?2)")?;
    for hash in sketch.index() {
        statement.execute(params![hash, entry])?;
    }
    Ok(())
}

fn new_story(connection: &Connection, now: Timestamp) -> Result<i64, StoreError> {
    connection.prepare_cached("INSERT INTO story (first_seen) VALUES (?1)")?.execute([millis(now)])?;
    Ok(connection.last_insert_rowid())
}

/// The story whose earliest entry tells the same: not any entry, or what was added on the way would lead from
/// one story into the next.
fn story_of(
    connection: &Connection,
    entry: i64,
    sketch: &Sketch,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let family = family_of(connection, entry)?;
    let mut statement = connection.prepare_cached(
        "WITH near AS (
             SELECT DISTINCT story_entry.story_id AS story
             FROM story_hash JOIN story_entry ON story_entry.entry_id = story_hash.entry_id
             WHERE story_hash.hash IN (SELECT value FROM json_each(:hashes)) AND story_entry.seen >= :since
         )
         SELECT near.story AS story, story_entry.entry_id AS head, story_entry.sketch AS sketch, MIN(story_entry.entry_id)
         FROM near JOIN story_entry ON story_entry.story_id = near.story
         WHERE story_entry.entry_id <> :entry
         GROUP BY near.story ORDER BY near.story DESC LIMIT :compared",
    )?;
    let since = millis(now) - i64::try_from(GROUP_WITHIN.as_millis()).unwrap_or(i64::MAX);
    let mut rows = statement.query(rusqlite::named_params! {
        ":hashes": encode(&sketch.index())?,
        ":since": since,
        ":entry": entry,
        ":compared": COMPARED,
    })?;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get("sketch")?;
        let Some(head) = Sketch::from_bytes(&bytes) else { continue };
        let head_family = family_of(connection, row.get("head")?)?;
        let between = if head_family == family { Between::OnePublisher } else { Between::TwoPublishers };
        if same_story(sketch, &head, between) {
            return Ok(Some(row.get("story")?));
        }
    }
    Ok(None)
}

fn family_of(connection: &Connection, entry: i64) -> Result<String, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT feed.listing AS listing FROM entry JOIN feed ON feed.id = entry.feed_id WHERE entry.id = ?1",
    )?;
    let listing: String = statement.query_row([entry], |row| row.get("listing"))?;
    let feed: Feed = serde_json::from_str(&listing).map_err(|error| StoreError::damaged("feed", &error))?;
    Ok(feed.family().to_owned())
}
