//! The way out that every mail names: whom it belongs to, and leaving by it.

use jiff::Timestamp;

use crate::mail::address::masked;
use crate::store::outbox::suppress;
use crate::store::subscribers::listed_addresses;
use crate::store::{Connection, StoreError};

use super::secret::token;

/// The token of a reader's way out: the same in every mail, so that an old one still works.
pub(crate) fn way_out(connection: &Connection, email: &str) -> Result<String, StoreError> {
    token(connection, &format!("leave {email}"))
}

/// The listed reader whose way out this is, as a page may show the address: masked.
pub(crate) fn leaver(connection: &Connection, way: &str) -> Result<Option<String>, StoreError> {
    Ok(find(connection, way)?.map(|email| masked(&email)))
}

/// Sends the reader whose way out this is nothing more. Answers as [`leaver`]; leaving twice is leaving once.
pub(crate) fn leave(
    connection: &Connection,
    way: &str,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let Some(email) = find(connection, way)? else { return Ok(None) };
    suppress(connection, &email, &format!("left by the link in a mail on {}", now.strftime("%Y-%m-%d")))?;
    let reader = masked(&email);
    tracing::info!(reader, "a reader has left by the link in a mail");
    Ok(Some(reader))
}

/// Every address is tried to the end, so that the time of the answer tells nothing of who is listed.
fn find(connection: &Connection, way: &str) -> Result<Option<String>, StoreError> {
    let mut found = None;
    for email in listed_addresses(connection)? {
        if same(&way_out(connection, &email)?, way) {
            found = Some(email);
        }
    }
    Ok(found)
}

/// Whether two tokens are the same, in a time that does not tell where they differ.
fn same(a: &str, b: &str) -> bool {
    let differences = a.bytes().zip(b.bytes()).fold(0, |differences, (a, b)| differences | (a ^ b));
    a.len() == b.len() && differences == 0
}
