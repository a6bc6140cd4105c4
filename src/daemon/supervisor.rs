//! What systemd and `/healthz` are told: ready, reloading, stopping, the state, and that the loop goes round.

use std::time::{Duration, Instant};

use sd_notify::NotifyState;

use crate::installation::Installation;
use crate::store::status::counts;
use crate::web::LoopHealth;

/// How often the state in words is renewed.
const STATUS_EVERY: Duration = Duration::from_secs(30);

pub(super) struct Supervisor {
    health: LoopHealth,
    /// A third of the time after which systemd takes us for hung; `None` without a watchdog.
    ping_every: Option<Duration>,
    pinged: Instant,
    said: Option<Instant>,
}

impl Supervisor {
    pub(super) fn new(health: LoopHealth) -> Self {
        let ping_every = sd_notify::watchdog_enabled().map(|limit| limit / 3);
        Self { health, ping_every, pinged: Instant::now(), said: None }
    }

    /// How many problems keep the files on disk from being taken; 0 where nothing does.
    pub(super) fn files_refused(&self, problems: usize) {
        self.health.files_refused(problems);
    }

    /// The loop has gone round. Called by the loop that does the work and by no timer of its own, so that a loop that
    /// hangs is found out.
    pub(super) fn beat(&mut self, installation: &Installation) {
        self.health.beat();
        if self.ping_every.is_some_and(|every| self.pinged.elapsed() >= every) {
            self.pinged = Instant::now();
            tell(&[NotifyState::Watchdog]);
        }
        if self.said.is_none_or(|said| said.elapsed() >= STATUS_EVERY) {
            self.said = Some(Instant::now());
            if let Ok(counts) = installation.store.read(counts) {
                tell(&[NotifyState::Status(&counts.to_string())]);
            }
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
