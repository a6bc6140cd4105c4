//! How well a feed is, as people are told it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The state of a feed as people are told it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FeedHealth {
    /// Never polled yet.
    #[default]
    Unknown,
    /// The last poll brought a readable feed or a 304.
    Well,
    /// A few failures, too few to worry anybody.
    Late,
    /// It fails for long enough that people should know.
    Failing,
    /// A bot wall or a login page answers in its place.
    Blocked,
    /// A permanent redirect is believed; the operator should change the address.
    Moved,
    /// 410: polling has stopped.
    Gone,
    /// It answers, but brings nothing for much longer than its own rhythm.
    Silent,
}

impl FeedHealth {
    /// All of them, in the order of worry.
    pub(crate) const ALL: [Self; 8] = [
        Self::Unknown,
        Self::Well,
        Self::Late,
        Self::Failing,
        Self::Blocked,
        Self::Moved,
        Self::Gone,
        Self::Silent,
    ];

    /// The word that stands for it in tables, in the store and in JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Well => "well",
            Self::Late => "late",
            Self::Failing => "failing",
            Self::Blocked => "blocked",
            Self::Moved => "moved",
            Self::Gone => "gone",
            Self::Silent => "silent",
        }
    }
}

/// What operators were last told of a feed's health, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HealthReport {
    /// The state they know of.
    pub health: FeedHealth,
    /// When they were told.
    pub at: Timestamp,
}
