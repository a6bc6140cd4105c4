//! Following the way out that every mail names: whom it belongs to, and leaving by it.

use jiff::Timestamp;

use crate::shown::Shown;
use crate::store::readers::{SuppressionCause, reader_by_way_out, suppress};
use crate::store::{Connection, StoreError};

use super::secret::hash;

/// The reader whose way out this is, as a page may show the address: masked. Listed or not, so that an old mail's way
/// out still leads out.
pub(crate) fn leaver(connection: &Connection, way: &str) -> Result<Option<String>, StoreError> {
    Ok(reader_by_way_out(connection, &hash(way))?.map(|(_, email)| Shown::mailbox(&email).to_string()))
}

/// Sends the reader whose way out this is nothing more. Answers as [`leaver`]; leaving twice is leaving once.
pub(crate) fn leave(
    connection: &Connection,
    way: &str,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let Some((subscriber, email)) = reader_by_way_out(connection, &hash(way))? else { return Ok(None) };
    let reader = Shown::mailbox(&email).to_string();
    if suppress(connection, subscriber, SuppressionCause::Left, now)? {
        tracing::info!(reader, "a reader has left by the link in a mail");
    }
    Ok(Some(reader))
}
