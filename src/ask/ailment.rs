//! What keeps an installation from doing its work: as data, and as the sentence that a person reads.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::shown::Shown;
use crate::store::bus_state::BusState;
use crate::store::waiting_line::WaitingLine;
use crate::wording::{counted, utc_minute};

/// A mail that waits longer than this is no passing trouble.
const LONG_WAIT: SignedDuration = SignedDuration::from_hours(4);

/// A round that ends well comes every minute; without one for so long something hangs or fails.
pub(crate) const STILL: SignedDuration = SignedDuration::from_mins(10);

/// One thing that is not well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub(crate) enum Ailment {
    /// The store fails, in its words.
    Store { words: String },
    /// The mail server refuses or cannot be reached, and has taken nothing since.
    Relay { since: Timestamp, mails: i64, reply: String },
    /// The oldest mail waits for very long, whosever trouble it is.
    Waiting { since: Timestamp, mails: i64 },
    /// Feeds are due and none is read.
    Polling { since: Timestamp, feeds: i64 },
    /// Nothing is composed.
    Composing { since: Timestamp },
    /// Readers get no digest before this, since a clock was ahead once; a daemon opens them again.
    Closed { until: Timestamp, readers: usize },
    /// The bus does not answer, or refuses, in its words.
    Bus { since: Timestamp, words: String },
    /// The daemon has the database and says nothing.
    Mute,
}

/// How a running daemon is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DaemonHealth {
    pub pulse: Pulse,
    pub ailments: Vec<Ailment>,
}

/// When the parts of a daemon last did their work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pulse {
    pub started: Timestamp,
    /// The last commit that was made to see whether one can be.
    pub written: Option<Timestamp>,
    /// The last poll whose outcome was stored.
    pub polled: Option<Timestamp>,
    /// The last round of composing that ended well.
    pub composed: Option<Timestamp>,
}

/// What is wrong with the mails that wait.
pub(crate) fn of_mails(line: &WaitingLine, now: Timestamp) -> Vec<Ailment> {
    let relay = line.relay.as_ref().map(|relay| Ailment::Relay {
        since: relay.since,
        mails: relay.mails,
        reply: Shown::text(&relay.reply).to_string(),
    });
    let waiting = line.oldest.filter(|oldest| relay.is_none() && now.duration_since(*oldest) > LONG_WAIT);
    let waiting = waiting.map(|since| Ailment::Waiting { since, mails: line.mails });
    relay.into_iter().chain(waiting).collect()
}

/// What a running daemon does not do any more; `overdue` feeds should have been read long ago.
pub(crate) fn of_daemon(pulse: &Pulse, overdue: i64, now: Timestamp) -> Vec<Ailment> {
    let still = |last: Option<Timestamp>| {
        let last = last.unwrap_or(pulse.started).max(pulse.started);
        (now.duration_since(last) > STILL).then_some(last)
    };
    let polling = still(pulse.polled).filter(|_| overdue > 0);
    let polling = polling.map(|since| Ailment::Polling { since, feeds: overdue });
    let composing = still(pulse.composed).map(|since| Ailment::Composing { since });
    polling.into_iter().chain(composing).collect()
}

/// A bus that has been away for too long: what is polled waits, and so do mails.
pub(crate) fn of_bus(bus: &BusState, pulse: &Pulse, now: Timestamp) -> Option<Ailment> {
    let since = bus.away_since?;
    // What an earlier process has written down may be long mended.
    if now.duration_since(since.max(pulse.started)) <= STILL {
        return None;
    }
    let words = Shown::text(bus.words.as_deref().unwrap_or("no words")).to_string();
    Some(Ailment::Bus { since, words })
}

impl Ailment {
    /// Whether nobody has to do anything: it is said, and no reason to wake an operator.
    pub(crate) fn mends_itself(&self) -> bool {
        matches!(self, Self::Closed { .. })
    }

    /// Whether the database alone tells it, daemon or not.
    pub(crate) fn is_of_mails(&self) -> bool {
        matches!(self, Self::Relay { .. } | Self::Waiting { .. })
    }
}

impl fmt::Display for Ailment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store { words } => f.write_str(words),
            Self::Relay { since, mails, reply } => {
                let (mails, since) = (mails_wait(*mails), utc_minute(*since));
                write!(f, "the mail server takes nothing: {mails} since {since} ({reply})")
            }
            Self::Waiting { since, mails } => {
                write!(f, "{}, the oldest since {}", mails_wait(*mails), utc_minute(*since))
            }
            Self::Polling { since, feeds } => {
                let feeds = counted(usize::try_from(*feeds).unwrap_or(0), "feed is", "feeds are");
                write!(f, "no feed was read since {}, and {feeds} overdue", utc_minute(*since))
            }
            Self::Composing { since } => {
                write!(f, "no digest could be composed since {}", utc_minute(*since))
            }
            Self::Closed { until, readers } => {
                let readers = counted(*readers, "reader gets", "readers get");
                write!(
                    f,
                    "{readers} no digest before {}: the clock was ahead once; the daemon mends it when it runs",
                    utc_minute(*until)
                )
            }
            Self::Bus { since, words } => {
                write!(f, "the bus is away since {}: {words}", utc_minute(*since))
            }
            Self::Mute => f.write_str("the daemon runs and does not answer"),
        }
    }
}

fn mails_wait(mails: i64) -> String {
    counted(usize::try_from(mails).unwrap_or(0), "mail waits", "mails wait")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::waiting_line::RelayTrouble;

    fn at(minute: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute)
    }

    #[test]
    fn a_relay_that_refuses_is_said_at_once_and_a_long_wait_after_hours() {
        let calm = WaitingLine { mails: 2, oldest: Some(at(0)), relay: None };
        assert_eq!(of_mails(&calm, at(200)), []);
        assert_eq!(of_mails(&calm, at(300)), [Ailment::Waiting { since: at(0), mails: 2 }]);
        let relay = RelayTrouble { since: at(0), mails: 1, reply: "554 no, a@w.example".into() };
        let words: Vec<String> = of_mails(&WaitingLine { relay: Some(relay), ..calm }, at(1))
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            words,
            ["the mail server takes nothing: 1 mail waits since 1970-01-01 00:00 UTC (554 no, a…@w.example)"]
        );
    }

    #[test]
    fn a_daemon_that_does_nothing_any_more_is_not_well() {
        let pulse = |polled, composed| Pulse { started: at(0), written: None, polled, composed };
        let check = |pulse: Pulse, overdue, now, expected: &[Ailment]| {
            assert_eq!(of_daemon(&pulse, overdue, at(now)), expected, "{pulse:?}");
        };
        check(pulse(None, None), 3, 9, &[]);
        check(pulse(Some(at(20)), Some(at(20))), 3, 29, &[]);
        let still = [Ailment::Polling { since: at(0), feeds: 3 }, Ailment::Composing { since: at(0) }];
        check(pulse(None, None), 3, 11, &still);
        check(pulse(Some(at(20)), Some(at(30))), 0, 40, &[]);
    }
}
