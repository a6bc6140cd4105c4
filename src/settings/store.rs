//! `[store]` of the settings.

use std::path::PathBuf;
use std::time::Duration;

/// `[store]`: where items are kept, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoreSettings {
    /// The SQLite file.
    pub database: PathBuf,
    /// Text older than this goes; keys stay.
    pub retention: Duration,
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self { database: "wirewatch.db".into(), retention: Duration::from_hours(400 * 24) }
    }
}
