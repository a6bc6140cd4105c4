//! `[fetch.pages]` of the settings.

use std::time::Duration;

use crate::diagnostic::table::Table;
use crate::feed::{FullText, Robots};

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

impl PageSettings {
    pub(super) fn read(mut table: Table<'_>) -> Self {
        let mut recheck = durations(&mut table, "recheck");
        recheck.sort_unstable();
        recheck.dedup();
        let settings = Self {
            full_text: full_text(&mut table).unwrap_or(FullText::Auto),
            wait: duration(&mut table, "wait").unwrap_or_default(),
            spacing: duration(&mut table, "spacing").unwrap_or_default(),
            concurrency: table.whole("concurrency").unwrap_or_default(),
            per_day: table.whole("per_day").unwrap_or_default(),
            robots: robots(&mut table).unwrap_or(Robots::Obey),
            recheck,
        };
        table.finish();
        settings
    }
}

/// What a key says of full text, where it says anything.
pub(crate) fn full_text(table: &mut Table<'_>) -> Option<FullText> {
    flag_or(table, "full_text", [FullText::AsGiven, FullText::Fetched], &[("auto", FullText::Auto)])
}

/// What a key says of robots, where it says anything.
pub(crate) fn robots(table: &mut Table<'_>) -> Option<Robots> {
    // A feed that says nothing has no rule of its own: the default of the key is the settings'.
    let is_said = table.has("robots");
    let rule = table.choice("robots", &[("obey", Robots::Obey), ("ignore", Robots::Ignore)]);
    rule.filter(|_| is_said)
}
