//! Keys and links that entries had before, so that they are found by the old ones.

use jiff::Timestamp;
use rusqlite::{named_params, params};

use crate::entry::{Entry, EntryKey, canonical_link};

use super::feeds::FeedId;
use super::{Connection, StoreError, millis};

/// Former keys and links that are kept of one entry: a feed that makes up new ids at every poll has no end of them.
const FORMER_NAMES: u32 = 8;

/// Keeps the key and link that an entry is about to lose, so that `why` finds it by the old ones.
pub(super) fn note_former_name(
    connection: &Connection,
    feed: FeedId,
    was: &EntryKey,
    entry: &Entry,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO former_name (entry_id, key, canonical_link, until)
         SELECT id, key, canonical_link, :now FROM entry
         WHERE feed_id = :feed AND key = :was AND (key <> :key OR canonical_link IS NOT :canonical_link)",
    )?;
    let noted = statement.execute(named_params! {
        ":feed": feed.0,
        ":was": was.as_str(),
        ":key": entry.key.as_str(),
        ":canonical_link": entry.link.as_deref().map(canonical_link),
        ":now": millis(now),
    })?;
    if noted > 0 {
        connection
            .prepare_cached(
                "DELETE FROM former_name WHERE id IN (
                     SELECT former_name.id FROM former_name JOIN entry ON entry.id = former_name.entry_id
                     WHERE entry.feed_id = ?1 AND entry.key = ?2
                     ORDER BY former_name.id DESC LIMIT -1 OFFSET ?3)",
            )?
            .execute(params![feed.0, was.as_str(), FORMER_NAMES])?;
    }
    Ok(())
}

/// Gives an entry another key, since another article stands under its own. A key that is taken is told apart by the number.
pub(super) fn displace(
    connection: &Connection,
    entry: i64,
    key: &EntryKey,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO former_name (entry_id, key, canonical_link, until)
             SELECT id, key, canonical_link, ?2 FROM entry WHERE id = ?1",
        )?
        .execute(params![entry, millis(now)])?;
    connection
        .prepare_cached(
            "UPDATE entry SET key = CASE WHEN EXISTS (
                     SELECT 1 FROM entry AS other WHERE other.feed_id = entry.feed_id AND other.key = ?2
                 ) THEN ?2 || ' #' || entry.id ELSE ?2 END
             WHERE id = ?1",
        )?
        .execute(params![entry, key.as_str()])?;
    Ok(())
}
