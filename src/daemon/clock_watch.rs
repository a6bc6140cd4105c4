//! Notices that somebody has set the wall clock.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// The last round on both clocks: where they disagree, the wall clock was set.
#[derive(Debug, Default)]
pub(super) struct ClockWatch(Option<(Instant, Timestamp)>);

impl ClockWatch {
    /// Whether the wall clock has moved by more than a minute beside the monotonic one since the last round; in the first
    /// it may have been set while nothing ran.
    pub(super) fn was_set(&mut self, now: Timestamp) -> bool {
        let Some((instant, wall)) = self.0.replace((Instant::now(), now)) else { return true };
        let passed = SignedDuration::try_from(instant.elapsed()).unwrap_or(SignedDuration::MAX);
        (now.duration_since(wall) - passed).abs() > SignedDuration::from_mins(1)
    }
}
