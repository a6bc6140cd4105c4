//! What is remembered of a feed's counters.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The counters of a feed, and what may turn out to be one. Parts of lines are hashes of what they are without their figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct CounterMemory {
    /// Its counters, the latest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub masks: Vec<u64>,
    /// Parts that most entries have with the same figures, and their hashes with them: those that change together are a
    /// counter's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alike: Vec<(u64, u64)>,
    /// Parts whose figures have changed in a few entries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<CounterMoves>,
}

/// How often the figures of one part have changed lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CounterMoves {
    /// The part without its figures.
    pub mask: u64,
    /// In how many entries.
    pub moves: u32,
    /// The first time.
    pub since: Timestamp,
}
