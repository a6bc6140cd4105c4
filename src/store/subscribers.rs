//! Subscribers: how far each has been told, and which watchlists each follows since when.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Row, named_params, params};

use super::cursors::{ReaderCursor, latest_cursor, part_ways};
use super::feeds::encode;
use super::readers::{Listing, SuppressionCause};
use super::respelling::respell;
use super::taken_away::{TakenAway, taken_away};
use super::{Connection, StoreError, instant, millis};

/// Who comes back to the files within this time goes on where they stood: a file that is half written, a folder that
/// is replaced and a mistake that is noticed after the weekend lose nothing.
pub(super) const GRACE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How far one subscriber has been told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredSubscriber {
    /// Its number.
    pub id: i64,
    /// How far it has been told.
    pub cursor: ReaderCursor,
    /// Why the address gets nothing at present.
    pub suppressed: Option<SuppressionCause>,
    /// Until when its owner has paused it.
    pub paused_until: Option<Timestamp>,
}

impl StoredSubscriber {
    /// Whether what is found waits for its reader: in a pause, and while the address takes nothing. Who has left is told nothing,
    /// then or later.
    pub(crate) fn waits(&self, now: Timestamp) -> bool {
        let takes_nothing =
            matches!(self.suppressed, Some(SuppressionCause::Refused | SuppressionCause::Gone));
        takes_nothing || self.paused_until.is_some_and(|until| now < until)
    }
}

/// Brings subscribers and subscriptions in line with the operator's files; answers whom and what they take away.
///
/// Whoever is new hears of what is found from now on. Who comes back within 30 days, or under a corrected spelling of
/// the address, goes on where they stood. Who has left stays away, whatever the files say.
pub(crate) fn sync_subscribers(
    connection: &Connection,
    listings: &[Listing],
    now: Timestamp,
) -> Result<TakenAway, StoreError> {
    let dropped = taken_away(connection, listings)?;
    take_out_unlisted(connection, listings, now)?;
    let latest = latest_cursor(connection, now)?;
    for listing in listings {
        respell(connection, listings, &listing.email)?;
        connection
            .prepare_cached(
                "UPDATE subscription SET window_end = NULL, match_cursor = NULL, revision_cursor = NULL
                 WHERE subscriber_id = (SELECT id FROM subscriber
                                        WHERE email = ?1 AND listed = 0 AND IFNULL(unlisted, 0) < ?2)",
            )?
            .execute(params![listing.email, grace(now)])?;
        connection
            .prepare_cached(
                "INSERT INTO subscriber (email, joined, window_end, match_cursor, revision_cursor)
                 VALUES (:email, :now, :now, :match, :revision)
                 ON CONFLICT (email) DO UPDATE
                 SET window_end = IIF(IFNULL(unlisted, 0) >= :grace, window_end, excluded.window_end),
                     match_cursor = IIF(IFNULL(unlisted, 0) >= :grace, match_cursor, excluded.match_cursor),
                     revision_cursor = IIF(IFNULL(unlisted, 0) >= :grace, revision_cursor,
                                           excluded.revision_cursor),
                     listed = 1, unlisted = NULL
                 WHERE listed = 0",
            )?
            .execute(named_params! {
                ":email": listing.email,
                ":now": millis(now),
                ":grace": grace(now),
                ":match": latest.match_cursor,
                ":revision": latest.revision_cursor,
            })?;
        let id: i64 = connection
            .prepare_cached("SELECT id FROM subscriber WHERE email = ?1")?
            .query_row([&listing.email], |row| row.get("id"))?;
        sync_subscriptions(connection, id, &listing.watchlists, latest, now)?;
        part_ways(connection, id, &listing.further)?;
    }
    Ok(dropped)
}

/// Who was taken out after this instant goes on where they stood.
pub(super) fn grace(now: Timestamp) -> i64 {
    millis(now.saturating_sub(GRACE).unwrap_or(Timestamp::MIN)).max(1)
}

fn take_out_unlisted(
    connection: &Connection,
    listings: &[Listing],
    now: Timestamp,
) -> Result<(), StoreError> {
    let emails: Vec<&str> = listings.iter().map(|listing| listing.email.as_str()).collect();
    connection
        .prepare_cached(
            "UPDATE subscriber SET listed = 0, unlisted = ?2
             WHERE listed = 1 AND email NOT IN (SELECT value FROM json_each(?1))",
        )?
        .execute(params![encode(&emails)?, millis(now)])?;
    Ok(())
}

