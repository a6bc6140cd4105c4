//! Stories: which entries of which feeds tell the same news.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::event::ArticleTraits;
use crate::feed::Feed;
use crate::story::{Between, GROUP_WITHIN, REMEMBERED, Sketch, StoryCandidates, same_story};

use super::events::{event_of_story, record_event_of};
use super::{Connection, StoreError, millis};

/// Puts entries into the stories that they tell, and into the events that those tell of.
pub(super) fn record_stories(
    connection: &Connection,
    entries: &[(i64, &ArticleTraits)],
    now: Timestamp,
) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    let since = first_entry_since(connection, now)?;
    entries.iter().try_for_each(|(entry, traits)| record_story(connection, *entry, traits, since, now))
}

/// Puts an entry into the story that it tells, or into a new one; one that is in a story stays there, and one of which nobody is
/// told, as all that a first look at a feed finds, needs none.
fn record_story(
    connection: &Connection,
    entry: i64,
    traits: &ArticleTraits,
    since: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut open = connection.prepare_cached(
        "SELECT 1 FROM entry
         WHERE id = ?1 AND news = 1 AND NOT EXISTS (SELECT 1 FROM story_entry WHERE entry_id = ?1)",
    )?;
    if !open.exists([entry])? {
        return Ok(());
    }
    let ArticleTraits { sketch, fingerprint } = traits;
    let hashes = sketch.index();
    let near = connection.candidates(|| recent_stories(connection, since))?.near(sketch, &hashes, since);
    let known = story_of(connection, entry, sketch, &near)?;
    let story = known.map_or_else(|| new_story(connection, now), Ok)?;
    connection
        .prepare_cached("INSERT INTO story_entry (entry_id, story_id, seen, sketch) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![entry, story, millis(now), sketch.to_bytes()])?;
    let mut candidates = connection.candidates(|| recent_stories(connection, since))?;
    candidates.remember(entry, story, &hashes, since);
    if known.is_none() {
        candidates.remember_head(entry, story, sketch);
    }
    drop(candidates);
    // A story that begins has no copies that could be in an event.
    let copied = known.map(|story| event_of_story(connection, story)).transpose()?.flatten();
    record_event_of(connection, entry, copied, fingerprint, now)
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

/// The stories of entries since this one, as they were written: what a program finds that has just started.
fn recent_stories(connection: &Connection, since: i64) -> Result<StoryCandidates, StoreError> {
    let mut candidates = StoryCandidates::default();
    let mut statement = connection.prepare(
        "SELECT entry_id, story_id, sketch FROM story_entry
         WHERE entry_id >= MAX(?1, IFNULL((SELECT entry_id FROM story_entry ORDER BY entry_id DESC LIMIT 1 OFFSET ?2), 0))
         ORDER BY entry_id",
    )?;
    let mut rows = statement.query(params![since, i64::try_from(REMEMBERED).unwrap_or(i64::MAX)])?;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get("sketch")?;
        if let Some(sketch) = Sketch::from_bytes(&bytes) {
            let (entry, story) = (row.get("entry_id")?, row.get("story_id")?);
            candidates.remember(entry, story, &sketch.index(), since);
            candidates.remember_head(entry, story, &sketch);
        }
    }
    Ok(candidates)
}

/// The one of these stories whose earliest entry tells the same: not any entry, or what was added on the way would lead from
/// one story into the next. Of bulletins of one form a copy is of the one that it equals.
fn story_of(
    connection: &Connection,
    entry: i64,
    sketch: &Sketch,
    near: &[i64],
) -> Result<Option<i64>, StoreError> {
    let mut head = connection.prepare_cached(
        "SELECT entry_id, sketch FROM story_entry WHERE story_id = ?1 ORDER BY entry_id LIMIT 1",
    )?;
    let mut alike = None;
    for story in near {
        let found = head.query_row([story], |row| Ok((row.get("entry_id")?, row.get("sketch")?)));
        // Retention takes stories out.
        let Some((other, bytes)): Option<(i64, Vec<u8>)> = found.optional()? else { continue };
        let Some(earliest) = Sketch::from_bytes(&bytes) else { continue };
        let is_equal = sketch.is_same_text(&earliest);
        if (alike.is_none() || is_equal) && tells_the_same(connection, (entry, sketch), (other, &earliest))? {
            if is_equal {
                return Ok(Some(*story));
            }
            alike = Some(*story);
        }
    }
    Ok(alike)
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
/// The story that an entry belongs to, by its number.
pub(crate) fn story_number(connection: &Connection, entry: i64) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT story_id FROM story_entry WHERE entry_id = ?1")?;
    Ok(statement.query_row([entry], |row| row.get("story_id")).optional()?)
}
