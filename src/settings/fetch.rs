//! `[fetch]` of the settings.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::diagnostic::table::{Table, TomlDocument};
use crate::diagnostic::{Fault, Problem};

use super::keys::WIREWATCH;
use super::typed::{default_duration, duration, path, size, written_duration};
use super::units::show_duration;
use super::{PageSettings, values};

/// `[fetch]`: how feeds are asked, and how much of an answer is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FetchSettings {
    /// The interval of a feed without one of its own, before it is adapted.
    pub every: Duration,
    /// The adaptive interval never goes below this.
    pub min_every: Duration,
    /// The adaptive interval never goes above this.
    pub max_every: Duration,
    /// Requests at one time, at least 1.
    pub concurrency: usize,
    /// Requests at one time to one host, at least 1.
    pub per_host: usize,
    /// At first sight of a feed, items this young are news; older ones are only stored.
    pub backfill: Duration,
    /// The whole of one request, redirects and body included.
    pub timeout: Duration,
    /// Bytes of a body after decompression.
    pub max_body: u64,
    /// Goes into the User-Agent, so that publishers can reach the operator.
    pub contact: Option<String>,
    /// Whether loopback, private and link-local addresses may be asked.
    pub allow_private_addresses: bool,
    /// Certificates in PEM that are trusted beside the system's: an authority of one's own.
    pub ca_file: Option<PathBuf>,
    /// `[fetch.pages]`.
    pub pages: PageSettings,
}

impl Default for FetchSettings {
    fn default() -> Self {
        let document = TomlDocument::parse("");
        Self::read(Table::root(&document, &WIREWATCH).table_or_empty("fetch"), Path::new(""))
    }
}

impl FetchSettings {
    pub(super) fn read(mut table: Table<'_>, folder: &Path) -> Self {
        let mut interval = |key| written_duration(&mut table, key);
        let written = [interval("every"), interval("min_every"), interval("max_every")];
        let [every, min_every, max_every] = intervals(&table, written);
        let settings = Self {
            every,
            min_every,
            max_every,
            backfill: duration(&mut table, "backfill").unwrap_or_default(),
            timeout: duration(&mut table, "timeout").unwrap_or_default(),
            concurrency: table.whole("concurrency").unwrap_or_default(),
            per_host: table.whole("per_host").unwrap_or_default(),
            max_body: size(&mut table, "max_body").unwrap_or_default(),
            contact: table.read("contact", "address", contact),
            allow_private_addresses: table.flag("allow_private_addresses"),
            ca_file: path(&mut table, "ca_file", folder),
            pages: PageSettings::read(table.table_or_empty("pages")),
        };
        table.finish();
        settings
    }
}

/// The three intervals in order: what is written must agree, and what is not written gives way.
fn intervals(table: &Table<'_>, [every, min, max]: [Option<Duration>; 3]) -> [Duration; 3] {
    let usual = |key| default_duration(table, key).unwrap_or_default();
    let pairs = [
        ("min_every", min, "every", every),
        ("every", every, "max_every", max),
        ("min_every", min, "max_every", max),
    ];
    for (low_key, low, high_key, high) in pairs {
        let (Some(low), Some(high)) = (low, high) else { continue };
        if low > high {
            let (low, high) = (show_duration(low), show_duration(high));
            let message = format!("`{low_key}` ({low}) is longer than `{high_key}` ({high})");
            let mut problem =
                Problem::error(table.key_span(low_key).unwrap_or_default(), "out-of-range", message);
            if let Some(span) = table.key_span(high_key) {
                problem = problem.also(span, "shorter than that");
            }
            table.note(problem);
            break;
        }
    }
    let every = every
        .unwrap_or_else(|| usual("every").max(min.unwrap_or_default()).min(max.unwrap_or(Duration::MAX)));
    let min = min.unwrap_or_else(|| usual("min_every").min(every));
    [every, min, max.unwrap_or_else(|| usual("max_every").max(every))]
}

/// A link or a mail address that publishers can write to.
fn contact(text: &str) -> Result<String, Fault> {
    let checked = if text.contains('@') && !text.contains("://") {
        values::address(text.strip_prefix("mailto:").unwrap_or(text)).map(drop)
    } else {
        values::web_address(text).map(drop)
    };
    checked.map(|()| text.to_owned())
}
