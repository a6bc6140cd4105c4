//! What may be asked of whoever has the database open for writing, and what is answered.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ask::ailment::DaemonHealth;
use crate::deliver::send::Delivery;
use crate::diagnostic::finding::Finding;
use crate::mail::bounce::Bounce;
use crate::poll::{PolledFeed, Summary};
use crate::reload::FilesReport;

/// What somebody wants done. It is carried out by the running daemon, or by the command itself where none runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DaemonOrder {
    /// Take the files on disk; `forced` takes watchlists that would bring a flood of mail too.
    Reload {
        /// Whether a flood is no reason to refuse.
        forced: bool,
    },
    /// Say how all is.
    Health,
    /// Ask feeds.
    Poll(PollChoice),
    /// What needs the database alone, and the way out of mails.
    Work(WorkOrder),
}

/// Work on what is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum WorkOrder {
    /// Compose what is due, of all subscribers or of one, at this time instead of now.
    Compose {
        /// The address of the one.
        subscriber: Option<String>,
        /// The time instead of now.
        now: Option<Timestamp>,
    },
    /// Make the mail of this number due now.
    Retry(i64),
    /// Throw the mail of this number away.
    Drop(i64),
    /// Make everything that waits due now.
    Flush,
    /// Let this address get mail again.
    Restore(String),
    /// Give this reader a token for programs; the one before ends.
    Token(String),
    /// Take the report of a mail that came back.
    Bounce(Bounce),
    /// Send what is due in the outbox at this time instead of now.
    Deliver {
        /// The time instead of now.
        now: Option<Timestamp>,
    },
}

/// Which feeds are to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PollChoice {
    /// Those that are due.
    Due,
    /// All, due or not.
    All,
    /// The one of this address, due or not.
    Feed(String),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OrderAnswer {
    /// Whether the files on disk are the ones that run now, and what was read or all that is wrong.
    Reloaded {
        /// They are.
        taken: bool,
        /// In words.
        words: String,
    },
    /// How all is.
    Health(DaemonHealth),
    /// What polling brought, in sum and feed by feed.
    Polled {
        /// The sum.
        summary: Summary,
        /// Each feed, in no order.
        feeds: Vec<PolledFeed>,
    },
    /// So many mails were composed.
    Composed(usize),
    /// So many mails or addresses were changed.
    Changed(usize),
    /// A token, which is said once.
    Token(String),
    /// What the report of a mail that came back means, in words.
    Bounced(String),
    /// What became of the mails that were due.
    Delivered(Delivery),
    /// It cannot be done as it was asked, in words.
    Impossible(String),
    /// It could not be done now: the store failed, in its words.
    Failed(String),
}

impl OrderAnswer {
    /// What came of looking at the files; `later` names settings that wait for the next start.
    pub(super) fn reloaded(report: &FilesReport, later: &[&str]) -> Self {
        match &report.refused {
            None if later.is_empty() => Self::Reloaded { taken: true, words: report.counts.to_string() },
            None => {
                let words = format!("{}; at the next start only: {}", report.counts, later.join(", "));
                Self::Reloaded { taken: true, words }
            }
            Some(refusal) => {
                let findings: Vec<String> = refusal.findings.iter().map(Finding::render).collect();
                Self::Reloaded { taken: false, words: findings.join("\n") }
            }
        }
    }
}
