//! Whether the service does its work, as far as it knows: what `/healthz` answers by.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What was found out is believed for so long: then whoever looks hangs.
const BELIEVED: Duration = Duration::from_mins(2);

/// The last round of the loop, and what it has learnt. Cheap to clone: the loop holds one and the web face another.
///
/// On the monotonic clock, so that a wall clock that jumps makes nobody ill.
#[derive(Debug, Clone)]
pub(crate) struct LoopHealth {
    state: Arc<Mutex<LoopState>>,
    interval: Duration,
}

#[derive(Debug)]
struct LoopState {
    round: Instant,
    /// When it was last looked at all the rest; `None` where nobody does.
    looked: Option<Instant>,
    /// Problems of the files on disk that keep them from being taken.
    refused: usize,
    /// What is not well, a sentence each.
    ailments: Vec<String>,
}

impl LoopHealth {
    /// For a loop that goes round at least every `interval`. The time of its making counts as a round.
    pub(crate) fn new(interval: Duration) -> Self {
        let state = LoopState { round: Instant::now(), looked: None, refused: 0, ailments: Vec::new() };
        Self { state: Arc::new(Mutex::new(state)), interval }
    }

    /// Says that the loop has gone round.
    pub(crate) fn beat(&self) {
        self.change(|state| state.round = Instant::now());
    }

    /// Says how many problems keep the files on disk from being taken; 0 where nothing does.
    pub(crate) fn files_refused(&self, problems: usize) {
        self.change(|state| state.refused = problems);
    }

    /// Says what is not well, a sentence each.
    pub(crate) fn found(&self, ailments: Vec<String>) {
        self.change(|state| (state.looked, state.ailments) = (Some(Instant::now()), ailments));
    }

    /// How long ago the loop went round.
    pub(super) fn since_round(&self) -> Duration {
        self.change(|state| state.round.elapsed())
    }

    /// How many problems keep the files on disk from being taken.
    pub(super) fn refused(&self) -> usize {
        self.change(|state| state.refused)
    }

    /// What is not well; empty where all is.
    pub(super) fn ailments(&self) -> Vec<String> {
        self.ailments_at(Instant::now())
    }

    fn ailments_at(&self, now: Instant) -> Vec<String> {
        self.change(|state| {
            let since = |last: Instant| now.saturating_duration_since(last);
            let hangs = since(state.round) > 3 * self.interval;
            let hangs = hangs.then(|| "the loop has not gone round for three intervals".to_owned());
            let blind = state.looked.is_some_and(|looked| since(looked) > BELIEVED);
            let blind = blind.then(|| "the database has not answered for two minutes".to_owned());
            hangs.into_iter().chain(blind).chain(state.ailments.iter().cloned()).collect()
        })
    }

    fn change<T>(&self, change: impl FnOnce(&mut LoopState) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_well_for_three_intervals_after_a_round_and_while_nothing_is_found() {
        let health = LoopHealth::new(Duration::from_secs(10));
        health.found(Vec::new());
        let begin = health.change(|state| state.round);
        let after = |seconds| health.ailments_at(begin + Duration::from_secs(seconds)).len();
        assert_eq!([29, 31, 122].map(after), [0, 1, 2]);
        health.beat();
        assert_eq!(health.ailments(), [""; 0]);
        health.found(vec!["the disk is full".to_owned()]);
        assert_eq!(health.ailments(), ["the disk is full"]);
        health.found(Vec::new());
        assert_eq!(health.ailments(), [""; 0]);
    }
}
