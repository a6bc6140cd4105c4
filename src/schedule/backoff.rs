//! How long a failing feed is left alone.

use std::time::Duration;

use super::due::fraction;
use crate::feed::{FailureKind, FetchFailure};

const DAY: Duration = Duration::from_hours(24);

/// The wait after the `failures`-th failure in a row (the first is 1): it doubles up to a day, a little apart for each
/// feed, and is never shorter than what the server asks for (which counts up to a day) nor than the feed's interval.
pub(crate) fn after_failure(
    failure: &FetchFailure,
    failures: u32,
    interval: Duration,
    url: &str,
) -> Duration {
    let asked = failure.retry_after.map(|span| span.min(DAY));
    if let (FailureKind::Busy, Some(asked)) = (failure.kind, asked) {
        return interval.max(asked);
    }
    let first = interval.max(least(failure.kind));
    let longest = DAY.max(interval);
    let doubled = first.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(longest);
    let apart = doubled.mul_f64(0.9 + 0.2 * fraction(url, i64::from(failures)));
    apart.min(longest).max(asked.unwrap_or_default()).max(interval)
}

/// The least wait after the first failure of a kind: what will not mend itself soon is not tried soon.
fn least(kind: FailureKind) -> Duration {
    match kind {
        FailureKind::Busy => Duration::from_mins(10),
        FailureKind::NotFound | FailureKind::Blocked => Duration::from_hours(1),
        FailureKind::Denied | FailureKind::Refused => Duration::from_hours(2),
        FailureKind::Network
        | FailureKind::Spared
        | FailureKind::Server
        | FailureKind::NotAFeed
        | FailureKind::NothingFound
        | FailureKind::TooLarge
        | FailureKind::Internal => Duration::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUARTER: Duration = Duration::from_mins(15);

    fn wait(kind: FailureKind, failures: u32, retry_after: Option<u64>) -> f64 {
        let retry_after = retry_after.map(Duration::from_secs);
        let failure = FetchFailure { retry_after, ..FetchFailure::new(kind, "failed") };
        after_failure(&failure, failures, QUARTER, "https://a.example/feed").as_secs_f64() / 60.0
    }

    #[test]
    fn failures_double_the_wait_up_to_a_day_and_never_stop() {
        for (kind, failures, minutes) in [
            (FailureKind::Network, 1, 15.0),
            (FailureKind::Server, 2, 30.0),
            (FailureKind::Server, 4, 120.0),
            (FailureKind::NotFound, 1, 60.0),
            (FailureKind::NotFound, 1000, 1440.0),
            (FailureKind::Denied, 1, 120.0),
            (FailureKind::Busy, 1, 15.0),
            (FailureKind::Busy, 3, 60.0),
        ] {
            let found = wait(kind, failures, None);
            let is_near = found >= minutes * 0.9 - 0.01 && found <= (minutes * 1.1).min(1440.0) + 0.01;
            assert!(is_near, "{kind:?} {failures}: {found} for {minutes}");
        }
    }

    #[test]
    fn retry_after_is_kept_to_and_counts_up_to_a_day() {
        for (kind, seconds, minutes) in [
            (FailureKind::Busy, 3600, 60.0),
            (FailureKind::Busy, 1, 15.0),
            (FailureKind::Busy, 10_000_000, 1440.0),
            (FailureKind::Server, 7200, 120.0),
        ] {
            assert!((wait(kind, 1, Some(seconds)) - minutes).abs() < 0.01, "{kind:?} {seconds}");
        }
    }

    #[test]
    fn feeds_that_fail_together_come_back_apart() {
        let failure = FetchFailure::new(FailureKind::Network, "no route");
        let at = |n: u32| after_failure(&failure, 3, QUARTER, &format!("https://a.example/{n}"));
        assert_ne!(at(1), at(2));
        assert_eq!(at(1), at(1));
    }
}
