//! Taking out old texts; keys stay, so that what comes back is not news.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{StoreError, millis};

/// Entries that one call takes at most: a year's worth at once would hold up every poll.
const AT_ONCE: u32 = 2_000;

/// Takes out the texts, matches and sketches of entries whose last revision is older than `before`; answers how many
/// entries that were.
pub(crate) fn prune_texts(connection: &Connection, before: Timestamp) -> Result<usize, StoreError> {
    // Oldest first, by the index: grouped by entry, every batch would look at all that is due.
    let mut statement = connection.prepare_cached(
        "SELECT entry_id FROM revision AS old WHERE seen < ?1
           AND NOT EXISTS (SELECT 1 FROM revision WHERE entry_id = old.entry_id AND seen >= ?1)
         ORDER BY seen LIMIT ?2",
    )?;
    let entries: BTreeSet<i64> = statement
        .query_map(params![millis(before), AT_ONCE], |row| row.get("entry_id"))?
        .collect::<Result<_, _>>()?;
    for entry in &entries {
        for query in [
            "DELETE FROM revision WHERE entry_id = ?1",
            "DELETE FROM entry_text WHERE rowid = ?1",
            "DELETE FROM matched WHERE entry_id = ?1",
            "DELETE FROM story_entry WHERE entry_id = ?1",
            "DELETE FROM story_hash WHERE entry_id = ?1",
        ] {
            connection.prepare_cached(query)?.execute([entry])?;
        }
    }
    Ok(entries.len())
}
