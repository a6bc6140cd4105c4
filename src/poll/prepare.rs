//! From what a request brought to what is ready to be written: read, ask the store, decide, match.

use std::time::Duration;

use jiff::Timestamp;

use super::matching::fill_in;
use super::poller::Poller;
use super::reading::answered;
use super::request::Brought;
use crate::feed::{FailureKind, Feed, FeedSource, FeedState, FetchFailure, Fetched};
use crate::settings::PageSettings;
use crate::store::StoreError;
use crate::store::entries::known_entries;
use crate::store::feeds::{FeedId, StoredFeed, feed_by_id};
use crate::store::polled::{PageWait, Polled};
use crate::update::{PollAnswer, PollQuestion, Questions, Update, is_read_whole, questions};

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
pub(super) type Decide = fn(PollQuestion<'_>) -> Update;

/// [`prepare`] on a thread of its own. No more of them than the machine has cores: each holds a
/// connection with its cache and a matcher with its memory of words.
pub(super) async fn prepare_aside(
    poller: &Poller,
    feed: FeedId,
    brought: Brought,
    now: Timestamp,
    decide: Decide,
) -> Result<Option<PreparedPoll>, StoreError> {
    let _hand = poller.hands.acquire().await;
    let own = poller.clone();
    match tokio::task::spawn_blocking(move || prepare(&own, feed, brought, now, decide)).await {
        Ok(prepared) => prepared,
        Err(_panicked) => {
            let failure =
                FetchFailure::new(FailureKind::Internal, "reading this feed failed inside wirewatch");
            let brought = Brought::of(Fetched::Failed(failure), FeedSource::default(), "");
            prepare(poller, feed, brought, now, decide)
        }
    }
}

/// Everything between the request and the transaction: read, ask the store, decide, match.
pub(super) fn prepare(
    poller: &Poller,
    feed: FeedId,
    brought: Brought,
    now: Timestamp,
    decide: Decide,
) -> Result<Option<PreparedPoll>, StoreError> {
    let mut answer = answered(brought);
    // The state and the entries that it speaks of are read together.
    let stored = poller.store.read(|connection| {
        let Some(stored) = feed_by_id(connection, feed)? else { return Ok(None) };
        let questions = questions(&stored.state, &mut answer);
        let known = if questions == Questions::default() {
            Vec::new()
        } else {
            known_entries(connection, feed, &questions, now)?
        };
        Ok(Some((stored, known)))
    })?;
    let Some((StoredFeed { feed: listed, state, .. }, known)) = stored else { return Ok(None) };
    let failed = match &answer {
        PollAnswer::Failed(failure) => Some(failure.message.clone()),
        PollAnswer::Gone => Some("410: the publisher asks not to be asked again".to_owned()),
        PollAnswer::Read(..) | PollAnswer::Unchanged(_) => None,
    };
    let unchanged = matches!(answer, PollAnswer::Unchanged(_));
    let settings = &poller.settings;
    let mut update = decide(PollQuestion { feed: &listed, state, answer, known: &known, now, settings });
    // What could be read may mean that the page is another one now.
    let failed = failed.or_else(|| update.state.last_error.clone().filter(|_| update.state.failures > 0));
    fill_in(&poller.matchers, &poller.readers, &listed, &mut update);
    let page_wait = waits_for_pages(&listed, &update.state, &settings.pages)
        .map(|wait| PageWait { wait, share: poller.share });
    Ok(Some(PreparedPoll { polled: Polled { feed, update, page_wait, now }, failed, unchanged }))
}

/// How long new entries of a feed wait for the pages behind them: where the operator says so of the feed, else of all
/// feeds, else where it gives teasers.
fn waits_for_pages(feed: &Feed, state: &FeedState, settings: &PageSettings) -> Option<Duration> {
    is_read_whole(feed.full_text_or(settings.full_text), state).then_some(settings.wait)
}
