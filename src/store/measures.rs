//! What machines are told of the store, in numbers.

use jiff::Timestamp;
use rusqlite::Row;

use super::bus_lag::{BusLag, bus_lag};
use super::delivery::{DeliveryState, DeliveryWay};
use super::outbox::delivery_counts;
use super::waiting_line::waiting_line;
use super::{Connection, StoreError};

/// The store in numbers at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoreMeasures {
    /// Listed feeds in each state, by its word.
    pub feeds: Vec<(String, i64)>,
    /// Mails in each state.
    pub mails: Vec<(DeliveryState, i64)>,
    /// Posts to outputs in each state.
    pub posts: Vec<(DeliveryState, i64)>,
    /// When the mail was queued that waits longest.
    pub oldest: Option<Timestamp>,
    /// How far this machine and the bus are apart.
    pub bus: BusLag,
    /// What the file takes, without its journal.
    pub bytes: i64,
    /// Matches of each watchlist that were found after those counted before.
    pub matches: Vec<(String, i64)>,
    /// The last match that is counted.
    pub matched_up_to: i64,
}

/// Measures; matches up to `counted` are not counted again.
pub(crate) fn measures(connection: &Connection, counted: i64) -> Result<StoreMeasures, StoreError> {
    let word_and_number = |row: &Row<'_>| Ok((row.get("word")?, row.get("number")?));
    let mut feeds = connection.prepare_cached(
        "SELECT json_extract(state, '$.health') AS word, COUNT(*) AS number FROM feed WHERE listed = 1
         GROUP BY word ORDER BY word",
    )?;
    let matched_up_to = last_match(connection)?.max(counted);
    let mut matches = connection.prepare_cached(
        "SELECT watchlist AS word, COUNT(*) AS number FROM matched WHERE id > ?1 AND id <= ?2
         GROUP BY word ORDER BY word",
    )?;
    let matches = matches.query_map([counted, matched_up_to], word_and_number)?;
    Ok(StoreMeasures {
        feeds: feeds.query_map([], word_and_number)?.collect::<Result<_, _>>()?,
        mails: delivery_counts(connection, DeliveryWay::Mail)?,
        posts: delivery_counts(connection, DeliveryWay::Post)?,
        oldest: waiting_line(connection)?.oldest,
        bus: bus_lag(connection)?,
        bytes: connection
            .prepare_cached("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")?
            .query_row([], |row| row.get(0))?,
        matches: matches.collect::<Result<_, _>>()?,
        matched_up_to,
    })
}

/// The number of the newest match; 0 where there is none.
pub(crate) fn last_match(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT IFNULL(MAX(id), 0) FROM matched")?
        .query_row([], |row| row.get(0))?)
}
