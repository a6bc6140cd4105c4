//! What an attempt means for a post: the ten tries of Standard Webhooks, as a function of what happened and the time.

use jiff::{SignedDuration, Timestamp};

use crate::post::PostOutcome;
use crate::store::delivery::{DeliveryBlame, Verdict};

/// Seconds after each of the first nine tries; there is no eleventh. In all 75 hours and 35 minutes.
const WAITS: [i64; 9] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600];

/// What an attempt means, and until when the receiver asks to be left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PostVerdict {
    pub verdict: Verdict,
    pub held_until: Option<Timestamp>,
    /// The receiver wants nothing more, ever.
    pub is_gone: bool,
}

/// What the outcome of the try with this number, from 1 on, means.
pub(super) fn post_verdict(outcome: PostOutcome, tries: u32, now: Timestamp) -> PostVerdict {
    let plain = |verdict| PostVerdict { verdict, held_until: None, is_gone: false };
    match outcome {
        PostOutcome::Taken { reply } => plain(Verdict::Sent { reply }),
        PostOutcome::Gone { reply } => PostVerdict { is_gone: true, ..plain(Verdict::Refused { reply }) },
        PostOutcome::InDoubt { reply } => plain(match next(tries, now) {
            Some(next_attempt) => Verdict::Doubtful { reply, next_attempt },
            None => Verdict::Expired { reply: format!("in doubt for too long: {reply}") },
        }),
        PostOutcome::Deferred { reply, retry_after } => {
            let asked = retry_after.and_then(|span| SignedDuration::try_from(span).ok());
            let held_until = asked.and_then(|span| now.checked_add(span).ok());
            let verdict = match next(tries, now) {
                Some(at) => Verdict::Deferred {
                    reply,
                    blame: DeliveryBlame::Recipient,
                    next_attempt: held_until.map_or(at, |held| held.max(at)),
                },
                None => Verdict::Expired { reply },
            };
            PostVerdict { held_until, ..plain(verdict) }
        }
    }
}

/// When the next try is due; `None` after the last.
fn next(tries: u32, now: Timestamp) -> Option<Timestamp> {
    let wait = WAITS.get(usize::try_from(tries).ok()?.saturating_sub(1))?;
    now.checked_add(SignedDuration::from_secs(*wait)).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn deferred(seconds: Option<u64>) -> PostOutcome {
        PostOutcome::Deferred { reply: "no".into(), retry_after: seconds.map(Duration::from_secs) }
    }

    #[test]
    fn there_are_ten_tries_in_seventy_five_hours_and_thirty_five_minutes() {
        for outcome in [deferred(None), PostOutcome::InDoubt { reply: "no".into() }] {
            let (mut now, mut tries) = (Timestamp::UNIX_EPOCH, 0);
            loop {
                tries += 1;
                match post_verdict(outcome.clone(), tries, now).verdict {
                    Verdict::Deferred { next_attempt, .. } | Verdict::Doubtful { next_attempt, .. } => {
                        now = next_attempt;
                    }
                    Verdict::Expired { .. } => break,
                    other => panic!("{other:?}"),
                }
            }
            assert_eq!((tries, now.as_second()), (10, 75 * 3600 + 35 * 60 + 5));
        }
    }

    #[test]
    fn what_a_receiver_asks_for_holds_where_it_is_longer() {
        let next = |asked, tries| match post_verdict(deferred(asked), tries, Timestamp::UNIX_EPOCH) {
            PostVerdict { verdict: Verdict::Deferred { next_attempt, .. }, held_until, .. } => {
                (next_attempt.as_second(), held_until.map(Timestamp::as_second))
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(next(Some(120), 1), (120, Some(120)));
        assert_eq!(next(Some(120), 2), (300, Some(120)));
        assert_eq!(next(None, 1), (5, None));
    }

    #[test]
    fn only_410_ends_an_output() {
        let now = Timestamp::UNIX_EPOCH;
        let gone = post_verdict(PostOutcome::Gone { reply: "410".into() }, 1, now);
        assert!(gone.is_gone && matches!(gone.verdict, Verdict::Refused { .. }), "{gone:?}");
        let taken = post_verdict(PostOutcome::Taken { reply: "200".into() }, 1, now);
        assert!(!taken.is_gone && matches!(taken.verdict, Verdict::Sent { .. }), "{taken:?}");
    }
}
