//! Feeds that fail, poll after poll: the log hears when that begins, when its words change, and when it ends.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::poll::{PollResult, PolledFeed};
use crate::shown::Shown;
use crate::store::feeds::FeedId;

/// The feeds whose last poll has failed, with a hash of the words.
#[derive(Debug, Default)]
pub(super) struct FailingFeeds(HashMap<FeedId, u64>);

impl FailingFeeds {
    /// Logs a failure that is new, and the end of one.
    pub(super) fn note(&mut self, feed: FeedId, polled: &PolledFeed) {
        match (&polled.result, self.is_news(feed, &polled.result)) {
            (PollResult::Failed(words), true) => {
                tracing::warn!(feed.url = %Shown::address(&polled.url), error = %Shown::text(words), "feed failed");
            }
            (_, true) => tracing::info!(feed.url = %Shown::address(&polled.url), "feed answers again"),
            (_, false) => {}
        }
    }

    fn is_news(&mut self, feed: FeedId, result: &PollResult) -> bool {
        let PollResult::Failed(words) = result else { return self.0.remove(&feed).is_some() };
        let words = xxh3_64(words.as_bytes());
        self.0.insert(feed, words) != Some(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_failure_is_said_once_and_its_end_too() {
        let mut failing = FailingFeeds::default();
        let mut says = |result| failing.is_news(FeedId(1), &result);
        let failed = |words: &str| PollResult::Failed(words.to_owned());
        assert!(!says(PollResult::Unchanged));
        assert_eq!([says(failed("503")), says(failed("503")), says(failed("503"))], [true, false, false]);
        assert_eq!([says(failed("404")), says(failed("404"))], [true, false]);
        assert_eq!([says(PollResult::Unchanged), says(PollResult::Unchanged)], [true, false]);
        assert!(says(failed("503")), "it fails once more");
    }
}
