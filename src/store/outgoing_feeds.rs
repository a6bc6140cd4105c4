//! The addresses under which readers' programs fetch what their watchlists found.

use rusqlite::{OptionalExtension, params};

use super::{Connection, StoreError};

/// Whose feed of what an address is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutgoingFeed {
    /// The reader's address.
    pub email: String,
    /// The watchlist.
    pub watchlist: String,
}

/// The number by which the address of a reader's feed is made; `None` where the reader has none.
pub(crate) fn feed_number(
    connection: &Connection,
    subscriber: i64,
    watchlist: &str,
) -> Result<Option<i64>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT number FROM outgoing_feed WHERE subscriber_id = ?1 AND watchlist = ?2")?;
    Ok(statement.query_row(params![subscriber, watchlist], |row| row.get("number")).optional()?)
}

/// Gives a reader's feed a new address, by its hash; the one before leads nowhere from here.
pub(crate) fn rotate_feed(
    connection: &Connection,
    subscriber: i64,
    watchlist: &str,
    number: i64,
    token: &[u8],
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO outgoing_feed (subscriber_id, watchlist, number, token) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (subscriber_id, watchlist)
             DO UPDATE SET number = excluded.number, token = excluded.token",
        )?
        .execute(params![subscriber, watchlist, number, token])?;
    Ok(())
}

/// The feed whose address has this hash, of a reader who is one still.
pub(crate) fn outgoing_feed(
    connection: &Connection,
    token: &[u8],
) -> Result<Option<OutgoingFeed>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT email, watchlist FROM outgoing_feed JOIN subscriber ON subscriber.id = subscriber_id
         WHERE token = ?1 AND listed = 1 AND IFNULL(suppressed, '') <> 'left'",
    )?;
    let found = statement.query_row([token], |row| {
        Ok(OutgoingFeed { email: row.get("email")?, watchlist: row.get("watchlist")? })
    });
    Ok(found.optional()?)
}
