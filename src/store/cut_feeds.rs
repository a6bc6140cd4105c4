//! What was last cut of each feed, for the list of them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Connection, StoreError, millis};

/// By the address of the feed what the last answer since an instant lacked, in words.
pub(crate) fn last_cuts(
    connection: &Connection,
    since: Timestamp,
) -> Result<BTreeMap<String, String>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT feed.url AS url, message FROM health_event JOIN feed ON feed.id = health_event.feed_id
         WHERE health_event.kind = 'truncated' AND health_event.at >= ?1 ORDER BY health_event.id",
    )?;
    let cuts = statement.query_map([millis(since)], |row| Ok((row.get("url")?, row.get("message")?)))?;
    Ok(cuts.collect::<Result<_, _>>()?)
}
