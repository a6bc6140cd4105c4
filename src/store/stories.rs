//! Stories: which entries of which feeds tell the same news.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, named_params, params};

use crate::feed::Feed;
use crate::story::{Between, GROUP_WITHIN, Sketch, same_story};

use super::feeds::encode;
use super::{Connection, StoreError, millis};

/// Entries that one hash leads to at most: what many carry tells nothing of one of them, and to look at all of them would cost
/// more with every entry.
const LED_TO: u32 = 8;

/// Stories that a new entry is compared with at most, those that share the most hashes with it first.
const COMPARED: u32 = 16;

/// Puts an entry into the story that it tells, or into a new one; one that is in a story stays there, and one of which nobody is
/// told, as all that a first look at a feed finds, needs none.
pub(super) fn record_story(
    connection: &Connection,
    entry: i64,
    sketch: &Sketch,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut open = connection.prepare_cached(
        "SELECT 1 FROM entry
         WHERE id = ?1 AND news = 1 AND NOT EXISTS (SELECT 1 FROM story_entry WHERE entry_id = ?1)",
    )?;
    if !open.exists([entry])? {
        return Ok(());
    }
    let hashes = encode(&sketch.index())?;
    let since = first_entry_since(connection, now)?;
    let story = story_of(connection, entry, sketch, &hashes, since)?;
    let story = story.map_or_else(|| new_story(connection, now), Ok)?;
    connection
        .prepare_cached("INSERT INTO story_entry (entry_id, story_id, seen, sketch) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![entry, story, millis(now), sketch.to_bytes()])?;
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO story_hash (hash, entry_id)
             SELECT wanted.value, :entry FROM json_each(:hashes) AS wanted
             WHERE (SELECT COUNT(*) FROM (SELECT 1 FROM story_hash WHERE hash = wanted.value AND entry_id >= :since
                                          LIMIT :led_to)) < :led_to",
        )?
        .execute(named_params! { ":entry": entry, ":hashes": hashes, ":since": since, ":led_to": LED_TO })?;
    Ok(())
}

fn new_story(connection: &Connection, now: Timestamp) -> Result<i64, StoreError> {
    connection.prepare_cached("INSERT INTO story (first_seen) VALUES (?1)")?.execute([millis(now)])?;
    Ok(connection.last_insert_rowid())
}

/// The first entry that is young enough to share a story with one of `now`: numbers grow with time.
fn first_entry_since(connection: &Connection, now: Timestamp) -> Result<i64, StoreError> {
    let since = millis(now) - i64::try_from(GROUP_WITHIN.as_millis()).unwrap_or(i64::MAX);
    let mut statement = connection
        .prepare_cached("SELECT id FROM entry WHERE first_seen >= ?1 ORDER BY first_seen, id LIMIT 1")?;
    Ok(statement.query_row([since], |row| row.get(0)).optional()?.unwrap_or(i64::MAX))
}

/// The story whose earliest entry tells the same: not any entry, or what was added on the way would lead from
/// one story into the next.
fn story_of(
    connection: &Connection,
    entry: i64,
    sketch: &Sketch,
    hashes: &str,
    since: i64,
) -> Result<Option<i64>, StoreError> {
    // The order of the join is ours: by statistics of an almost empty table SQLite would walk through all of it.
    let mut near = connection.prepare_cached(
        "SELECT story_entry.story_id AS story, COUNT(*) AS shared
         FROM json_each(:hashes) AS wanted
         CROSS JOIN story_hash ON story_hash.hash = wanted.value AND story_hash.entry_id >= :since
         CROSS JOIN story_entry ON story_entry.entry_id = story_hash.entry_id
         GROUP BY story ORDER BY shared DESC, story DESC LIMIT :compared",
    )?;
    let mut head = connection.prepare_cached(
        "SELECT entry_id, sketch FROM story_entry WHERE story_id = ?1 ORDER BY entry_id LIMIT 1",
    )?;
    let mut rows = near.query(named_params! { ":hashes": hashes, ":since": since, ":compared": COMPARED })?;
    while let Some(row) = rows.next()? {
        let story: i64 = row.get("story")?;
        let (other, bytes): (i64, Vec<u8>) =
            head.query_row([story], |row| Ok((row.get("entry_id")?, row.get("sketch")?)))?;
        let Some(earliest) = Sketch::from_bytes(&bytes) else { continue };
        if tells_the_same(connection, (entry, sketch), (other, &earliest))? {
            return Ok(Some(story));
        }
    }
    Ok(None)
}

/// Whose they are is asked only where the answer depends on it.
fn tells_the_same(
    connection: &Connection,
    (entry, sketch): (i64, &Sketch),
    (other, earliest): (i64, &Sketch),
) -> Result<bool, StoreError> {
    let of_two = same_story(sketch, earliest, Between::TwoPublishers);
    let of_one = same_story(sketch, earliest, Between::OnePublisher);
    if of_two == of_one {
        return Ok(of_two);
    }
    let is_one_family = family_of(connection, entry)? == family_of(connection, other)?;
    Ok(if is_one_family { of_one } else { of_two })
}

fn family_of(connection: &Connection, entry: i64) -> Result<String, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT feed.listing AS listing FROM entry JOIN feed ON feed.id = entry.feed_id WHERE entry.id = ?1",
    )?;
    let listing: String = statement.query_row([entry], |row| row.get("listing"))?;
    let feed: Feed = serde_json::from_str(&listing).map_err(|error| StoreError::damaged("feed", &error))?;
    Ok(feed.family().to_owned())
}
