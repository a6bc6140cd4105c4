//! Events: which entries tell of one happening, as far as can be guessed.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::event::{EventFingerprint, EventGroups};

use super::feeds::encode;
use super::{Connection, StoreError, instant, millis};

/// Entries that are remembered when a program starts, the latest: by them it is known what is rare.
const REMEMBERED: i64 = 5_000;

/// Puts an entry that has just come into a story into the event that it tells of: that of its copies, one that is known, or
/// a new one.
pub(super) fn record_event_of(
    connection: &Connection,
    entry: i64,
    copied: Option<i64>,
    fingerprint: &EventFingerprint,
    now: Timestamp,
) -> Result<(), StoreError> {
    let event = {
        let mut groups = connection.events(|| recent_events(connection))?;
        if let Some(event) = copied {
            groups.remember(entry, event, fingerprint, now);
            event
        } else {
            groups.add(entry, fingerprint, now)
        }
    };
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO event_entry (entry_id, event_id, seen, fingerprint) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![entry, event, millis(now), encode(fingerprint)?])?;
    Ok(())
}

/// The event that an entry tells of.
pub(super) fn event_of(connection: &Connection, entry: i64) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT event_id FROM event_entry WHERE entry_id = ?1")?;
    Ok(statement.query_row([entry], |row| row.get("event_id")).optional()?)
}

/// The event that the copies of a story are in.
pub(super) fn event_of_story(connection: &Connection, story: i64) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT event_entry.event_id AS event
         FROM story_entry JOIN event_entry ON event_entry.entry_id = story_entry.entry_id
         WHERE story_entry.story_id = ?1 ORDER BY story_entry.entry_id LIMIT 1",
    )?;
    Ok(statement.query_row([story], |row| row.get("event")).optional()?)
}

/// The events of late, as they were written: what a program finds that has just started.
fn recent_events(connection: &Connection) -> Result<EventGroups, StoreError> {
    let mut groups = EventGroups::default();
    let mut statement = connection.prepare(
        "SELECT entry_id, event_id, seen, fingerprint
         FROM (SELECT * FROM event_entry ORDER BY entry_id DESC LIMIT ?1) ORDER BY entry_id",
    )?;
    let mut rows = statement.query([REMEMBERED])?;
    while let Some(row) = rows.next()? {
        let fingerprint: String = row.get("fingerprint")?;
        // What cannot be read is no part of a guess.
        if let Ok(fingerprint) = serde_json::from_str(&fingerprint) {
            let seen = instant(row.get("seen")?);
            groups.remember(row.get("entry_id")?, row.get("event_id")?, &fingerprint, seen);
        }
    }
    Ok(groups)
}
