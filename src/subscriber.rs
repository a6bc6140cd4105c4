//! A subscriber: who gets which watchlists, when, and how.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::schedule::times::DigestTimes;
use crate::schedule::times::quiet::Quiet;

/// One reader of digests as the operator lists them. The address is the identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subscriber {
    /// The mail address, checked; two that differ in case only are one subscriber.
    pub email: String,
    /// The name that stands beside the address in a mail.
    pub name: Option<String>,
    /// Which watchlists are sent.
    pub watchlists: WatchlistSelection,
    /// When digests are due, on the wall clock of `timezone`.
    pub times: DigestTimes,
    /// Where the subscriber's clock hangs; times in mails are shown in it too.
    pub timezone: TimeZone,
    /// Whether watchlists with `alert = "immediate"` mail at once.
    pub alerts: bool,
    /// The hours in which alerts wait.
    pub quiet: Option<Quiet>,
    /// What is sent when nothing matched.
    pub empty: Empty,
    /// After an alert, what would be the next ones is gathered for so long; zero gathers nothing.
    pub alert_every: SignedDuration,
    /// Nothing is mailed before.
    pub pause_until: Option<Timestamp>,
}

impl Subscriber {
    /// Whether matches of this watchlist go to this subscriber.
    pub(crate) fn wants(&self, watchlist: &str) -> bool {
        match &self.watchlists {
            WatchlistSelection::All => true,
            WatchlistSelection::Listed(ids) => ids.iter().any(|id| id == watchlist),
        }
    }
}

/// Which watchlists a subscriber gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WatchlistSelection {
    /// Every one, later ones too (`["*"]`).
    All,
    /// Those with these ids, each of which exists.
    Listed(Vec<String>),
}

/// What is sent when nothing matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Empty {
    /// Nothing.
    Skip,
    /// A mail that says that nothing matched, and what was read.
    Heartbeat,
}
