//! Taking out what is old, everywhere: texts, digests, mails and events. Keys stay, so that what comes back is not news.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::meta::{meta, set_meta};
use super::sessions::forget_visits;
use super::site_lines::forget_lines;
use super::translations::forget_translations;
use super::{Connection, StoreError, instant, millis};

/// Entries that one call takes at most: a year's worth at once would hold up every poll.
const AT_ONCE: u32 = 2_000;

/// Digests that one call takes at most; one may hold a megabyte.
const DIGESTS_AT_ONCE: u32 = 200;

/// The name of the fact that holds the time up to which the clock is believed.
const CLOCK: &str = "retention-clock";

/// A clock that is further ahead of all that is stored is not believed at once: it may be wrong, and nothing brings back
/// what was taken out.
const BELIEVED: SignedDuration = SignedDuration::from_hours(100 * 24);

/// How far each call goes along with such a clock.
const STEP: SignedDuration = SignedDuration::from_hours(24);

/// Takes out what is older than `keep`, a part of it where there is much; answers how many texts and digests that were.
pub(crate) fn prune(
    connection: &Connection,
    keep: SignedDuration,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let before = believed(connection, now)?.saturating_sub(keep).unwrap_or(Timestamp::MIN);
    let taken = prune_texts(connection, before)? + prune_digests(connection, before)?;
    forget_visits(connection, before, now)?;
    forget_translations(connection, before)?;
    let before = millis(before);
    forget_lines(connection, now)?;
    connection
        .prepare_cached("DELETE FROM site WHERE IFNULL(robots_seen, 0) < ?1 AND IFNULL(patience, 0) < ?1")?
        .execute([before])?;
    connection
        .prepare_cached("DELETE FROM health_event WHERE at < ?1 AND (tell = 0 OR told = 1)")?
        .execute([before])?;
    for forget in ["DELETE FROM taken_event WHERE at < ?1", "DELETE FROM unreadable_message WHERE at < ?1"] {
        connection.prepare_cached(forget)?.execute([before])?;
    }
    connection
        .prepare_cached(
            "DELETE FROM story WHERE id IN (
                 SELECT id FROM story WHERE first_seen < ?1
                    AND NOT EXISTS (SELECT 1 FROM story_entry WHERE story_id = story.id) LIMIT ?2)",
        )?
        .execute(params![before, AT_ONCE])?;
    Ok(taken)
}

/// The time as far as it is believed.
fn believed(connection: &Connection, now: Timestamp) -> Result<Timestamp, StoreError> {
    let known = meta(connection, CLOCK)?.and_then(|text| text.parse().ok());
    let last = match known {
        Some(last) => last,
        None => {
            let newest: Option<i64> = connection
                .prepare_cached("SELECT MAX(seen) FROM revision")?
                .query_row([], |row| row.get(0))?;
            newest.map_or(now, instant)
        }
    };
    let believed =
        if now.duration_since(last) > BELIEVED { last.saturating_add(STEP).unwrap_or(now) } else { now };
    if known != Some(believed) {
        set_meta(connection, CLOCK, &believed.to_string())?;
    }
    Ok(believed)
}

/// Takes out digests with their mails whose time has passed and of which nothing waits. What they told of entries that
/// still have a text is kept without its words: the next edit is measured by it.
fn prune_digests(connection: &Connection, before: Timestamp) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM digest
         WHERE composed < ?1 AND (content IS NOT NULL OR html IS NOT NULL OR subject <> '')
           AND NOT EXISTS (SELECT 1 FROM delivery WHERE digest_id = digest.id
                           AND state IN ('queued', 'sending', 'doubtful'))
         ORDER BY composed LIMIT ?2",
    )?;
    let digests: Vec<i64> = statement
        .query_map(params![millis(before), DIGESTS_AT_ONCE], |row| row.get("id"))?
        .collect::<Result<_, _>>()?;
    for digest in &digests {
        for query in [
            "UPDATE digest SET content = NULL, html = NULL, subject = '' WHERE id = ?1",
            "UPDATE delivery SET payload = NULL, reader = NULL, reply = NULL WHERE digest_id = ?1",
        ] {
            connection.prepare_cached(query)?.execute([digest])?;
        }
    }
    connection
        .prepare_cached(
            "DELETE FROM digest WHERE id IN (
                 SELECT id FROM digest WHERE composed < ?1 AND content IS NULL AND html IS NULL AND subject = ''
                    AND NOT EXISTS (SELECT 1 FROM digest_entry
                                    JOIN revision ON revision.entry_id = digest_entry.entry_id
                                    WHERE digest_entry.digest_id = digest.id) LIMIT ?2)",
        )?
        .execute(params![millis(before), AT_ONCE])?;
    Ok(digests.len())
}

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
            "DELETE FROM event_entry WHERE entry_id = ?1",
            "DELETE FROM page WHERE entry_id = ?1",
        ] {
            connection.prepare_cached(query)?.execute([entry])?;
        }
    }
    Ok(entries.len())
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::*;

    #[test]
    fn a_clock_far_ahead_is_followed_a_day_at_a_time() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let store = Store::open(&folder.path().join("w.db")).expect("the folder is ours");
        let ask = |day: i64| {
            let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * day);
            let found =
                store.write_blocking(move |connection| believed(connection, now)).expect("plain data");
            found.duration_since(Timestamp::UNIX_EPOCH).as_hours() / 24
        };
        // It was off for two months, then woke with a wrong clock, which was mended.
        assert_eq!([10, 70, 570, 570, 71, 72].map(ask), [10, 70, 71, 72, 71, 72]);
    }
}
