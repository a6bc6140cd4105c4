//! Whom a set of files takes away, and how much waits for them.

use super::feeds::encode;
use super::readers::Listing;
use super::respelling::{is_known, is_respelling};
use super::{Connection, StoreError};

/// A reader whom the files name no more, under no other spelling either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DroppedReader {
    /// The address.
    pub email: String,
    /// Matches that waited for the next digest; they are kept for 30 days.
    pub waiting: i64,
    /// Mails and posts to it that are composed and not yet taken; they are kept as long.
    pub unsent: i64,
}

/// A watchlist that readers who stay do not follow any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DroppedWatchlist {
    /// Its id.
    pub watchlist: String,
    /// How many readers followed it.
    pub readers: i64,
    /// Matches that waited for them, each counted for each of them; they are kept for 30 days.
    pub waiting: i64,
}

/// What a set of files takes away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TakenAway {
    /// Readers, by address. Who has left by themselves goes unnoticed.
    pub readers: Vec<DroppedReader>,
    /// Watchlists, by id.
    pub watchlists: Vec<DroppedWatchlist>,
    /// How many readers are listed, those who would go included.
    pub listed: usize,
}

/// Whom and what these listings would take away from what is listed.
pub(crate) fn taken_away(connection: &Connection, listings: &[Listing]) -> Result<TakenAway, StoreError> {
    let mut newcomers = Vec::new();
    for listing in listings {
        if !is_known(connection, &listing.email)? {
            newcomers.push(listing.email.as_str());
        }
    }
    let mut readers = departing(connection, listings)?;
    readers.retain(|gone| !newcomers.iter().any(|new| is_respelling(&gone.email, new)));
    let listed: i64 = connection
        .prepare_cached("SELECT COUNT(*) FROM subscriber WHERE listed = 1")?
        .query_row([], |row| row.get(0))?;
    let watchlists = dropped_watchlists(connection, listings)?;
    Ok(TakenAway { readers, watchlists, listed: usize::try_from(listed).unwrap_or(0) })
}

fn departing(connection: &Connection, listings: &[Listing]) -> Result<Vec<DroppedReader>, StoreError> {
    let emails: Vec<&str> = listings.iter().map(|listing| listing.email.as_str()).collect();
    let mut statement = connection.prepare_cached(
        "SELECT email,
                (SELECT COUNT(*) FROM matched JOIN subscription ON subscription.watchlist = matched.watchlist
                 WHERE subscription.subscriber_id = subscriber.id AND subscription.listed = 1
                   AND matched.id > MAX(IFNULL(subscription.match_cursor, subscriber.match_cursor), subscription.since_match)) AS waiting,
                (SELECT COUNT(*) FROM delivery WHERE subscriber_id = subscriber.id
                   AND state IN ('queued', 'sending', 'doubtful')) AS unsent
         FROM subscriber
         WHERE listed = 1 AND suppressed IS NULL AND email NOT IN (SELECT value FROM json_each(?1))
         ORDER BY email",
    )?;
    let gone = statement.query_map([encode(&emails)?], |row| {
        Ok(DroppedReader {
            email: row.get("email")?,
            waiting: row.get("waiting")?,
            unsent: row.get("unsent")?,
        })
    })?;
    Ok(gone.collect::<Result<_, _>>()?)
}

fn dropped_watchlists(
    connection: &Connection,
    listings: &[Listing],
) -> Result<Vec<DroppedWatchlist>, StoreError> {
    let followed: Vec<String> = listings
        .iter()
        .flat_map(|listing| {
            listing.watchlists.iter().map(|watchlist| format!("{} {watchlist}", listing.email))
        })
        .collect();
    let staying: Vec<&str> = listings.iter().map(|listing| listing.email.as_str()).collect();
    let mut statement = connection.prepare_cached(
        "SELECT subscription.watchlist AS watchlist, COUNT(*) AS readers,
                SUM((SELECT COUNT(*) FROM matched WHERE matched.watchlist = subscription.watchlist
                       AND matched.id > MAX(IFNULL(subscription.match_cursor, subscriber.match_cursor), subscription.since_match))) AS waiting
         FROM subscription JOIN subscriber ON subscriber.id = subscriber_id
         WHERE subscription.listed = 1 AND subscriber.listed = 1 AND suppressed IS NULL
           AND email IN (SELECT value FROM json_each(?1))
           AND email || ' ' || subscription.watchlist NOT IN (SELECT value FROM json_each(?2))
         GROUP BY subscription.watchlist ORDER BY subscription.watchlist",
    )?;
    let gone = statement.query_map([encode(&staying)?, encode(&followed)?], |row| {
        Ok(DroppedWatchlist {
            watchlist: row.get("watchlist")?,
            readers: row.get("readers")?,
            waiting: row.get("waiting")?,
        })
    })?;
    Ok(gone.collect::<Result<_, _>>()?)
}
