//! Times that a clock which was ahead has written, brought back to what can be.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{named_params, params};
use serde::{Deserialize, Serialize};

use super::{Connection, StoreError, instant, millis};

/// Two clocks that differ by less are both right.
const SLACK: SignedDuration = SignedDuration::from_mins(5);

/// No mail ever waits longer than this for its next attempt, and no post longer than that.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(7);
const LONGEST_WAIT_OF_POST: SignedDuration = SignedDuration::from_hours(25);

/// The windows that end after `?1`, each with its reader: that of the reader, and those of watchlists with a time of their own.
const CLOSED_WINDOWS: &str = "
    SELECT id AS reader, email, window_end FROM subscriber WHERE listed = 1 AND window_end > ?1
    UNION ALL
    SELECT subscriber.id, email, subscription.window_end FROM subscription
    JOIN subscriber ON subscriber.id = subscription.subscriber_id
    WHERE subscriber.listed = 1 AND subscription.listed = 1 AND subscription.window_end > ?1";

/// What was brought back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BroughtBack {
    /// Feeds and pages with a new time to be asked at.
    pub feeds: usize,
    pub pages: usize,
    /// Readers whose digests were closed until then.
    pub readers: usize,
    /// Mails that were put off.
    pub mails: usize,
}

/// Opens windows that end after `now`, and makes pages and mails due whose next time lies further ahead than any does.
/// What was found meanwhile is told all the same, since that goes by number. `longest_recheck` is the longest that a page
/// is left alone.
pub(crate) fn bring_back(
    connection: &Connection,
    longest_recheck: Duration,
    now: Timestamp,
) -> Result<BroughtBack, StoreError> {
    let readers = open_windows(connection, now)?;
    let recheck = SignedDuration::try_from(longest_recheck).unwrap_or(SignedDuration::MAX);
    let pages = connection
        .prepare_cached(
            "UPDATE page SET next_due = IIF(next_due > :latest, :now, next_due),
                             waits_until = IIF(waits_until > :latest, :now, waits_until)
             WHERE next_due > :latest OR waits_until > :latest",
        )?
        .execute(named_params! {
            ":now": millis(now),
            ":latest": later(now, recheck.saturating_add(SignedDuration::from_hours(24))),
        })?;
    Ok(BroughtBack { feeds: 0, pages, readers, mails: bring_back_mails(connection, now)? })
}

/// The same of windows alone, for who composes. Answers how many listed readers that were.
pub(crate) fn open_windows(connection: &Connection, now: Timestamp) -> Result<usize, StoreError> {
    let readers = closed_readers(connection, now)?.map_or(0, |(readers, _)| readers);
    for update in [
        "UPDATE subscriber SET window_end = ?1 WHERE window_end > ?2",
        "UPDATE subscription SET window_end = ?1 WHERE window_end > ?2",
    ] {
        connection.prepare_cached(update)?.execute(params![millis(now), later(now, SLACK)])?;
    }
    Ok(readers)
}

/// The same of mails alone, for who sends them.
pub(super) fn bring_back_mails(connection: &Connection, now: Timestamp) -> Result<usize, StoreError> {
    let brought_back = connection
        .prepare_cached(
            "UPDATE delivery SET next_attempt = ?1, queued = MIN(queued, ?1)
             WHERE state IN ('queued', 'doubtful') AND next_attempt > IIF(way = 'post', ?3, ?2)",
        )?
        .execute(params![millis(now), later(now, LONGEST_WAIT), later(now, LONGEST_WAIT_OF_POST)])?;
    Ok(brought_back)
}

/// Until when the digests of a reader are closed by a clock that was ahead, where they are.
pub(crate) fn closed_until(
    connection: &Connection,
    email: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT MAX(window_end) FROM ({CLOSED_WINDOWS}) WHERE email = ?2"))?;
    let until: Option<i64> = statement.query_row(params![later(now, SLACK), email], |row| row.get(0))?;
    Ok(until.map(instant))
}

/// How many listed readers are closed so, and until when at most.
pub(crate) fn closed_readers(
    connection: &Connection,
    now: Timestamp,
) -> Result<Option<(usize, Timestamp)>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT COUNT(DISTINCT reader) AS readers, MAX(window_end) AS until FROM ({CLOSED_WINDOWS})"
    ))?;
    let (readers, until) = statement.query_row([later(now, SLACK)], |row| {
        Ok((row.get::<_, u32>("readers")?, row.get::<_, Option<i64>>("until")?))
    })?;
    Ok(until.map(|until| (readers as usize, instant(until))))
}

fn later(now: Timestamp, span: SignedDuration) -> i64 {
    millis(now.saturating_add(span).unwrap_or(Timestamp::MAX))
}

impl BroughtBack {
    /// Whether there was nothing to bring back.
    pub(crate) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::store::readers::Listing;
    use crate::store::subscribers::{subscriber, sync_subscribers};

    #[test]
    fn a_window_that_a_clock_ahead_has_closed_is_opened_and_others_stay() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let store = Store::open(&folder.path().join("w.db")).expect("the folder is ours");
        let at = |hour: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hour);
        for (email, hour) in [("a@w.example", 1), ("b@w.example", 5_000)] {
            let listing = ["a@w.example", "b@w.example"].iter().filter(|known| email >= **known);
            let listings: Vec<Listing> = listing
                .map(|email| Listing {
                    email: (*email).to_owned(),
                    watchlists: Vec::new(),
                    further: Vec::new(),
                })
                .collect();
            store.write_blocking(move |c| sync_subscribers(c, &listings, at(hour))).expect("plain data");
        }
        let read = |c: &Connection| Ok((closed_readers(c, at(10))?, closed_until(c, "a@w.example", at(10))?));
        assert_eq!(store.read(read).expect("plain data"), (Some((1, at(5_000))), None));
        let week = Duration::from_hours(24 * 7);
        let brought_back = store.write_blocking(move |c| bring_back(c, week, at(10))).expect("plain data");
        assert_eq!(brought_back, BroughtBack { readers: 1, ..BroughtBack::default() });
        let ends = ["a@w.example", "b@w.example"].map(|email| {
            let found = store.read(|c| subscriber(c, email)).expect("plain data").expect("it is listed");
            found.cursor.window_end
        });
        assert_eq!(ends, [at(1), at(10)]);
        assert!(store.write_blocking(move |c| bring_back(c, week, at(10))).expect("plain data").is_nothing());
    }
}
