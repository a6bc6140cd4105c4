//! `[store]` of the settings.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::diagnostic::table::Table;

use super::typed::{duration, path};

/// `[store]`: where items are kept, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoreSettings {
    /// The SQLite file.
    pub database: PathBuf,
    /// Text older than this goes; keys stay.
    pub retention: Duration,
}

impl StoreSettings {
    pub(super) fn read(mut table: Table<'_>, folder: &Path) -> Self {
        let settings = Self {
            database: path(&mut table, "database", folder).unwrap_or_default(),
            retention: duration(&mut table, "retention").unwrap_or_default(),
        };
        table.finish();
        settings
    }
}
