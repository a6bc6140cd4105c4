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
    /// Text older than this goes; keys stay. A hundred years where all is kept.
    pub retention: Duration,
}

/// What `retention = "0"` means: longer than anything is stored.
const KEEPS_ALL: Duration = Duration::from_hours(36_500 * 24);

impl StoreSettings {
    pub(super) fn read(mut table: Table<'_>, folder: &Path) -> Self {
        let keeps_all = table.text("retention").is_some_and(|text| text.value.trim() == "0");
        let retention = if keeps_all { Some(KEEPS_ALL) } else { duration(&mut table, "retention") };
        let settings = Self {
            database: path(&mut table, "database", folder).unwrap_or_default(),
            retention: retention.unwrap_or_default(),
        };
        table.finish();
        settings
    }
}
