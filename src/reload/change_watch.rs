//! The decision when a change of the files is believed, apart from all reading.

use jiff::{SignedDuration, Timestamp};

use crate::load::ContentsHash;

/// How long a change must stand still before it is believed: editors truncate a file first and write it then.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_secs(1);

/// What was judged, and what has changed since.
#[derive(Debug)]
pub(super) struct ChangeWatch {
    /// What was judged last, good or bad: the same contents are not judged twice.
    judged: ContentsHash,
    /// Other contents, and since when they stand still.
    changed: Option<(ContentsHash, Timestamp)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WatchStep {
    /// The contents are those that were judged last.
    Nothing,
    /// They are others, and must stand still first.
    Wait,
    /// They stand still: judge them.
    Judge,
}

impl ChangeWatch {
    pub(super) fn new(judged: ContentsHash) -> Self {
        Self { judged, changed: None }
    }

    pub(super) fn observe(&mut self, seen: ContentsHash, now: Timestamp) -> WatchStep {
        if seen == self.judged {
            self.changed = None;
            return WatchStep::Nothing;
        }
        match self.changed {
            // A clock set back makes the span negative, and the wait begins anew.
            Some((hash, since)) if hash == seen && now >= since => {
                if now.duration_since(since) < SETTLED_AFTER {
                    return WatchStep::Wait;
                }
                *self = Self::new(seen);
                WatchStep::Judge
            }
            _ => {
                self.changed = Some((seen, now));
                WatchStep::Wait
            }
        }
    }
}
