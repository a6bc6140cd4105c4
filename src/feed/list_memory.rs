//! What is remembered of the list on a page, to see when the page was redesigned.

use serde::{Deserialize, Serialize};

/// What the lists of a page were like.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ListMemory {
    /// A hash of the rule by which they were read: another rule may find other things.
    pub rule: u64,
    /// The shapes of their links, the newest last.
    pub shapes: Vec<String>,
    /// How many items the last ones had, the newest last.
    pub counts: Vec<u16>,
}
