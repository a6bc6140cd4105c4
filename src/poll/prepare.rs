//! From what a request brought to what is ready to be written: read, ask the store, decide, match.

use std::time::Duration;

use jiff::Timestamp;

use super::matching::matched;
use super::poller::Poller;
use super::reading::outcome;
use crate::feed::{FailureKind, Feed, FeedState, FetchFailure, Fetched, FullText};
use crate::settings::{FetchSettings, PageSettings};
use crate::store::StoreError;
use crate::store::entries::known_entries;
use crate::store::feeds::{FeedId, feed_by_id};
use crate::store::polled::Polled;
use crate::update::{KnownEntry, PollAnswer, Questions, Update, gives_teasers, questions};

/// A poll that is ready to be written.
#[derive(Debug)]
pub(super) struct PreparedPoll {
    /// What to write.
    pub polled: Polled,
    /// Why the poll failed, if it did.
    pub failed: Option<String>,
    /// Whether there was nothing new to read.
    pub unchanged: bool,
}

/// What decides what a document means: [`crate::update::decide`] for a feed's current one.
pub(super) type Decide = fn(&Feed, FeedState, PollAnswer, &[KnownEntry], Timestamp, &FetchSettings) -> Update;

/// [`prepare`] on a thread of its own. No more of them than the machine has cores: each holds a
/// connection with its cache and a matcher with its memory of words.
pub(super) async fn prepare_aside(
    poller: &Poller,
    feed: FeedId,
    fetched: Fetched,
    now: Timestamp,
    decide: Decide,
) -> Result<Option<PreparedPoll>, StoreError> {
    let _hand = poller.hands.acquire().await;
    let own = poller.clone();
    match tokio::task::spawn_blocking(move || prepare(&own, feed, fetched, now, decide)).await {
        Ok(prepared) => prepared,
        Err(_panicked) => {
            let failure =
                FetchFailure::new(FailureKind::Internal, "reading this feed failed inside wirewatch");
            prepare(poller, feed, Fetched::Failed(failure), now, decide)
        }
    }
}

/// Everything between the request and the transaction: read, ask the store, decide, match.
pub(super) fn prepare(
    poller: &Poller,
    feed: FeedId,
    fetched: Fetched,
    now: Timestamp,
    decide: Decide,
) -> Result<Option<PreparedPoll>, StoreError> {
    let Some(stored) = poller.store.read(|connection| feed_by_id(connection, feed))? else {
        return Ok(None);
    };
    let mut outcome = outcome(fetched);
    let failed = match &outcome {
        PollAnswer::Failed(failure) => Some(failure.message.clone()),
        PollAnswer::Gone => Some("410: the publisher asks not to be asked again".to_owned()),
        PollAnswer::Read(..) | PollAnswer::Unchanged(_) => None,
    };
    let unchanged = matches!(outcome, PollAnswer::Unchanged(_));
    let questions = questions(&stored.state, &mut outcome);
    let known = if questions == Questions::default() {
        Vec::new()
    } else {
        poller.store.read(|connection| known_entries(connection, feed, &questions))?
    };
    let update = decide(&stored.feed, stored.state, outcome, &known, now, &poller.settings);
    let matched = matched(&poller.matchers, &stored.feed, &update);
    let (matches, sketches) = matched.into_iter().unzip();
    let page_wait = waits_for_pages(&stored.feed, &update.state, &poller.settings.pages);
    let polled = Polled { feed, update, matches, sketches, page_wait, now };
    Ok(Some(PreparedPoll { polled, failed, unchanged }))
}

/// How long new entries of a feed wait for the pages behind them: where the operator says so of the feed, else of all
/// feeds, else where it gives teasers.
fn waits_for_pages(feed: &Feed, state: &FeedState, settings: &PageSettings) -> Option<Duration> {
    let is_fetched = match feed.full_text.unwrap_or(settings.full_text) {
        FullText::Fetched => true,
        FullText::AsGiven => false,
        FullText::Auto => gives_teasers(state) == Some(true),
    };
    is_fetched.then_some(settings.wait)
}
