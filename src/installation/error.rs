//! Why an installation cannot be opened, or a new set of files not be taken.

use crate::reach::ReachError;
use crate::store::StoreError;

/// The part that failed, with its own words.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InstallationError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The HTTP client.
    #[error(transparent)]
    Fetch(#[from] ReachError),
}
