//! The question that a poll puts, of what the answer of a feed means.

use jiff::Timestamp;

use super::answer::PollAnswer;
use super::known::KnownEntry;
use crate::feed::{Feed, FeedState};
use crate::settings::FetchSettings;

/// All that the decision looks at.
#[derive(Debug)]
pub(crate) struct PollQuestion<'a> {
    /// The feed as it is listed.
    pub feed: &'a Feed,
    /// What is known of it.
    pub state: FeedState,
    /// What the request brought, put through [`super::questions`].
    pub answer: PollAnswer,
    /// The store's answer to those questions.
    pub known: &'a [KnownEntry],
    /// The time of the request.
    pub now: Timestamp,
    /// The operator's settings.
    pub settings: &'a FetchSettings,
}
