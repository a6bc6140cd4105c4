//! `[watch]` of the settings.

/// `[watch]`: what a changed watchlist may bring.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WatchSettings {
    /// A reload that would multiply what a watchlist mails by more than this is refused; at least 1.
    pub max_growth: f64,
}

impl Default for WatchSettings {
    fn default() -> Self {
        Self { max_growth: 10.0 }
    }
}
