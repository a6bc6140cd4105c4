//! Cursors: how far each part of a reader has been told, moved only from where they were read.
//!
//! A watchlist with a time of its own keeps its own place. What moves from one part to another keeps it until that part
//! is told, so that no edit of the files loses a match or tells one twice.

use jiff::Timestamp;
use rusqlite::{named_params, params};

use super::feeds::encode;
use super::{Connection, StoreError, instant, millis};

/// How far a reader has been told: the whole of it must stand as it was read when the digest is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ReaderCursor {
    /// The end of the last window.
    pub window_end: Timestamp,
    /// Matches up to this id are told, or were found before the reader came.
    pub match_cursor: i64,
    /// Revisions up to this id are told.
    pub revision_cursor: i64,
}

/// Some watchlists of a reader, which are told together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReaderPart {
    /// Whether they have a time of their own, beside that of the reader.
    pub is_further: bool,
    /// The ids of the watchlists.
    pub watchlists: Vec<String>,
}

/// Where a part of a reader stands before and after a window is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CursorStep {
    /// The reader.
    pub subscriber: i64,
    /// The part.
    pub part: ReaderPart,
    /// Where they stood when the digest was composed.
    pub from: ReaderCursor,
    /// Where they stand once it is written; the same for an alert, which closes no window.
    pub to: ReaderCursor,
}

/// Where a part stands: with the watchlist that was told least. Its window ends where it was told last; that of the
/// reader itself is the reader's own.
pub(crate) fn part_cursor(
    connection: &Connection,
    subscriber: i64,
    part: &ReaderPart,
) -> Result<ReaderCursor, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT IIF(:further, IFNULL(MAX(IFNULL(subscription.window_end, subscriber.window_end)),
                                     subscriber.window_end),
                    subscriber.window_end) AS window_end,
                IFNULL(MIN(IFNULL(subscription.match_cursor, subscriber.match_cursor)),
                       subscriber.match_cursor) AS match_cursor,
                IFNULL(MIN(IFNULL(subscription.revision_cursor, subscriber.revision_cursor)),
                       subscriber.revision_cursor) AS revision_cursor
         FROM subscriber LEFT JOIN subscription
              ON subscription.subscriber_id = subscriber.id AND subscription.listed = 1
                 AND subscription.watchlist IN (SELECT value FROM json_each(:watchlists))
         WHERE subscriber.id = :subscriber GROUP BY subscriber.id",
    )?;
    let cursor = statement.query_row(
        named_params! {
            ":further": part.is_further,
            ":watchlists": encode(&part.watchlists)?,
            ":subscriber": subscriber,
        },
        |row| {
            Ok(ReaderCursor {
                window_end: instant(row.get("window_end")?),
                match_cursor: row.get("match_cursor")?,
                revision_cursor: row.get("revision_cursor")?,
            })
        },
    )?;
    Ok(cursor)
}

/// Whether a part of a reader stands where it did.
pub(super) fn stands_where_it_did(connection: &Connection, step: &CursorStep) -> Result<bool, StoreError> {
    Ok(part_cursor(connection, step.subscriber, &step.part)? == step.from)
}

/// Moves a part of a reader on; `false` where it does not stand where it did.
pub(crate) fn move_cursor(connection: &Connection, step: &CursorStep) -> Result<bool, StoreError> {
    if !stands_where_it_did(connection, step)? {
        return Ok(false);
    }
    if step.to == step.from {
        return Ok(true);
    }
    let ReaderCursor { window_end, match_cursor, revision_cursor } = step.to;
    let own = step.part.is_further.then_some((millis(window_end), match_cursor, revision_cursor));
    connection
        .prepare_cached(
            "UPDATE subscription
             SET window_end = :end, match_cursor = :match, revision_cursor = :revision
             WHERE subscriber_id = :subscriber AND watchlist IN (SELECT value FROM json_each(:watchlists))",
        )?
        .execute(named_params! {
            ":end": own.map(|(end, ..)| end),
            ":match": own.map(|(_, found, _)| found),
            ":revision": own.map(|(.., revision)| revision),
            ":subscriber": step.subscriber,
            ":watchlists": encode(&step.part.watchlists)?,
        })?;
    if !step.part.is_further {
        connection
            .prepare_cached(
                "UPDATE subscriber SET window_end = ?2, match_cursor = ?3, revision_cursor = ?4 WHERE id = ?1",
            )?
            .execute(params![step.subscriber, millis(window_end), match_cursor, revision_cursor])?;
    }
    Ok(true)
}

/// Gives watchlists that have a time of their own by now the place of their reader, from which they go on alone.
pub(super) fn part_ways(
    connection: &Connection,
    subscriber: i64,
    watchlists: &[String],
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE subscription
             SET window_end = subscriber.window_end, match_cursor = subscriber.match_cursor,
                 revision_cursor = subscriber.revision_cursor
             FROM subscriber
             WHERE subscriber.id = subscriber_id AND subscriber_id = ?1 AND subscription.match_cursor IS NULL
               AND watchlist IN (SELECT value FROM json_each(?2))",
        )?
        .execute(params![subscriber, encode(&watchlists)?])?;
    Ok(())
}

/// The cursors of a reader who has been told all that is stored, closing a window at `end`.
pub(crate) fn latest_cursor(connection: &Connection, end: Timestamp) -> Result<ReaderCursor, StoreError> {
    Ok(ReaderCursor {
        window_end: end,
        match_cursor: last_id(connection, "SELECT MAX(id) FROM matched")?,
        revision_cursor: last_id(connection, "SELECT MAX(id) FROM revision")?,
    })
}

