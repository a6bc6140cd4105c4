//! Reads the older documents of a feed that a poll has found reason to read: see [`crate::update`].

use super::poller::Poller;
use super::prepare::{PreparedPoll, prepare_aside};
use super::request::Brought;
use crate::feed::{SourceKind, Validators};
use crate::fetch::{Lane, manner_of};
use crate::store::StoreError;
use crate::store::feeds::{FeedId, PollTarget, feed_by_id};
use crate::store::polled::{Tally, record_poll};
use crate::update::decide_older;

/// Older documents that are read behind one poll; the rest follows behind the next ones.
const AT_ONCE: usize = 5;

/// Walks on where the last poll of a feed has begun to, each document in a transaction of its own. Each is
/// asked for in its turn at the host, like a feed.
pub(super) async fn read_older(
    poller: &Poller,
    feed: FeedId,
    target: &PollTarget,
) -> Result<Tally, StoreError> {
    let mut sum = Tally::default();
    for _ in 0..AT_ONCE {
        let Some(stored) = poller.store.read(|connection| feed_by_id(connection, feed))? else { break };
        let Some(backlog) = stored.state.backlog else { break };
        let unconditional = Validators::default();
        let address = backlog.next.address();
        let Ok(manner) = manner_of(&target.url, SourceKind::Feed, target.request.as_deref()) else { break };
        let (fetched, slot) =
            poller.fetcher.fetch(address, &unconditional, &manner, Lane::Usual, (poller.now)()).await;
        let source = target.source.as_deref().cloned().unwrap_or_default();
        let brought = Brought::of(fetched, source, &target.url);
        let Some(PreparedPoll { polled, failed, .. }) =
            prepare_aside(poller, feed, brought, (poller.now)(), decide_older).await?
        else {
            break;
        };
        let tally = poller.store.write(move |connection| record_poll(connection, &polled)).await?;
        drop(slot);
        sum += tally;
        if failed.is_some() {
            break;
        }
    }
    Ok(sum)
}
