//! The polls under way: each due feed once, started as it becomes due, and those that somebody asks for.

use std::time::{Duration, Instant};

use super::asked_polls::AskedPolls;
use super::control::Call;
use super::failing_feeds::FailingFeeds;
use super::order::PollChoice;
use super::workers::Workers;
use crate::poll::window::{EndedPoll, PollWindow};
use crate::poll::{PollResult, PolledFeed};
use crate::settings::FetchSettings;
use crate::shown::Shown;
use crate::store::StoreError;
use crate::store::feeds::due_feeds;

/// How long polling rests after the store has failed: a full disk is not filled by trying harder.
const REST: Duration = Duration::from_mins(1);

/// The polls under way and, after a failure of the store, until when none is started.
pub(super) struct Polls {
    window: PollWindow,
    asked: AskedPolls,
    failing: FailingFeeds,
    resting_until: Option<Instant>,
}

/// Which poll ended, and how.
pub(super) struct FinishedPoll(EndedPoll);

impl FinishedPoll {
    /// What came, where it is stored, and how long it took.
    pub(super) fn outcome(&self) -> Option<(&PollResult, Duration)> {
        let polled = self.0.result.as_ref().ok()?.as_ref()?;
        Some((&polled.result, self.0.took))
    }

    /// Whether its outcome is stored.
    pub(super) fn is_stored(&self) -> bool {
        self.0.result.is_ok()
    }

    /// Whether it has stored anything that somebody may have to be told.
    pub(super) fn brought_news(&self) -> bool {
        match &self.0.result {
            Ok(Some(PolledFeed { result: PollResult::Read(tally), .. })) => tally.new + tally.edited > 0,
            _ => false,
        }
    }
}

impl Polls {
    /// No polls yet, as many at one time as these settings allow.
    pub(super) fn new(settings: &FetchSettings) -> Self {
        Self {
            window: PollWindow::new(settings),
            asked: AskedPolls::default(),
            failing: FailingFeeds::default(),
            resting_until: None,
        }
    }

    /// The next poll that ends; waits for ever where none is under way.
    pub(super) async fn next(&mut self) -> FinishedPoll {
        match self.window.next().await {
            Some(ended) => FinishedPoll(ended),
            None => std::future::pending().await,
        }
    }

    /// Polls what somebody has asked for, and answers once all of it has ended. A feed that is being polled already is not
    /// asked twice.
    pub(super) fn ask(&mut self, call: Call, choice: &PollChoice, workers: &Workers) {
        self.asked.add(call, choice, workers);
        self.start_due(workers);
    }

    /// Looks which feeds are due by now, and starts those for which there is a place.
    pub(super) fn start_due(&mut self, workers: &Workers) {
        if !workers.polls() || self.resting_until.is_some_and(|until| Instant::now() < until) {
            return;
        }
        self.resting_until = None;
        match workers.installation.store.read(|connection| due_feeds(connection, workers.now())) {
            Ok(due) => {
                self.window.wait_for(self.asked.before(due));
                self.window.start(&workers.poller);
            }
            Err(error) => self.rest(&error),
        }
    }

    /// Starts those of the feeds already known to be due for which a poll that ended has made place.
    pub(super) fn start_next(&mut self, workers: &Workers) {
        if self.resting_until.is_none() {
            self.window.start(&workers.poller);
        }
    }

    /// Logs how a poll ended, and tells whoever has asked for it.
    pub(super) fn note(&mut self, FinishedPoll(EndedPoll { feed, result, .. }): FinishedPoll) {
        match &result {
            Ok(Some(PolledFeed { url, result: PollResult::Read(tally) })) => {
                let (new, edited, matches) = (tally.new, tally.edited, tally.matches);
                tracing::info!(feed.url = %Shown::address(url), new, edited, matches, "feed read");
            }
            Ok(_) => {}
            Err(error) => self.rest(error),
        }
        if let Ok(Some(polled)) = &result {
            self.failing.note(feed, polled);
        }
        self.asked.ended(feed, result);
    }

    /// Starts nothing for a while.
    fn rest(&mut self, error: &StoreError) {
        if self.resting_until.is_none() {
            tracing::error!(%error, "polling rests for {} seconds", REST.as_secs());
        }
        self.resting_until = Some(Instant::now() + REST);
        self.asked.fail(error);
    }

    /// Drops the requests under way; what has reached the store is stored.
    pub(super) fn abandon(&mut self) {
        self.window.abandon();
    }
}
