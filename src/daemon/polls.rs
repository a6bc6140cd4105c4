//! The polls under way: each due feed once, started as it becomes due.

use std::collections::HashMap;
use std::time::Duration;
use std::time::Instant;

use tokio::task::Id;
use tokio::task::JoinSet;

use crate::daemon::station::Station;
use crate::poll::Line;
use crate::poll::PollResult;
use crate::store::StoreError;
use crate::store::feeds::FeedId;
use crate::store::feeds::due_feeds;

/// How long polling rests after the store has failed: a full disk is not filled by trying harder.
const REST: Duration = Duration::from_mins(1);

/// Polls under way and, after a failure of the store, until when none is started.
#[derive(Default)]
pub(super) struct Polls {
    tasks: JoinSet<Result<Option<Line>, StoreError>>,
    under_way: HashMap<Id, FeedId>,
    resting_until: Option<Instant>,
}

/// How a poll ended.
pub(super) struct Finished(Result<Option<Line>, StoreError>);

impl Finished {
    /// Whether it has stored anything that somebody may have to be told.
    pub(super) fn brought_news(&self) -> bool {
        match &self.0 {
            Ok(Some(Line { result: PollResult::Read(tally), .. })) => tally.new + tally.edited > 0,
            _ => false,
        }
    }
}

impl Polls {
    /// The next poll that ends; waits for ever where none is under way.
    pub(super) async fn next(&mut self) -> Finished {
        let Some(ended) = self.tasks.join_next_with_id().await else { return std::future::pending().await };
        match ended {
            Ok((id, result)) => {
                self.under_way.remove(&id);
                Finished(result)
            }
            Err(error) => {
                self.under_way.remove(&error.id());
                Finished(Ok(None))
            }
        }
    }

    /// Starts the polls that are due and not under way.
    pub(super) fn start_due(&mut self, station: &Station) {
        if self.resting_until.is_some_and(|until| Instant::now() < until) {
            return;
        }
        self.resting_until = None;
        let due = match station.store.read(|connection| due_feeds(connection, station.now())) {
            Ok(due) => due,
            Err(error) => return self.rest(&error),
        };
        for feed in due {
            if !self.under_way.values().any(|other| *other == feed) {
                let poller = station.poller.clone();
                let task = self.tasks.spawn(async move { poller.poll(feed).await });
                self.under_way.insert(task.id(), feed);
            }
        }
    }

    /// Logs how a poll ended.
    pub(super) fn note(&mut self, finished: &Finished) {
        match &finished.0 {
            Ok(Some(Line { url, result: PollResult::Read(tally) })) => {
                let (new, edited, matches) = (tally.new, tally.edited, tally.matches);
                tracing::info!(feed.url = url, new, edited, matches, "feed read");
            }
            Ok(Some(Line { url, result: PollResult::Failed(words) })) => {
                tracing::warn!(feed.url = url, error = words, "feed failed");
            }
            Ok(_) => {}
            Err(error) => self.rest(error),
        }
    }

    /// Starts nothing for a while.
    fn rest(&mut self, error: &StoreError) {
        if self.resting_until.is_none() {
            tracing::error!(%error, "polling rests for {} seconds", REST.as_secs());
        }
        self.resting_until = Some(Instant::now() + REST);
    }

    /// Drops the requests under way; what has reached the store is stored.
    pub(super) fn abandon(&mut self) {
        self.tasks.abort_all();
    }
}