/// The highest id that a query with one column answers; 0 where there is none.
fn last_id(connection: &Connection, query: &str) -> Result<i64, StoreError> {
    Ok(connection.prepare_cached(query)?.query_row([], |row| row.get::<_, Option<i64>>(0))?.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::super::Store;
    use super::super::brought_back::{closed_readers, open_windows};
    use super::super::readers::Listing;
    use super::super::subscribers::{subscriber, sync_subscribers};
    use super::*;

    const READER: &str = "a@w.example";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a second of the tests")
    }

    fn part(is_further: bool, watchlists: &[&str]) -> ReaderPart {
        ReaderPart { is_further, watchlists: watchlists.iter().map(|&id| id.to_owned()).collect() }
    }

    /// The places of `parts` after the files have listed the reader with them.
    fn listed(store: &Store, parts: &[ReaderPart], second: i64) -> Vec<(i64, i64)> {
        let further: Vec<String> =
            parts.iter().filter(|part| part.is_further).flat_map(|part| part.watchlists.clone()).collect();
        let watchlists = parts.iter().flat_map(|part| part.watchlists.clone()).collect();
        let listing = Listing { email: READER.to_owned(), watchlists, further };
        store
            .write_blocking(move |c| {
                sync_subscribers(c, std::slice::from_ref(&listing), at(second)).map(drop)
            })
            .unwrap();
        places(store, parts)
    }

    fn places(store: &Store, parts: &[ReaderPart]) -> Vec<(i64, i64)> {
        let parts = parts.to_vec();
        let read = move |c: &Connection| {
            let id = subscriber(c, READER)?.expect("it is listed").id;
            let places = parts.iter().map(|part| {
                let cursor = part_cursor(c, id, part)?;
                Ok((cursor.window_end.as_second(), cursor.match_cursor))
            });
            places.collect::<Result<_, StoreError>>()
        };
        store.read(read).unwrap()
    }

    /// Tells a part up to a match, at a time.
    fn tell(store: &Store, part: &ReaderPart, second: i64, match_cursor: i64) {
        let part = part.clone();
        let told = store.write_blocking(move |c| {
            let id = subscriber(c, READER)?.expect("it is listed").id;
            let from = part_cursor(c, id, &part)?;
            let to = ReaderCursor { window_end: at(second), match_cursor, revision_cursor: match_cursor };
            move_cursor(c, &CursorStep { subscriber: id, part: part.clone(), from, to })
        });
        assert!(told.unwrap());
    }

    #[test]
    fn each_part_keeps_its_place_and_what_moves_takes_its_own_along() {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("w.db")).unwrap();
        let (all, daily, weekly) = (part(false, &["a", "b"]), part(false, &["a"]), part(true, &["b"]));
        assert_eq!(listed(&store, std::slice::from_ref(&all), 1), [(1, 0)]);
        tell(&store, &all, 10, 5);
        let parts = [daily.clone(), weekly.clone()];
        assert_eq!(listed(&store, &parts, 11), [(10, 5), (10, 5)], "they part where they stand");
        tell(&store, &daily, 20, 8);
        assert_eq!(places(&store, &parts), [(20, 8), (10, 5)]);
        assert_eq!(listed(&store, &parts, 21), [(20, 8), (10, 5)], "another reload moves nobody");
        assert_eq!(
            listed(&store, std::slice::from_ref(&all), 22),
            [(20, 5)],
            "what the weekly part was not told is told daily, and no digest was missed"
        );
        tell(&store, &all, 30, 9);
        assert_eq!(listed(&store, &parts, 31), [(30, 9), (30, 9)], "nothing is left of the old place");
    }

    #[test]
    fn a_watchlist_that_is_away_for_a_digest_keeps_its_place() {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("w.db")).unwrap();
        let (both, one) = (part(false, &["a", "b"]), part(false, &["a"]));
        listed(&store, std::slice::from_ref(&both), 1);
        tell(&store, &both, 10, 5);
        listed(&store, std::slice::from_ref(&one), 11);
        tell(&store, &one, 20, 8);
        assert_eq!(listed(&store, std::slice::from_ref(&both), 21), [(20, 5)]);
    }

    #[test]
    fn no_window_of_any_part_ends_in_a_future_that_cannot_be() {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("w.db")).unwrap();
        let parts = [part(false, &["a"]), part(true, &["b"])];
        listed(&store, &parts, 1);
        let closed = || {
            let found = store.read(|connection| closed_readers(connection, at(50))).unwrap();
            found.map(|(readers, until)| (readers, until.as_second()))
        };
        // One reader is closed by either part, and is still one by both.
        tell(&store, &parts[1], 1_000_000, 3);
        assert_eq!(closed(), Some((1, 1_000_000)));
        tell(&store, &parts[0], 2_000_000, 3);
        assert_eq!(closed(), Some((1, 2_000_000)));
        assert_eq!(store.write_blocking(|c| open_windows(c, at(50))).unwrap(), 1);
        assert_eq!(places(&store, &parts), [(50, 3), (50, 3)]);
        assert_eq!(closed(), None);
        assert_eq!(store.write_blocking(|c| open_windows(c, at(50))).unwrap(), 0);
    }
}
