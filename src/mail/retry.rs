//! When a mail that was not taken is sent again.

use jiff::{SignedDuration, Timestamp};

/// How long a mail is tried before it is given up.
const PATIENCE: SignedDuration = SignedDuration::from_hours(5 * 24);

/// The most minutes between two attempts while the relay is to blame: the first mail that passes makes the rest due, and
/// somebody has to be the first.
const RELAY_MINUTES: i64 = 60;

/// When a deferred mail is tried next: after 1, 5, 15 and 60 minutes, then an hour later each time up to 6 hours; no
/// later than an hour where the relay is to blame.
///
/// `attempts` counts those made, this one included. `None` gives the mail up: 5 days have passed since it was
/// queued.
pub(crate) fn after_deferral(
    attempts: u32,
    of_relay: bool,
    queued: Timestamp,
    now: Timestamp,
) -> Option<Timestamp> {
    let minutes = match attempts {
        0 | 1 => 1,
        2 => 5,
        3 => 15,
        later => 60 * i64::from((later - 3).min(6)),
    };
    next(if of_relay { minutes.min(RELAY_MINUTES) } else { minutes }, queued, now)
}

/// When a mail in doubt is sent once more, with the same bytes: in 10 minutes, by when most servers have told a copy
/// that arrived from the next, then after 30, then hourly to every 6 hours. `None` as for [`after_deferral`].
pub(crate) fn after_doubt(attempts: u32, queued: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let minutes = match attempts {
        0 | 1 => 10,
        2 => 30,
        later => 60 * i64::from((later - 2).min(6)),
    };
    next(minutes, queued, now)
}

fn next(minutes: i64, queued: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let next = now.checked_add(SignedDuration::from_mins(minutes)).ok()?;
    (next.duration_since(queued) <= PATIENCE).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delays(next: impl Fn(u32, Timestamp, Timestamp) -> Option<Timestamp>) -> (Vec<i64>, i64) {
        let queued = Timestamp::UNIX_EPOCH;
        let (mut now, mut delays) = (queued, Vec::new());
        for attempts in 1.. {
            let Some(next) = next(attempts, queued, now) else { break };
            delays.push(next.duration_since(now).as_mins());
            now = next;
        }
        (delays, now.duration_since(queued).as_hours())
    }

    #[test]
    fn delays_grow_and_end_after_five_days() {
        let (of_recipient, age) =
            delays(|attempts, queued, now| after_deferral(attempts, false, queued, now));
        assert_eq!(of_recipient[..11], [1, 5, 15, 60, 120, 180, 240, 300, 360, 360, 360]);
        assert!(of_recipient[8..].iter().all(|delay| *delay == 360));
        assert!((114..=120).contains(&age), "given up after {age} hours");
        let (of_relay, age) = delays(|attempts, queued, now| after_deferral(attempts, true, queued, now));
        assert!(of_relay[3..].iter().all(|delay| *delay == 60) && age >= 119, "{of_relay:?} {age}");
        let (of_doubt, age) = delays(after_doubt);
        assert_eq!(of_doubt[..8], [10, 30, 60, 120, 180, 240, 300, 360]);
        assert!((114..=120).contains(&age), "given up after {age} hours");
    }
}
