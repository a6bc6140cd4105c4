//! Telling desks again what they may not have got: the stream was lost, or set back, with messages in it.

use jiff::Timestamp;
use rusqlite::params;

use super::feeds::FeedId;
use super::outgoing::note_feed;
use super::told_feeds::forget_told;
use super::{Connection, StoreError, millis};

/// Notes once more all that was found since then; what a desk has, it knows again. What waits for its page was not told yet.
/// Nothing on a machine that publishes nothing.
pub(crate) fn tell_again(
    connection: &Connection,
    since: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    forget_told(connection)?;
    connection
        .prepare_cached(
            "INSERT INTO outgoing_line (kind, subject, revision, at)
             SELECT 'revision', entry_id, number, ?2 FROM revision
             WHERE seen >= ?1 AND EXISTS (SELECT 1 FROM fact WHERE name = 'bus-poller')
               AND NOT EXISTS (SELECT 1 FROM page WHERE page.entry_id = revision.entry_id AND waits_until IS NOT NULL)
             ORDER BY id",
        )?
        .execute(params![millis(since), millis(now)])?;
    connection
        .prepare_cached(
            "INSERT INTO outgoing_line (kind, subject, at)
             SELECT CASE WHEN withdrawn IS NULL THEN 'restored' ELSE 'withdrawn' END, id, IFNULL(withdrawn, restored)
             FROM entry
             WHERE IFNULL(withdrawn, restored) >= ?1 AND EXISTS (SELECT 1 FROM fact WHERE name = 'bus-poller')",
        )?
        .execute([millis(since)])?;
    let mut listed = connection.prepare_cached("SELECT id FROM feed WHERE listed = 1 ORDER BY id")?;
    let listed = listed.query_map([], |row| row.get(0).map(FeedId))?.collect::<Result<Vec<_>, _>>()?;
    listed.into_iter().try_for_each(|feed| note_feed(connection, feed, now))
}
