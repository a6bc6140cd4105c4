//! Why the line between machines rests: the bus or the store. Either is tried again.

use crate::bus::BusError;
use crate::store::StoreError;

/// Why the line rests.
#[derive(Debug, thiserror::Error)]
pub(super) enum RelayError {
    /// The server.
    #[error(transparent)]
    Bus(#[from] BusError),
    /// What is stored here.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A fault of ours.
    #[error("{0} failed inside wirewatch")]
    Broken(&'static str),
}
