//! Older documents of a feed (RFC 5005), and how far they have been read.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A walk back through the older documents of a feed (RFC 5005).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Backlog {
    /// The document to read next.
    pub next: Older,
    /// How many are still read, this one included.
    pub left: u32,
    /// What was published since then was missed, and is news; `None` at first sight, where nothing is.
    pub missed_since: Option<Timestamp>,
    /// How often the document could not be read.
    pub failures: u32,
}

/// The address of an older document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Older {
    /// `prev-archive`: it never changes.
    Archive(String),
    /// `next`: entries move from one to the next as others come.
    Page(String),
}

impl Older {
    /// The address.
    pub(crate) fn address(&self) -> &str {
        match self {
            Self::Archive(address) | Self::Page(address) => address,
        }
    }
}
