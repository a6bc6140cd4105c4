//! Everything `wirewatch.toml` says, as plain data with its defaults.

use std::path::PathBuf;

use super::{FetchSettings, MailSettings, StoreSettings, WatchSettings, WebSettings};

/// Everything `wirewatch.toml` says. Paths are absolute or relative to the working directory: `load` has
/// already joined them to the folder of the file they stand in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settings {
    /// A file of feeds, or a folder of `.toml` and `.opml` files.
    pub feeds: PathBuf,
    /// The file of subscribers.
    pub subscribers: PathBuf,
    /// The folder of watchlists and `entities.toml`.
    pub watchlists: PathBuf,
    /// Addresses that are told about dead feeds, refused mail and rejected files.
    pub operators: Vec<String>,
    /// `[store]`.
    pub store: StoreSettings,
    /// `[watch]`.
    pub watch: WatchSettings,
    /// `[fetch]`.
    pub fetch: FetchSettings,
    /// `[mail]`.
    pub mail: MailSettings,
    /// `[web]`; `None` means no listener.
    pub web: Option<WebSettings>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            feeds: "feeds.toml".into(),
            subscribers: "subscribers.toml".into(),
            watchlists: "watchlists".into(),
            operators: Vec::new(),
            store: StoreSettings::default(),
            watch: WatchSettings::default(),
            fetch: FetchSettings::default(),
            mail: MailSettings::default(),
            web: None,
        }
    }
}
