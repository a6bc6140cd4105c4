//! The poll of one feed, from the request to the transaction.

use super::older::read_older;
use super::poller::Poller;
use super::prepare::{PreparedPoll, prepare, prepare_aside};
use super::request::bring;
use super::summary::{PollResult, PolledFeed};
use crate::feed::Fetched;
use crate::fetch::Lane;
use crate::store::StoreError;
use crate::store::feeds::{FeedId, poll_target};
use crate::store::polled::{Tally, record_poll};
use crate::update::decide;

/// Polls one feed, whatever its schedule says; `None` where the feed is not there any more.
pub(super) async fn poll_feed(
    poller: &Poller,
    feed: FeedId,
    lane: Lane,
) -> Result<Option<PolledFeed>, StoreError> {
    let Some(target) = poller.store.read(|connection| poll_target(connection, feed))? else {
        return Ok(None);
    };
    let (brought, slot) = bring(poller, &target, lane).await;
    let now = (poller.now)();
    let prepared = match &brought.fetched {
        Fetched::Body { .. } => prepare_aside(poller, feed, brought, now, decide).await?,
        // Nothing to read and nothing to match: less work than waking another thread.
        _ => prepare(poller, feed, brought, now, decide)?,
    };
    let Some(PreparedPoll { polled, failed, unchanged }) = prepared else { return Ok(None) };
    let walks_back = polled.update.state.backlog.is_some() && failed.is_none();
    let mut tally = poller.store.write(move |connection| record_poll(connection, &polled)).await?;
    drop(slot);
    if walks_back {
        tally += read_older(poller, feed, &target).await?;
    }
    let result = match (failed, unchanged) {
        (Some(words), _) => PollResult::Failed(words),
        (None, true) if tally == Tally::default() => PollResult::Unchanged,
        (None, _) => PollResult::Read(tally),
    };
    Ok(Some(PolledFeed { url: target.url, result }))
}
