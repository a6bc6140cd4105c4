//! The polls under way: a bounded window that moves over the feeds that wait.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use tokio::task::{Id, JoinSet};

use crate::fetch::{FAILING_PER_SLOT, LATE_PER_SLOT, Lane};
use crate::settings::FetchSettings;
use crate::store::StoreError;
use crate::store::feeds::{FeedId, Waiting};

use super::one_feed::poll_feed;
use super::poller::Poller;
use super::queue::{PollPlace, Queue};
use super::summary::PolledFeed;

/// Polls under way, and the feeds whose turn comes. What waits costs some bytes a feed, what is under way much more.
#[derive(Debug)]
pub(crate) struct PollWindow {
    tasks: JoinSet<Result<Option<PolledFeed>, StoreError>>,
    under_way: HashMap<Id, (FeedId, Lane, PollPlace, Instant)>,
    usual: Queue,
    failing: Queue,
}

/// Which poll has ended, how, and how long it took, its wait for a slot included.
#[derive(Debug)]
pub(crate) struct EndedPoll {
    pub feed: FeedId,
    /// `None` where the feed is not there any more.
    pub result: Result<Option<PolledFeed>, StoreError>,
    pub took: Duration,
}

impl PollWindow {
    /// A window as wide as these settings allow.
    pub(crate) fn new(settings: &FetchSettings) -> Self {
        let slots = settings.concurrency.max(1);
        Self {
            tasks: JoinSet::new(),
            under_way: HashMap::new(),
            // In slots, in the late lane, and in wait for their hosts.
            usual: Queue::new(slots * (1 + LATE_PER_SLOT + 1), settings.per_host),
            failing: Queue::new(slots * FAILING_PER_SLOT, settings.per_host),
        }
    }

    /// Takes these feeds in place of those that wait, without those that are under way.
    pub(crate) fn wait_for(&mut self, feeds: Vec<Waiting>) {
        let under_way: HashSet<FeedId> = self.under_way.values().map(|(feed, ..)| *feed).collect();
        let waiting = feeds.into_iter().filter(|waiting| !under_way.contains(&waiting.feed));
        let (failing, usual): (Vec<_>, Vec<_>) = waiting.partition(|waiting| waiting.failures > 0);
        self.usual.refill(usual);
        self.failing.refill(failing);
    }

    /// Starts the polls for which there is a place.
    pub(crate) fn start(&mut self, poller: &Poller) {
        for (lane, queue) in [(Lane::Failing, &mut self.failing), (Lane::Usual, &mut self.usual)] {
            while let Some((feed, place)) = queue.next() {
                let poller = poller.clone();
                let task = self.tasks.spawn(async move { poll_feed(&poller, feed, lane).await });
                self.under_way.insert(task.id(), (feed, lane, place, Instant::now()));
            }
        }
    }

    /// Which poll ends next, and how; `None` where none is under way.
    pub(crate) async fn next(&mut self) -> Option<EndedPoll> {
        let (id, result) = match self.tasks.join_next_with_id().await? {
            Ok(ended) => ended,
            // A panic outside the parts that catch their own is our fault; the other feeds go on.
            Err(error) => (error.id(), Ok(None)),
        };
        let (feed, lane, place, begun) = self.under_way.remove(&id)?;
        match lane {
            Lane::Usual => self.usual.give_back(place),
            Lane::Failing => self.failing.give_back(place),
        }
        Some(EndedPoll { feed, result, took: begun.elapsed() })
    }

    /// Drops the requests under way and forgets who waits; what has reached the store is stored.
    pub(crate) fn abandon(&mut self) {
        self.wait_for(Vec::new());
        self.tasks.abort_all();
    }
}
