//! `[watch]` of the settings.

use crate::diagnostic::table::Table;

/// `[watch]`: what a changed watchlist may bring.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WatchSettings {
    /// A reload that would multiply what a watchlist mails by more than this is refused; at least 1.
    pub max_growth: f64,
}

impl WatchSettings {
    pub(super) fn read(mut table: Table<'_>) -> Self {
        let max_growth = table.number("max_growth").unwrap_or_default();
        table.finish();
        Self { max_growth }
    }
}
