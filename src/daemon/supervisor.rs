//! What systemd and `/healthz` are told: ready, reloading, stopping, the state, and that the loop goes round.

use std::time::{Duration, Instant};

use sd_notify::NotifyState;

use crate::web::LoopHealth;

pub(super) struct Supervisor {
    health: LoopHealth,
    /// A third of the time after which systemd takes us for hung; `None` without a watchdog.
    ping_every: Option<Duration>,
    pinged: Instant,
}

impl Supervisor {
    pub(super) fn new(health: LoopHealth) -> Self {
        let ping_every = sd_notify::watchdog_enabled().map(|limit| limit / 3);
        Self { health, ping_every, pinged: Instant::now() }
    }

    /// How many problems keep the files on disk from being taken; 0 where nothing does.
    pub(super) fn files_refused(&self, problems: usize) {
        self.health.files_refused(problems);
    }

    /// What is not well, and how much there is where that was counted.
    pub(super) fn checked(&self, ailments: Vec<String>, line: Option<String>) {
        match (ailments.first(), line) {
            (Some(first), _) => tell(&[NotifyState::Status(&format!("not well: {first}"))]),
            (None, Some(line)) => tell(&[NotifyState::Status(&line)]),
            (None, None) => {}
        }
        self.health.found(ailments);
    }

    /// The loop has gone round. Called by the loop that does the work and by no timer of its own, so that a loop that
    /// hangs is found out.
    pub(super) fn beat(&mut self) {
        self.health.beat();
        if self.ping_every.is_some_and(|every| self.pinged.elapsed() >= every) {
            self.pinged = Instant::now();
            tell(&[NotifyState::Watchdog]);
        }
    }
}

/// Everything is open and runs.
pub(super) fn ready() {
    tell(&[NotifyState::Ready]);
}

/// The files are being read again; [`ready`] follows, whatever comes of it.
pub(super) fn reloading() {
    let since = NotifyState::monotonic_usec_now();
    let mut state = vec![NotifyState::Reloading];
    state.extend(since);
    tell(&state);
}

/// It was told to stop.
pub(super) fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Tells systemd; outside systemd nobody listens.
fn tell(state: &[NotifyState<'_>]) {
    let _ = sd_notify::notify(state);
}
