//! What the log says of attempts: what was taken, and of trouble that lasts its beginning, its end and a count between.

use jiff::{SignedDuration, Timestamp};

use crate::shown::Shown;
use crate::store::delivery::{DeliveryBlame, DeliveryWay, DueDelivery, Verdict};

/// Lines of a run about single deliveries that fail; the others are counted.
const SINGLE: usize = 10;

/// How often a trouble that lasts is said again.
const AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// The log of one way out: of the mail server, or of one output.
#[derive(Debug, Default)]
pub(super) struct AttemptLog {
    trouble: Option<LastingTrouble>,
    run: AttemptRun,
}

/// Nothing gets through.
#[derive(Debug, Clone, PartialEq, Eq)]
struct LastingTrouble {
    since: Timestamp,
    said: Timestamp,
    /// Attempts that failed since it began.
    attempts: usize,
}

/// What a run has brought so far.
#[derive(Debug, Default)]
struct AttemptRun {
    got_through: bool,
    was_stopped: bool,
    /// Deliveries that failed by themselves.
    single: usize,
}

/// What is said of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AttemptLine {
    Taken,
    /// Of this delivery alone.
    Single,
    TroubleBegins,
    TroubleGoesOn,
    /// Nothing: it is counted.
    Counted,
}

impl AttemptLog {
    /// Says what there is to say of an attempt.
    pub(super) fn note(&mut self, delivery: &DueDelivery, verdict: &Verdict, now: Timestamp) {
        let line = self.line(delivery.way, verdict, now);
        let (id, to) = (delivery.id, receiver(delivery));
        match (line, verdict) {
            (AttemptLine::Counted, _) => {}
            (AttemptLine::TroubleBegins, verdict) => {
                tracing::warn!(%to, reply = verdict.reply(), "{} takes nothing; what is due waits", way_out(delivery));
            }
            (AttemptLine::TroubleGoesOn, verdict) => {
                let (since, attempts) = self.trouble.as_ref().map_or((now, 0), |t| (t.since, t.attempts));
                let reply = verdict.reply();
                tracing::warn!(%to, %since, attempts, reply, "{} still takes nothing", way_out(delivery));
            }
            (_, Verdict::Sent { reply }) => {
                tracing::info!(delivery.id = id, %to, reply, "{} sent", thing(delivery));
            }
            (_, Verdict::Untried { reply, next_attempt } | Verdict::Deferred { reply, next_attempt, .. }) => {
                tracing::warn!(delivery.id = id, %to, reply, %next_attempt, "{} deferred", thing(delivery));
            }
            (_, Verdict::Doubtful { reply, next_attempt }) => {
                let thing = thing(delivery);
                tracing::warn!(delivery.id = id, %to, reply, %next_attempt, "{thing} in doubt, sent once more later");
            }
            (_, Verdict::Refused { reply } | Verdict::Expired { reply }) => {
                tracing::error!(delivery.id = id, %to, reply, "{} given up", thing(delivery));
            }
        }
    }

    /// A run is over: says what was counted, and that a trouble has ended.
    pub(super) fn run_ended(&mut self) {
        let run = std::mem::take(&mut self.run);
        if let Some(more) = run.single.checked_sub(SINGLE).filter(|more| *more > 0) {
            tracing::warn!(more, "more of them failed: `wirewatch outbox list` names all");
        }
        if run.got_through
            && !run.was_stopped
            && let Some(LastingTrouble { since, attempts, .. }) = self.trouble.take()
        {
            tracing::info!(%since, attempts, "what waited gets through again");
        }
    }

    fn line(&mut self, way: DeliveryWay, verdict: &Verdict, now: Timestamp) -> AttemptLine {
        match verdict {
            Verdict::Sent { .. } => {
                self.run.got_through = true;
                AttemptLine::Taken
            }
            // An output has one receiver: whatever it takes not, it takes nothing.
            Verdict::Untried { .. } | Verdict::Deferred { blame: DeliveryBlame::Relay, .. } => {
                self.stopped(now)
            }
            Verdict::Deferred { .. } if way == DeliveryWay::Post => self.stopped(now),
            Verdict::Deferred { .. }
            | Verdict::Doubtful { .. }
            | Verdict::Refused { .. }
            | Verdict::Expired { .. } => {
                self.run.single += 1;
                if self.run.single > SINGLE { AttemptLine::Counted } else { AttemptLine::Single }
            }
        }
    }

    fn stopped(&mut self, now: Timestamp) -> AttemptLine {
        self.run.was_stopped = true;
        let Some(trouble) = &mut self.trouble else {
            self.trouble = Some(LastingTrouble { since: now, said: now, attempts: 1 });
            return AttemptLine::TroubleBegins;
        };
        trouble.attempts += 1;
        if now.duration_since(trouble.said).abs() < AGAIN {
            return AttemptLine::Counted;
        }
        trouble.said = now;
        AttemptLine::TroubleGoesOn
    }
}

/// To whom it goes, as the log may say it: the id of an output is no secret, and says which of them it is.
fn receiver(delivery: &DueDelivery) -> String {
    match delivery.way {
        DeliveryWay::Mail => Shown::mailbox(&delivery.address).to_string(),
        DeliveryWay::Post => delivery.address.clone(),
    }
}

fn thing(delivery: &DueDelivery) -> &'static str {
    match delivery.way {
        DeliveryWay::Mail => "mail",
        DeliveryWay::Post => "post",
    }
}

fn way_out(delivery: &DueDelivery) -> &'static str {
    match delivery.way {
        DeliveryWay::Mail => "the mail server",
        DeliveryWay::Post => "the output",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(blame: DeliveryBlame) -> Verdict {
        Verdict::Deferred { reply: "554 no".to_owned(), blame, next_attempt: Timestamp::MAX }
    }

    #[test]
    fn a_relay_that_takes_nothing_for_a_day_costs_a_line_an_hour() {
        let (mut log, sent) = (AttemptLog::default(), Verdict::Sent { reply: "250 ok".to_owned() });
        let mut lines = Vec::new();
        for minute in 0..24 * 60 {
            let now = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute);
            let mails = (0..66).map(|_| log.line(DeliveryWay::Mail, &waits(DeliveryBlame::Relay), now));
            lines.extend(mails.filter(|line| *line != AttemptLine::Counted));
            log.run_ended();
        }
        let begins = lines.iter().filter(|line| **line == AttemptLine::TroubleBegins).count();
        assert_eq!((lines.len(), begins), (24, 1));
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24);
        assert_eq!(log.line(DeliveryWay::Mail, &sent, now), AttemptLine::Taken);
        assert!(log.trouble.is_some(), "one mail may be an accident until its run is over");
        log.run_ended();
        assert_eq!(log.trouble, None);
    }

    #[test]
    fn of_recipients_who_fail_alike_the_first_are_named() {
        let (mut log, now) = (AttemptLog::default(), Timestamp::UNIX_EPOCH);
        for _ in 0..2 {
            let lines: Vec<_> = (0..2_000)
                .map(|_| log.line(DeliveryWay::Mail, &waits(DeliveryBlame::Recipient), now))
                .filter(|line| *line == AttemptLine::Single)
                .collect();
            assert_eq!(lines.len(), SINGLE);
            log.run_ended();
        }
        // To an output all goes to one receiver.
        let begins = log.line(DeliveryWay::Post, &waits(DeliveryBlame::Recipient), now);
        assert_eq!(begins, AttemptLine::TroubleBegins);
    }
}
