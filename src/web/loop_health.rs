//! Whether the loop that does the work still goes round, and on which files: what `/healthz` answers by.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The last round of the loop. Cheap to clone: the loop holds one and the web face another.
///
/// On the monotonic clock, so that a wall clock that jumps makes nobody ill.
#[derive(Debug, Clone)]
pub(crate) struct LoopHealth {
    last: Arc<Mutex<Instant>>,
    /// Problems of the files on disk that keep them from being taken.
    refused: Arc<AtomicUsize>,
    interval: Duration,
}

impl LoopHealth {
    /// For a loop that goes round at least every `interval`. The time of its making counts as a round.
    pub(crate) fn new(interval: Duration) -> Self {
        Self { last: Arc::new(Mutex::new(Instant::now())), refused: Arc::default(), interval }
    }

    /// Says that the loop has gone round.
    pub(crate) fn beat(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Says how many problems keep the files on disk from being taken; 0 where nothing does.
    pub(crate) fn files_refused(&self, problems: usize) {
        self.refused.store(problems, Ordering::Relaxed);
    }

    /// How many problems keep the files on disk from being taken.
    pub(super) fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }

    /// Whether the loop went round within three intervals.
    pub(crate) fn is_well(&self) -> bool {
        self.is_well_at(Instant::now())
    }

    fn is_well_at(&self, now: Instant) -> bool {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        now.saturating_duration_since(last) <= 3 * self.interval
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_well_for_three_intervals_after_a_round() {
        let health = LoopHealth::new(Duration::from_secs(10));
        let begin = *health.last.lock().unwrap();
        assert!(health.is_well_at(begin + Duration::from_secs(30)));
        assert!(!health.is_well_at(begin + Duration::from_secs(31)));
        health.beat();
        assert!(health.is_well());
    }
}
