//! What polling brought, of one feed and of a pass over many.

use serde::{Deserialize, Serialize};

use crate::store::polled::Tally;

/// What a pass brought: the object that `poll --json` prints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Summary {
    /// Feeds that were asked.
    pub polled: usize,
    /// Feeds that had nothing new to read: 304, or the same body.
    pub unchanged: usize,
    /// Feeds that failed.
    pub failed: usize,
    /// Entries never seen before.
    pub new: usize,
    /// Entries whose text changed.
    pub edited: usize,
    /// Matches of either, and of pages.
    pub matches: usize,
    /// Pages behind entries that answered.
    pub pages: usize,
    /// Pages of which nothing is known after the look.
    pub pages_failed: usize,
    /// Entries that were taken back, by their pages or by their feeds.
    pub withdrawn: usize,
    /// How long the pass took.
    pub elapsed_ms: u64,
}

/// What the poll of one feed brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PolledFeed {
    /// The feed's address in the operator's file.
    pub url: String,
    /// How it went.
    pub result: PollResult,
}

/// How the poll of one feed went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PollResult {
    /// Nothing new to read.
    Unchanged,
    /// It was read.
    Read(Tally),
    /// It failed, in words.
    Failed(String),
}

impl Summary {
    /// Adds what the poll of one feed brought.
    pub(crate) fn count(&mut self, line: &PolledFeed) {
        self.polled += 1;
        match &line.result {
            PollResult::Unchanged => self.unchanged += 1,
            PollResult::Failed(_) => self.failed += 1,
            PollResult::Read(tally) => {
                self.new += tally.new;
                self.edited += tally.edited;
                self.withdrawn += tally.withdrawn;
                self.matches += tally.matches;
            }
        }
    }
}
