//! When a mail that was not taken is sent again.

use jiff::{SignedDuration, Timestamp};

/// How long a mail is tried before it is given up.
const PATIENCE: SignedDuration = SignedDuration::from_hours(5 * 24);

/// How long a mail whose fate is unknown waits. Most servers have told a copy that arrived from the next by then.
const DOUBT: SignedDuration = SignedDuration::from_mins(10);

/// When a deferred mail is tried next: after 1, 5, 15 and 60 minutes, then an hour later each time up to 6 hours.
///
/// `attempts` counts those made, this one included. `None` gives the mail up: 5 days have passed since it was
/// queued.
pub(crate) fn after_deferral(attempts: u32, queued: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let minutes = match attempts {
        0 | 1 => 1,
        2 => 5,
        3 => 15,
        later => 60 * i64::from((later - 3).min(6)),
    };
    let next = now.checked_add(SignedDuration::from_mins(minutes)).ok()?;
    (next.duration_since(queued) <= PATIENCE).then_some(next)
}

/// When a mail in doubt is sent once more, with the same bytes: in 10 minutes, and after a second doubt never.
pub(crate) fn after_doubt(was_doubtful: bool, now: Timestamp) -> Option<Timestamp> {
    if was_doubtful { None } else { now.checked_add(DOUBT).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d22_delays_grow_and_end_after_five_days() {
        let queued = Timestamp::UNIX_EPOCH;
        let mut now = queued;
        let mut delays = Vec::new();
        for attempts in 1.. {
            let Some(next) = after_deferral(attempts, queued, now) else { break };
            delays.push(next.duration_since(now).as_mins());
            now = next;
        }
        assert_eq!(delays[..11], [1, 5, 15, 60, 120, 180, 240, 300, 360, 360, 360]);
        assert!(delays[8..].iter().all(|delay| *delay == 360));
        let age = now.duration_since(queued).as_hours();
        assert!((114..=120).contains(&age), "given up after {age} hours");
    }

    #[test]
    fn a_mail_in_doubt_is_sent_once_more() {
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(after_doubt(false, now), Some(now + SignedDuration::from_mins(10)));
        assert_eq!(after_doubt(true, now), None);
    }
}
