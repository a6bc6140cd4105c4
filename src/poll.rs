//! One pass over the feeds that are due: fetch, read, decide, match, one transaction a feed.

mod matching;
mod older;
mod queue;
mod reading;
pub(crate) mod window;

use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Instant;

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::feed::{FailureKind, Feed, FeedState, FetchFailure, Fetched};
use crate::fetch::{Fetcher, Lane};
use crate::schedule::Now;
use crate::settings::FetchSettings;
use crate::store::entries::known_entries;
use crate::store::feeds::{FeedId, Waiting, feed_by_id, poll_target};
use crate::store::polled::{Polled, Tally, record_poll};
use crate::store::{Store, StoreError};
use crate::update::{KnownEntry, PollAnswer, Questions, Update, decide, questions};
use crate::watch::set::Watchlists;

use matching::Matchers;
use window::PollWindow;

/// Polls feeds: holds what every poll needs. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Poller {
    store: Arc<Store>,
    fetcher: Arc<Fetcher>,
    settings: Arc<FetchSettings>,
    matchers: Arc<Matchers>,
    hands: Arc<Semaphore>,
    now: Now,
}

/// What a pass brought: the object that `poll --json` prints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
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
    /// Matches of either.
    pub matches: usize,
    /// How long the pass took.
    pub elapsed_ms: u64,
}

/// What the poll of one feed brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PolledFeed {
    /// The feed's address in the operator's file.
    pub url: String,
    /// How it went.
    pub result: PollResult,
}

/// How the poll of one feed went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PollResult {
    /// Nothing new to read.
    Unchanged,
    /// It was read.
    Read(Tally),
    /// It failed, in words.
    Failed(String),
}

/// What is ready to be written, why the poll failed if it did, and whether there was nothing new to read.
type Prepared = (Polled, Option<String>, bool);

/// What decides what a document means: [`decide`] for a feed's current one.
type Decide = fn(&Feed, FeedState, PollAnswer, &[KnownEntry], Timestamp, &FetchSettings) -> Update;

impl Poller {
    /// A poller for one set of watchlists; make a new one when they are reloaded.
    pub(crate) fn new(
        store: Arc<Store>,
        fetcher: Arc<Fetcher>,
        settings: FetchSettings,
        watchlists: &Watchlists,
        now: Now,
    ) -> Self {
        Self {
            store,
            fetcher,
            settings: Arc::new(settings),
            matchers: Arc::new(Matchers::new(watchlists)),
            hands: Arc::new(Semaphore::new(available_parallelism().map_or(2, NonZero::get))),
            now,
        }
    }

    /// Polls `feeds`, telling `observe` of each as it is stored. When `stop` is cancelled, no further request
    /// starts and what is under way is dropped unless its transaction has begun.
    ///
    /// # Errors
    ///
    /// When the store fails for a reason that is not the feed's: a full disk, a closed store.
    pub(crate) async fn pass(
        &self,
        feeds: Vec<Waiting>,
        stop: &CancellationToken,
        mut observe: impl FnMut(&PolledFeed),
    ) -> Result<Summary, StoreError> {
        let started = Instant::now();
        let mut window = PollWindow::new(&self.settings);
        window.wait_for(feeds);
        let mut summary = Summary::default();
        loop {
            window.start(self);
            let finished = tokio::select! {
                finished = window.next() => finished,
                () = stop.cancelled() => break,
            };
            let Some(finished) = finished else { break };
            let Some(line) = finished? else { continue };
            summary.count(&line);
            observe(&line);
        }
        summary.elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(summary)
    }

    /// Polls one feed, whatever its schedule says; `None` where the feed is not there any more.
    async fn poll(&self, feed: FeedId, lane: Lane) -> Result<Option<PolledFeed>, StoreError> {
        let Some(target) = self.store.read(|connection| poll_target(connection, feed))? else {
            return Ok(None);
        };
        let (fetched, slot) =
            self.fetcher.fetch(&target.address, &target.validators, lane, (self.now)()).await;
        let now = (self.now)();
        let prepared = match fetched {
            Fetched::Body { .. } => self.prepare_aside(feed, fetched, now, decide).await?,
            // Nothing to read and nothing to match: less work than waking another thread.
            other => self.prepare(feed, other, now, decide)?,
        };
        let Some((polled, failed, unchanged)) = prepared else { return Ok(None) };
        let walks_back = polled.update.state.backlog.is_some() && failed.is_none();
        let mut tally = self.store.write(move |connection| record_poll(connection, &polled)).await?;
        drop(slot);
        if walks_back {
            tally += self.read_older(feed).await?;
        }
        let result = match (failed, unchanged) {
            (Some(words), _) => PollResult::Failed(words),
            (None, true) if tally == Tally::default() => PollResult::Unchanged,
            (None, _) => PollResult::Read(tally),
        };
        Ok(Some(PolledFeed { url: target.url, result }))
    }

    /// [`Poller::prepare`] on a thread of its own. No more of them than the machine has cores: each holds a
    /// connection with its cache and a matcher with its memory of words.
    async fn prepare_aside(
        &self,
        feed: FeedId,
        fetched: Fetched,
        now: Timestamp,
        decide: Decide,
    ) -> Result<Option<Prepared>, StoreError> {
        let _hand = self.hands.acquire().await;
        let poller = self.clone();
        match tokio::task::spawn_blocking(move || poller.prepare(feed, fetched, now, decide)).await {
            Ok(prepared) => prepared,
            Err(_panicked) => {
                let failure =
                    FetchFailure::new(FailureKind::Internal, "reading this feed failed inside wirewatch");
                self.prepare(feed, Fetched::Failed(failure), now, decide)
            }
        }
    }

    /// Everything between the request and the transaction: read, ask the store, decide, match.
    fn prepare(
        &self,
        feed: FeedId,
        fetched: Fetched,
        now: Timestamp,
        decide: Decide,
    ) -> Result<Option<Prepared>, StoreError> {
        let Some(stored) = self.store.read(|connection| feed_by_id(connection, feed))? else {
            return Ok(None);
        };
        let mut outcome = reading::outcome(fetched);
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
            self.store.read(|connection| known_entries(connection, feed, &questions))?
        };
        let update = decide(&stored.feed, stored.state, outcome, &known, now, &self.settings);
        let matched = self.matchers.matched(&stored.feed, &update);
        let (matches, sketches) = matched.into_iter().unzip();
        Ok(Some((Polled { feed, update, matches, sketches, now }, failed, unchanged)))
    }
}

impl Summary {
    fn count(&mut self, line: &PolledFeed) {
        self.polled += 1;
        match &line.result {
            PollResult::Unchanged => self.unchanged += 1,
            PollResult::Failed(_) => self.failed += 1,
            PollResult::Read(tally) => {
                self.new += tally.new;
                self.edited += tally.edited;
                self.matches += tally.matches;
            }
        }
    }
}
