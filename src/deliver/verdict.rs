//! What an attempt means for a mail: a function of what happened, of the attempts before, and of the time.

use jiff::Timestamp;

use crate::mail::posting::{Blame, SendOutcome};
use crate::mail::retry::{after_deferral, after_doubt};
use crate::store::delivery::{DeliveryBlame, DueDelivery, Verdict};

/// What an outcome means for the mail.
pub(super) fn verdict(outcome: SendOutcome, mail: &DueDelivery, now: Timestamp) -> Verdict {
    match outcome {
        SendOutcome::Accepted { reply } => Verdict::Sent { reply },
        SendOutcome::Refused { text, .. } => Verdict::Refused { reply: text },
        SendOutcome::Deferred { blame: Blame::Untried, text, .. } => {
            match after_deferral(mail.attempts, true, mail.queued, now) {
                Some(next_attempt) => Verdict::Untried { reply: text, next_attempt },
                None => Verdict::Expired { reply: text },
            }
        }
        SendOutcome::Deferred { blame, text, .. } => {
            let blame = match blame {
                Blame::Relay | Blame::Untried => DeliveryBlame::Relay,
                Blame::Recipient => DeliveryBlame::Recipient,
            };
            deferred(mail, blame, text, now)
        }
        SendOutcome::InDoubt { text } => match after_doubt(mail.attempts + 1, mail.queued, now) {
            Some(next_attempt) => Verdict::Doubtful { reply: text, next_attempt },
            None => Verdict::Expired { reply: format!("in doubt for too long: {text}") },
        },
    }
}

/// A refusal that was the relay's after all: the mail waits.
pub(super) fn deferred(mail: &DueDelivery, blame: DeliveryBlame, reply: String, now: Timestamp) -> Verdict {
    match after_deferral(mail.attempts + 1, blame == DeliveryBlame::Relay, mail.queued, now) {
        Some(next_attempt) => Verdict::Deferred { reply, blame, next_attempt },
        None => Verdict::Expired { reply },
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::store::delivery::DeliveryWay;

    fn mail(attempts: u32) -> DueDelivery {
        DueDelivery {
            id: 1,
            digest: 1,
            subscriber: Some(1),
            sender: "digest@w.example".into(),
            address: "a@w.example".into(),
            message_id: "<m@w.example>".into(),
            reader: None,
            payload: None,
            attempts,
            queued: Timestamp::UNIX_EPOCH,
            way: DeliveryWay::Mail,
            reader_subject: Some("x".into()),
        }
    }

    #[test]
    fn doubt_is_tried_again_for_five_days_and_no_longer() {
        let (mut now, mut attempts) = (Timestamp::UNIX_EPOCH, 0);
        let doubt = || SendOutcome::InDoubt { text: "cut".into() };
        while let Verdict::Doubtful { next_attempt, .. } = verdict(doubt(), &mail(attempts), now) {
            assert!(next_attempt.duration_since(now) >= SignedDuration::from_mins(10));
            (now, attempts) = (next_attempt, attempts + 1);
        }
        let days = now.duration_since(Timestamp::UNIX_EPOCH).as_hours() / 24;
        assert!((4..=5).contains(&days) && attempts > 15, "{days} days, {attempts} attempts");
    }

    #[test]
    fn what_was_not_tried_is_no_attempt_and_the_relays_trouble() {
        let now = Timestamp::UNIX_EPOCH;
        let untried = SendOutcome::Deferred { blame: Blame::Untried, code: None, text: "no".into() };
        assert!(matches!(verdict(untried, &mail(0), now), Verdict::Untried { .. }));
        let relay = SendOutcome::Deferred { blame: Blame::Relay, code: Some(554), text: "no".into() };
        let Verdict::Deferred { blame, .. } = verdict(relay, &mail(0), now) else { panic!("it waits") };
        assert_eq!(blame, DeliveryBlame::Relay);
        let late = now + SignedDuration::from_hours(5 * 24);
        let relay = SendOutcome::Deferred { blame: Blame::Relay, code: None, text: "no".into() };
        assert!(matches!(verdict(relay, &mail(9), late), Verdict::Expired { .. }));
    }

    #[test]
    fn waits_grow_and_the_relays_fault_is_asked_for_hourly() {
        let minutes = |blame: Blame, attempts: u32| {
            let outcome = SendOutcome::Deferred { blame, code: Some(451), text: "later".into() };
            match verdict(outcome, &mail(attempts), Timestamp::UNIX_EPOCH) {
                Verdict::Deferred { next_attempt, .. } => next_attempt.as_second() / 60,
                other => panic!("{other:?}"),
            }
        };
        let recipient: Vec<i64> = (0..6).map(|attempts| minutes(Blame::Recipient, attempts)).collect();
        assert_eq!(recipient, [1, 5, 15, 60, 120, 180]);
        let relay: Vec<i64> = (0..6).map(|attempts| minutes(Blame::Relay, attempts)).collect();
        assert_eq!(relay, [1, 5, 15, 60, 60, 60]);
    }

    #[test]
    fn what_was_taken_or_refused_is_settled_with_the_servers_words() {
        let now = Timestamp::UNIX_EPOCH;
        let taken = SendOutcome::Accepted { reply: "250 ok".into() };
        assert!(matches!(verdict(taken, &mail(3), now), Verdict::Sent { reply } if reply == "250 ok"));
        let refused = SendOutcome::Refused { code: Some(550), text: "550 no such user".into() };
        let refused = verdict(refused, &mail(0), now);
        assert!(matches!(refused, Verdict::Refused { reply } if reply == "550 no such user"));
    }
}
