//! A digest becomes what an output is told.

use crate::digest::payload::payload;
use crate::store::Connection;
use crate::store::delivery::DueDelivery;

use super::error::DeliverError;
use super::letter::digest_of;

/// The payload of a delivery, made from its digest: the same bytes whenever it is made by the same program.
pub(super) fn post_bytes(connection: &Connection, delivery: &DueDelivery) -> Result<Vec<u8>, DeliverError> {
    let (_, digest) = digest_of(connection, delivery)?;
    Ok(serde_json::to_vec(&payload(&digest)?)?)
}
