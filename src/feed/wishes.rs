//! What a feed asks of those who poll it.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a feed asks of those who poll it, in its own elements.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Wishes {
    /// RSS's `ttl`.
    pub least_interval: Option<Duration>,
    /// The syndication module's period, divided by its frequency,
    pub update_every: Option<Duration>,
    /// and the instant from which it counts.
    pub update_base: Option<Timestamp>,
    /// Hours of the day in GMT, 0 to 23, in which it wants no poll.
    pub skip_hours: BTreeSet<u8>,
    /// Days of the week in GMT, 1 (Monday) to 7, on which it wants no poll.
    pub skip_days: BTreeSet<u8>,
}
