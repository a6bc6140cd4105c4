//! Whether the store works: how its last commit ended, and what damage was met.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::metrics::histogram::Histogram;
use tokio::sync::watch;

use super::{Connection, StoreError};

/// Seconds of a commit, from what a good disk takes to what keeps everybody waiting.
const COMMIT_SECONDS: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 5.0];

/// Shared by all who write and read.
#[derive(Debug, Clone)]
pub(super) struct Vitals {
    signs: Arc<Mutex<Signs>>,
    commits: Histogram,
    /// Moves with every commit, for whoever waits for something new.
    seen: Arc<watch::Sender<()>>,
}

/// Whether a commit wrote anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CommitEffect {
    Something,
    Nothing,
}

impl CommitEffect {
    /// Whether rows were written since there were `before` of them.
    pub(super) fn since(before: u64, connection: &Connection) -> Self {
        if connection.total_changes() == before { Self::Nothing } else { Self::Something }
    }
}

#[derive(Debug, Default)]
struct Signs {
    /// Why the last commit failed; `None` after one that wrote something, or once there is room.
    failing: Option<StoreError>,
    /// What was damaged once stays so for as long as the file is open.
    damage: Option<StoreError>,
}

impl Signs {
    fn lacks_room(&self) -> bool {
        matches!(self.failing, Some(StoreError::Full(_) | StoreError::Disk(_)))
    }
}

impl Default for Vitals {
    fn default() -> Self {
        Self {
            signs: Arc::default(),
            commits: Histogram::new(COMMIT_SECONDS),
            seen: Arc::new(watch::Sender::new(())),
        }
    }
}

impl Vitals {
    /// How long commits take, what they write included.
    pub(super) fn commits(&self) -> Histogram {
        self.commits.clone()
    }

    /// Changes with every commit.
    pub(super) fn seen(&self) -> watch::Receiver<()> {
        self.seen.subscribe()
    }

    /// How a commit ended, and how long it took. One that had nothing to write says nothing, and a few bytes find room on a
    /// full disk: that has room again when somebody has [`Vitals::found_room`].
    pub(super) fn committed(&self, commit: &Result<CommitEffect, StoreError>, took: Duration) {
        self.commits.observe(took.as_secs_f64());
        self.seen.send_replace(());
        let mut signs = self.signs.lock().unwrap_or_else(PoisonError::into_inner);
        match commit {
            Err(error) => signs.failing = Some(error.clone()),
            Ok(CommitEffect::Something) if !signs.lacks_room() => signs.failing = None,
            Ok(_) => {}
        }
    }

    /// Something failed: damage is kept in mind, and a disk that takes nothing until it has taken something.
    pub(super) fn met(&self, error: &StoreError) {
        let mut signs = self.signs.lock().unwrap_or_else(PoisonError::into_inner);
        match error {
            StoreError::Corrupt(_) if signs.damage.is_none() => signs.damage = Some(error.clone()),
            StoreError::Full(_) | StoreError::Disk(_) => signs.failing = Some(error.clone()),
            _ => {}
        }
    }

    /// Whether the disk takes nothing, or nothing large.
    pub(super) fn lacks_room(&self) -> bool {
        self.signs.lock().unwrap_or_else(PoisonError::into_inner).lacks_room()
    }

    /// It does take something large.
    pub(super) fn found_room(&self) {
        self.signs.lock().unwrap_or_else(PoisonError::into_inner).failing = None;
    }

    /// What keeps the store from working, as far as anybody has met it.
    pub(super) fn trouble(&self) -> Option<StoreError> {
        let signs = self.signs.lock().unwrap_or_else(PoisonError::into_inner);
        signs.damage.clone().or_else(|| signs.failing.clone())
    }
}
