//! What a feed is asked with, so that it answers only what is new.

use serde::{Deserialize, Serialize};

use super::header_bytes;

/// The validators of the last good answer, and the address that sent them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Validators {
    /// `ETag`, byte for byte.
    #[serde(with = "header_bytes")]
    pub etag: Option<Vec<u8>>,
    /// `Last-Modified`, byte for byte, never reformatted.
    #[serde(with = "header_bytes")]
    pub last_modified: Option<Vec<u8>>,
    /// A hash of the decoded body, compared before parsing.
    pub body_hash: Option<u64>,
    /// The address that sent them: they are never shown to another (a redirect's target, say).
    pub url: Option<String>,
}