fn sync_subscriptions(
    connection: &Connection,
    subscriber: i64,
    watchlists: &[String],
    latest: ReaderCursor,
    now: Timestamp,
) -> Result<(), StoreError> {
    let kept = encode(&watchlists)?;
    connection
        .prepare_cached(
            // It keeps its place: a digest that comes meanwhile moves the reader past what waits for it.
            "UPDATE subscription
             SET listed = 0, unlisted = ?3,
                 window_end = IFNULL(subscription.window_end, subscriber.window_end),
                 match_cursor = IFNULL(subscription.match_cursor, subscriber.match_cursor),
                 revision_cursor = IFNULL(subscription.revision_cursor, subscriber.revision_cursor)
             FROM subscriber
             WHERE subscriber.id = subscriber_id AND subscriber_id = ?1 AND subscription.listed = 1
               AND watchlist NOT IN (SELECT value FROM json_each(?2))",
        )?
        .execute(params![subscriber, kept, millis(now)])?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO subscription (subscriber_id, watchlist, since_match, since_revision)
         VALUES (:subscriber, :watchlist, :since, :since_revision)
         ON CONFLICT (subscriber_id, watchlist) DO UPDATE
         SET since_match = IIF(listed OR IFNULL(unlisted, 0) >= :grace, since_match, excluded.since_match),
             since_revision = IIF(listed OR IFNULL(unlisted, 0) >= :grace, since_revision, excluded.since_revision),
             window_end = IIF(listed OR IFNULL(unlisted, 0) >= :grace, window_end, NULL),
             match_cursor = IIF(listed OR IFNULL(unlisted, 0) >= :grace, match_cursor, NULL),
             revision_cursor = IIF(listed OR IFNULL(unlisted, 0) >= :grace, revision_cursor, NULL),
             listed = 1, unlisted = NULL",
    )?;
    for watchlist in watchlists {
        statement.execute(named_params! {
            ":subscriber": subscriber,
            ":watchlist": watchlist,
            ":since": latest.match_cursor,
            ":since_revision": latest.revision_cursor,
            ":grace": grace(now),
        })?;
    }
    Ok(())
}

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredSubscriber> {
    Ok(StoredSubscriber {
        id: row.get("id")?,
        cursor: ReaderCursor {
            window_end: instant(row.get("window_end")?),
            match_cursor: row.get("match_cursor")?,
            revision_cursor: row.get("revision_cursor")?,
        },
        suppressed: row.get("suppressed")?,
        paused_until: row.get::<_, Option<i64>>("paused_until")?.map(instant),
    })
}

/// The listed subscriber of this address.
pub(crate) fn subscriber(
    connection: &Connection,
    email: &str,
) -> Result<Option<StoredSubscriber>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, window_end, match_cursor, revision_cursor, suppressed, paused_until
         FROM subscriber WHERE email = ?1 AND listed = 1",
    )?;
    Ok(statement.query_row([email], stored).optional()?)
}

/// The number of the subscriber of this address, listed or not, whatever its capitals.
pub(crate) fn known_reader(connection: &Connection, email: &str) -> Result<Option<i64>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM subscriber WHERE lower(email) = lower(?1)")?;
    Ok(statement.query_row([email], |row| row.get("id")).optional()?)
}

/// The match after which a subscriber follows each of its watchlists.
pub(crate) fn subscriptions(
    connection: &Connection,
    subscriber: i64,
) -> Result<BTreeMap<String, i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT watchlist, since_match FROM subscription WHERE subscriber_id = ?1 AND listed = 1",
    )?;
    let since =
        statement.query_map([subscriber], |row| Ok((row.get("watchlist")?, row.get("since_match")?)))?;
    Ok(since.collect::<Result<_, _>>()?)
}

/// Up to which revision a subscriber hears nothing of what each of its watchlists had missed and found later: what was stored
/// before they came. Nothing of a watchlist that has found no such thing.
pub(crate) fn unmissed(
    connection: &Connection,
    subscriber: i64,
) -> Result<BTreeMap<String, i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT watchlist, since_revision FROM subscription
         WHERE subscriber_id = ?1 AND listed = 1 AND EXISTS (
             SELECT 1 FROM matched WHERE matched.watchlist = subscription.watchlist
                AND matched.missed IS NOT NULL AND matched.missed <= subscription.since_revision
                AND matched.id > subscription.since_match)",
    )?;
    let unmissed =
        statement.query_map([subscriber], |row| Ok((row.get("watchlist")?, row.get("since_revision")?)))?;
    Ok(unmissed.collect::<Result<_, _>>()?)
}

/// The match after which a subscriber follows a watchlist; `None` where it does not.
pub(crate) fn subscribed_since(
    connection: &Connection,
    subscriber: i64,
    watchlist: &str,
) -> Result<Option<i64>, StoreError> {
    Ok(subscriptions(connection, subscriber)?.get(watchlist).copied())
}
