//! A permanent redirect, until it is believed and after.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A permanent redirect under observation: hotel portals send 301 too, so one answer proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moved {
    /// Where the redirect leads.
    pub to: String,
    /// How many polls in a row said so.
    pub seen: u32,
    /// When it was first said.
    pub since: Timestamp,
    /// When the listed address was last asked after the redirect had been believed.
    #[serde(default)]
    pub checked: Option<Timestamp>,
    /// Whether the listed address is asked next, to see whether it still says so.
    #[serde(default)]
    pub recheck: bool,
}
