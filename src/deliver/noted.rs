//! What operators are to be told, as it waits in the store: a kind, and JSON whose shape follows from it.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::health::{NoticeKind, record_notice};
use crate::store::{Connection, StoreError};

/// Writes down what operators are to be told.
pub(super) fn note(
    connection: &Connection,
    kind: NoticeKind,
    said: &impl Serialize,
    now: Timestamp,
) -> Result<(), StoreError> {
    let said = serde_json::to_string(said).map_err(|error| StoreError::damaged("notice", &error))?;
    record_notice(connection, kind, &said, now)
}

/// What [`note`] wrote down.
pub(super) fn said<T: DeserializeOwned>(message: &str) -> Result<T, StoreError> {
    serde_json::from_str(message).map_err(|error| StoreError::damaged("notice", &error))
}
