//! Whether the store works: how its last commit ended, and what damage was met.

use std::sync::{Arc, Mutex, PoisonError};

use super::StoreError;

/// Shared by all who write and read.
#[derive(Debug, Clone, Default)]
pub(super) struct Vitals(Arc<Mutex<Signs>>);

#[derive(Debug, Default)]
struct Signs {
    /// Why the last commit failed; `None` after one that did not.
    failing: Option<StoreError>,
    /// What was damaged once stays so for as long as the file is open.
    damage: Option<StoreError>,
}

impl Vitals {
    /// How a commit ended.
    pub(super) fn committed(&self, commit: &Result<(), StoreError>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).failing = commit.clone().err();
    }

    /// Something failed: damage is kept in mind.
    pub(super) fn met(&self, error: &StoreError) {
        if let StoreError::Corrupt(_) = error {
            let mut signs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            signs.damage.get_or_insert_with(|| error.clone());
        }
    }

    /// What keeps the store from working, as far as anybody has met it.
    pub(super) fn trouble(&self) -> Option<StoreError> {
        let signs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        signs.damage.clone().or_else(|| signs.failing.clone())
    }
}
