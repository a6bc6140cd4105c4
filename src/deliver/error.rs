//! What can go wrong between a match and its mail.

use crate::digest::stored::StoredDigestError;
use crate::mail::address::AddressError;
use crate::mail::message::MessageError;
use crate::store::StoreError;

/// Why something could not be composed or sent. All but the store's are faults of ours or of what is stored: the same
/// tomorrow.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DeliverError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An address of the files that was let pass and is none.
    #[error("cannot write to {address}: {reason}")]
    Address {
        /// The address, masked.
        address: String,
        /// What is wrong with it.
        reason: AddressError,
    },
    /// A mail that cannot be put into bytes.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// A stored digest that cannot be read.
    #[error("a stored digest cannot be read: {0}")]
    Digest(#[from] StoredDigestError),
    /// Something that cannot be written as JSON.
    #[error("cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The digest of a delivery is gone.
    #[error("the digest of this mail is kept no more")]
    Gone,
    /// No secret can be made.
    #[error("the system gives no random bytes")]
    NoRandomness,
}
