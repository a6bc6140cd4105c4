//! A subscriber: who gets which watchlists, when, and by which way.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::schedule::times::DigestTimes;
use crate::schedule::times::quiet::Quiet;

/// One reader of digests as the operator lists them, or a further part of one: other watchlists at another time. The
/// address is the identity of the reader; all parts have it. An output is one, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subscriber {
    /// The mail address, checked; two that differ in case only are one subscriber. Of an output, what stands for it.
    pub email: String,
    /// How what is told leaves.
    pub way: Way,
    /// The name that stands beside the address in a mail.
    pub name: Option<String>,
    /// 0 for the reader itself, from 1 on for the further parts, in the order of the file.
    pub part: usize,
    /// Which watchlists are sent.
    pub watchlists: WatchlistSelection,
    /// When digests are due, on the wall clock of `timezone`; `None`: all that is found is told at once.
    pub times: Option<DigestTimes>,
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
    /// Whether titles and excerpts are translated, where `[translate]` stands.
    pub translate: bool,
    /// Nothing is mailed before.
    pub pause_until: Option<Timestamp>,
}

impl Subscriber {
    /// When digests come, in words.
    pub(crate) fn schedule(&self) -> String {
        self.times.as_ref().map_or_else(|| "at once".to_owned(), DigestTimes::describe)
    }

    /// Whether matches of this watchlist go to this subscriber.
    pub(crate) fn wants(&self, watchlist: &str) -> bool {
        match &self.watchlists {
            WatchlistSelection::AllBut(others) => !others.iter().any(|id| id == watchlist),
            WatchlistSelection::Listed(ids) => ids.iter().any(|id| id == watchlist),
        }
    }
}

/// How what is told to a subscriber leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As mail.
    Mail,
    /// As an output.
    Post,
}

/// Which watchlists a subscriber gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WatchlistSelection {
    /// Every one, later ones too (`["*"]`), except those that another part of the reader names.
    AllBut(Vec<String>),
    /// Those with these ids, each of which exists.
    Listed(Vec<String>),
}

impl WatchlistSelection {
    /// The ids that it names.
    pub(crate) fn named(&self) -> &[String] {
        match self {
            Self::AllBut(_) => &[],
            Self::Listed(ids) => ids,
        }
    }
}

/// What is sent when nothing matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Empty {
    /// Nothing.
    Skip,
    /// A mail that says that nothing matched, and what was read.
    Heartbeat,
}
