//! `[fetch.pages]` of the settings.

use std::time::Duration;

use crate::diagnostic::table::Table;

use super::typed::{duration, durations, flag_or};

/// `[fetch.pages]`: how the articles behind the items of feeds are fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageSettings {
    /// Of feeds that do not say.
    pub full_text: FullText,
    /// A new item waits this long for its page before it is told.
    pub wait: Duration,
    /// Between two requests for pages of one site.
    pub spacing: Duration,
    /// Requests for pages at one time, at least 1.
    pub concurrency: usize,
    /// Pages of one feed in one day.
    pub per_day: u32,
    /// Whether the rules of sites are kept.
    pub robots: Robots,
    /// When the page of an item that matched is looked at again, from its first sight on; from short to long.
    pub recheck: Vec<Duration>,
}

/// Whether the page behind an item is fetched and its text matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FullText {
    /// Always.
    Fetched,
    /// Never: what the feed says is matched.
    AsGiven,
    /// Where the feed brings teasers only.
    Auto,
}

/// Whether a site's robots.txt is obeyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Robots {
    /// It is.
    Obey,
    /// It is not; `status` shows who does so.
    Ignore,
}

impl PageSettings {
    pub(super) fn read(mut table: Table<'_>) -> Self {
        let robots = [("obey", Robots::Obey), ("ignore", Robots::Ignore)];
        let mut recheck = durations(&mut table, "recheck");
        recheck.sort_unstable();
        recheck.dedup();
        let settings = Self {
            full_text: FullText::read(&mut table, "full_text").unwrap_or(FullText::Auto),
            wait: duration(&mut table, "wait").unwrap_or_default(),
            spacing: duration(&mut table, "spacing").unwrap_or_default(),
            concurrency: table.whole("concurrency").unwrap_or_default(),
            per_day: table.whole("per_day").unwrap_or_default(),
            robots: table.choice("robots", &robots).unwrap_or(Robots::Obey),
            recheck,
        };
        table.finish();
        settings
    }
}

impl FullText {
    /// What a key says of it, where it says anything.
    pub(crate) fn read(table: &mut Table<'_>, key: &'static str) -> Option<Self> {
        flag_or(table, key, [Self::AsGiven, Self::Fetched], &[("auto", Self::Auto)])
    }
}
