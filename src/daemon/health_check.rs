//! Looks every few seconds whether the service does its work: store, mail server, polling, composing.

use std::mem::discriminant;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use crate::ask::ailment::{Ailment, DaemonHealth, Pulse, STILL, of_bus, of_daemon, of_mails};
use crate::deliver::notices::note_clock;
use crate::installation::Installation;
use crate::store::StoreError;
use crate::store::brought_back::bring_back;
use crate::store::bus_state::bus_state;
use crate::store::feeds::overdue_feeds;
use crate::store::meta::set_meta;
use crate::store::status::counts;
use crate::store::waiting_line::waiting_line;

/// How often it looks.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// How often it writes, to see whether that can be done, brings back times that cannot be, and counts what is stored.
const WRITE_EVERY: SignedDuration = SignedDuration::from_secs(30);

/// How often all that is stored is read in search of damage.
const SEARCH_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// The name of the fact that is written.
const PULSE: &str = "pulse";

/// How the daemon was at the last look.
pub(super) struct HealthCheck {
    health: DaemonHealth,
    looked: Option<Instant>,
    under_way: bool,
    searched: Option<Timestamp>,
}

/// What a look has found.
pub(super) struct CheckUp {
    written: Option<Timestamp>,
    ailments: Vec<Ailment>,
    /// The state in a line, where it was counted.
    pub line: Option<String>,
}

impl HealthCheck {
    pub(super) fn new(started: Timestamp) -> Self {
        let pulse = Pulse { started, written: None, polled: None, composed: None };
        let health = DaemonHealth { pulse, ailments: Vec::new() };
        Self { health, looked: None, under_way: false, searched: None }
    }

    /// How the daemon is.
    pub(super) fn health(&self) -> &DaemonHealth {
        &self.health
    }

    pub(super) fn polled(&mut self, now: Timestamp) {
        self.health.pulse.polled = Some(now);
    }

    pub(super) fn composed(&mut self, now: Timestamp) {
        self.health.pulse.composed = Some(now);
    }

    /// Whether it is time to look; who hears so looks with this pulse.
    pub(super) fn due(&mut self) -> Option<Pulse> {
        if self.under_way || self.looked.is_some_and(|looked| looked.elapsed() < LOOK_EVERY) {
            return None;
        }
        (self.under_way, self.looked) = (true, Some(Instant::now()));
        Some(self.health.pulse)
    }

    /// Whether it is time to search for damage; who hears so searches.
    pub(super) fn search_due(&mut self, now: Timestamp) -> bool {
        let due = self.searched.is_none_or(|last| now.duration_since(last).abs() >= SEARCH_EVERY);
        if due {
            self.searched = Some(now);
        }
        due
    }

    /// Takes what a look has found, and logs what is new. Answers all that is not well, a sentence each.
    pub(super) fn note(&mut self, found: &CheckUp) -> Vec<String> {
        self.under_way = false;
        self.health.pulse.written = found.written;
        let before = std::mem::replace(&mut self.health.ailments, found.ailments.clone());
        for ailment in &found.ailments {
            if !before.iter().any(|known| discriminant(known) == discriminant(ailment)) {
                tracing::error!("not well: {ailment}");
            }
        }
        if found.ailments.is_empty() && !before.is_empty() {
            tracing::info!("all is well again");
        }
        found.ailments.iter().map(ToString::to_string).collect()
    }

    /// The look has died.
    pub(super) fn ended(&mut self) {
        self.under_way = false;
    }
}

/// Looks. It blocks.
pub(super) fn check_up(installation: &Installation, pulse: Pulse, now: Timestamp) -> CheckUp {
    let store = &installation.store;
    let fresh = |last: Timestamp| (SignedDuration::ZERO..WRITE_EVERY).contains(&now.duration_since(last));
    let (mut written, mut line) = (pulse.written, None);
    // Where there is none, that is what `trouble` says.
    let _ = store.look_for_room();
    if !written.is_some_and(fresh) {
        let recheck = installation.files.settings.fetch.pages.recheck.last().copied().unwrap_or_default();
        let wrote = store.write_blocking(move |connection| {
            set_meta(connection, PULSE, &now.to_string())?;
            note_clock(connection, bring_back(connection, recheck, now)?, now)
        });
        written = if wrote.is_ok() { Some(now) } else { written };
        line = store.read(counts).ok().map(|counts| counts.to_string());
    }
    let mut ailments: Vec<Ailment> =
        store.trouble().map(|error| Ailment::Store { words: error.to_string() }).into_iter().collect();
    // What cannot be read by now has been said above.
    let polls = installation.files.settings.polls();
    let looked: Result<_, StoreError> = store.read(|connection| {
        let overdue = if polls { overdue_feeds(connection, STILL, now)? } else { 0 };
        Ok((waiting_line(connection)?, overdue, bus_state(connection)?))
    });
    if let Ok((waiting, overdue, bus)) = looked {
        ailments.extend(of_bus(&bus, &pulse, now).filter(|_| installation.files.settings.bus.is_some()));
        ailments.extend(of_mails(&waiting, now));
        ailments.extend(of_daemon(&pulse, overdue, now));
    }
    CheckUp { written, ailments, line }
}
