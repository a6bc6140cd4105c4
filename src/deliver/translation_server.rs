//! How the server that translates has done of late: one that fails is left alone, longer each time.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// So many failures, one after the other, and the server is left alone; after that, each.
const FAILURES: u32 = 3;

/// How long it is left alone at first; twice as long after each further failure.
const FIRST_REST: SignedDuration = SignedDuration::from_mins(1);

/// The longest that it is left alone.
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(1);

/// How long is waited for translations. What is not there then is not in the mail.
#[derive(Debug, Clone, Copy)]
pub(super) struct TranslationWaits {
    /// An alert, for all its translations together.
    pub alert: Duration,
    /// Digests, before it is looked whether an alert is due; a text that was asked for is waited for.
    pub between_alerts: Duration,
    /// Digests, for all their translations together.
    pub digest: Duration,
}

impl Default for TranslationWaits {
    fn default() -> Self {
        Self {
            alert: Duration::from_secs(15),
            between_alerts: Duration::from_secs(5),
            digest: Duration::from_mins(2),
        }
    }
}

/// What is remembered of the server from one pass to the next.
#[derive(Debug, Default)]
pub(super) struct TranslationServer {
    /// With the time that alerts have: one that is slow may still do for digests.
    pub of_alerts: ServerRecord,
    pub of_digests: ServerRecord,
}

/// How it has answered.
#[derive(Debug, Default)]
pub(super) struct ServerRecord(Mutex<ServerAnswers>);

#[derive(Debug, Default)]
struct ServerAnswers {
    /// One after the other, up to now.
    failures: u32,
    rests_until: Option<Timestamp>,
}

impl ServerRecord {
    /// Whether it may be asked. A rest that no clock of ours can have begun is none.
    pub(super) fn may_be_asked(&self, now: Timestamp) -> bool {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.rests_until.is_none_or(|until| now >= until || until.duration_since(now) > LONGEST_REST)
    }

    /// It has given a translation.
    pub(super) fn answered(&self) {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.failures >= FAILURES {
            tracing::info!("the translation server answers again");
        }
        *answers = ServerAnswers::default();
    }

    /// It has given none. Answers whether it may be asked once more.
    pub(super) fn failed(&self, now: Timestamp) -> bool {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.failures = answers.failures.saturating_add(1);
        let Some(further) = answers.failures.checked_sub(FAILURES) else { return true };
        let rest = FIRST_REST.saturating_mul(1 << further.min(6)).min(LONGEST_REST);
        let until = now.saturating_add(rest).unwrap_or(Timestamp::MAX);
        if further == 0 {
            tracing::warn!("the translation server fails; it is asked again from time to time");
        }
        answers.rests_until = Some(until);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_fails_is_left_alone_longer_each_time_until_it_answers() {
        let record = ServerRecord::default();
        let mut now = Timestamp::UNIX_EPOCH;
        assert_eq!([record.failed(now), record.failed(now), record.failed(now)], [true, true, false]);
        let mut rests = Vec::new();
        for _ in 0..8 {
            let begun = now;
            while !record.may_be_asked(now) {
                now += SignedDuration::from_mins(1);
            }
            rests.push(now.duration_since(begun).as_mins());
            assert!(!record.failed(now), "one failure is enough by now");
        }
        assert_eq!(rests, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert!(!record.may_be_asked(now));
        let ahead = now - SignedDuration::from_hours(48);
        assert!(record.may_be_asked(ahead), "a clock that was set back keeps nobody waiting");
        record.answered();
        assert!(record.may_be_asked(now) && record.failed(now));
    }
}
