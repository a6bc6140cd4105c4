//! A digest as the store keeps it: JSON with the version of its form.

use serde::{Deserialize, Serialize};

use crate::digest::Digest;

/// The form in which digests are written. What is older and differs is brought up in [`decode`].
const VERSION: u32 = 1;

#[derive(Serialize)]
struct StoredForm<'a> {
    version: u32,
    digest: &'a Digest,
}

#[derive(Deserialize)]
struct FormVersion {
    version: u32,
}

#[derive(Deserialize)]
struct Kept {
    digest: Digest,
}

/// Why a stored digest cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoredDigestError {
    /// A later release wrote it.
    #[error("the digest is of form {0}, this program knows forms up to {VERSION}")]
    Later(u32),
    /// It is no digest, or a damaged one.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// The digest as one line of JSON.
///
/// # Errors
///
/// None that plain data can cause; the type cannot promise it.
pub(crate) fn encode(digest: &Digest) -> Result<String, serde_json::Error> {
    serde_json::to_string(&StoredForm { version: VERSION, digest })
}

/// What [`encode`] wrote: the same digest, from which the same mail is rendered byte for byte.
///
/// # Errors
///
/// [`StoredDigestError`] where the text is none of ours or of a later release.
pub(crate) fn decode(json: &str) -> Result<Digest, StoredDigestError> {
    let FormVersion { version } = serde_json::from_str(json)?;
    if version > VERSION {
        return Err(StoredDigestError::Later(version));
    }
    let Kept { digest } = serde_json::from_str(json)?;
    Ok(digest)
}
