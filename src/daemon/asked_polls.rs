//! Polls that somebody has asked for and waits for.

use std::collections::HashSet;
use std::time::Instant;

use super::carry_out::chosen_feeds;
use super::control::Call;
use super::order::{OrderAnswer, PollChoice};
use super::workers::Workers;
use crate::poll::{PolledFeed, Summary};
use crate::store::StoreError;
use crate::store::feeds::{FeedId, Waiting};

/// Those who wait, each for the feeds that it has asked for.
#[derive(Default)]
pub(super) struct AskedPolls(Vec<AskedPoll>);

struct AskedPoll {
    call: Call,
    /// What has not ended yet.
    left: Vec<Waiting>,
    summary: Summary,
    feeds: Vec<PolledFeed>,
    since: Instant,
}

impl AskedPolls {
    /// Takes an order; one that cannot be carried out, or asks for nothing, is answered at once.
    pub(super) fn add(&mut self, call: Call, choice: &PollChoice, workers: &Workers) {
        let left = match chosen_feeds(workers, choice) {
            Ok(Ok(left)) => left,
            Ok(Err(words)) => return call.answer(&OrderAnswer::Impossible(words)),
            Err(error) => return call.answer(&OrderAnswer::Failed(error.to_string())),
        };
        self.0.push(AskedPoll {
            call,
            left,
            summary: Summary::default(),
            feeds: Vec::new(),
            since: Instant::now(),
        });
        self.answer();
    }

    /// The feeds that are asked for, then those that are due, each once.
    pub(super) fn before(&self, due: Vec<Waiting>) -> Vec<Waiting> {
        let mut seen = HashSet::new();
        let asked = self.0.iter().flat_map(|asked| asked.left.iter().cloned());
        asked.chain(due).filter(|waiting| seen.insert(waiting.feed)).collect()
    }

    /// Counts a poll that has ended for everybody who waits for it.
    pub(super) fn ended(&mut self, feed: FeedId, result: Result<Option<PolledFeed>, StoreError>) {
        let Ok(polled) = result else { return };
        for asked in &mut self.0 {
            let before = asked.left.len();
            asked.left.retain(|waiting| waiting.feed != feed);
            if let Some(polled) = polled.as_ref().filter(|_| asked.left.len() < before) {
                asked.summary.count(polled);
                asked.feeds.push(polled.clone());
            }
        }
        self.answer();
    }

    /// Tells everybody that the store has failed.
    pub(super) fn fail(&mut self, error: &StoreError) {
        for asked in self.0.drain(..) {
            asked.call.answer(&OrderAnswer::Failed(error.to_string()));
        }
    }

    /// Answers those for whom nothing is left.
    fn answer(&mut self) {
        for AskedPoll { call, mut summary, feeds, since, .. } in
            self.0.extract_if(.., |asked| asked.left.is_empty())
        {
            summary.elapsed_ms = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
            call.answer(&OrderAnswer::Polled { summary, feeds });
        }
    }
}
