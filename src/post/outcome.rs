//! What became of one attempt to post.

use std::time::Duration;

/// What became of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PostOutcome {
    /// It was taken.
    Taken {
        /// The receiver's words.
        reply: String,
    },
    /// It was surely not taken; another attempt may succeed.
    Deferred {
        /// The receiver's words, or ours.
        reply: String,
        /// How long the receiver asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// The receiver is gone for good (410).
    Gone {
        /// Its words.
        reply: String,
    },
    /// Nobody knows: no answer came, or none that could be read.
    InDoubt {
        /// What happened.
        reply: String,
    },
}
