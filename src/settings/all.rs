//! Everything `wirewatch.toml` says, as plain data with its defaults.

use std::path::{Path, PathBuf};

use crate::diagnostic::Problem;
use crate::diagnostic::table::{Table, TomlDocument};
use crate::feed::SiteShare;

use super::keys::WIREWATCH;
use super::typed::path;
use super::{
    BusRole, BusSettings, FetchSettings, MailSettings, MetricsSettings, StoreSettings, TranslateSettings,
    WatchSettings, WebSettings, values,
};

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
    /// Whether an output may be a program of this machine.
    pub allow_commands: bool,
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
    /// `[metrics]`; `None` means none.
    pub metrics: Option<MetricsSettings>,
    /// `[translate]`; `None` means that no text leaves.
    pub translate: Option<TranslateSettings>,
    /// `[bus]`; `None` means one machine.
    pub bus: Option<BusSettings>,
}

impl Settings {
    /// Reads a file, relative paths of which start at `folder`. What is wrong in it stands at its default, with a
    /// problem each.
    pub(crate) fn parse(text: &str, folder: &Path) -> (Self, Vec<Problem>) {
        let document = TomlDocument::parse(text);
        let mut root = Table::root(&document, &WIREWATCH);
        let mut named = |key| path(&mut root, key, folder).unwrap_or_default();
        let (feeds, subscribers, watchlists) = (named("feeds"), named("subscribers"), named("watchlists"));
        let operators = root.texts("operators").unwrap_or_default();
        let operators =
            operators.iter().filter_map(|text| root.read_text(text, "address", values::address)).collect();
        let allow_commands = root.flag("allow_commands");
        let settings = Self {
            feeds,
            subscribers,
            watchlists,
            operators,
            allow_commands,
            store: StoreSettings::read(root.table_or_empty("store"), folder),
            watch: WatchSettings::read(root.table_or_empty("watch")),
            fetch: FetchSettings::read(root.table_or_empty("fetch"), folder),
            mail: MailSettings::read(root.table_or_empty("mail"), folder),
            web: root.table("web").and_then(WebSettings::read),
            metrics: root.table("metrics").and_then(MetricsSettings::read),
            translate: root.table("translate").and_then(|table| TranslateSettings::read(table, folder)),
            bus: root.table("bus").and_then(|table| BusSettings::read(table, folder)),
        };
        root.finish();
        (settings, document.into_problems())
    }

    /// The sites that this machine asks.
    pub(crate) fn share(&self) -> SiteShare {
        self.bus.as_ref().and_then(BusSettings::share).unwrap_or(SiteShare::WHOLE)
    }

    /// Whether this machine asks feeds: every one does but a desk.
    pub(crate) fn polls(&self) -> bool {
        !self.bus.as_ref().is_some_and(|bus| matches!(bus.role, BusRole::Desk(_)))
    }

    /// Whether this machine composes and mails: every one does but those that poll for desks.
    pub(crate) fn mails(&self) -> bool {
        !self.bus.as_ref().is_some_and(|bus| matches!(bus.role, BusRole::Poll(_)))
    }
}
