//! Which feeds give teasers, and what the pages behind them bring.

use serde::Serialize;

use crate::feed::{Robots, SourceKind};
use crate::settings::PageSettings;
use crate::shown::Shown;
use crate::store::coverage::watched_feeds;
use crate::store::page_answers::{PageCounts, page_counts};
use crate::store::{Connection, StoreError};
use crate::update::{gives_teasers, is_read_whole};

/// A feed that gives teasers, or whose pages are fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TeaserFeed {
    pub title: String,
    /// Its address, as anybody may read it.
    pub url: String,
    /// Whether the pages behind its entries are fetched.
    pub fetched: bool,
    /// Whether the rules of its site are ignored.
    pub ignores_robots: bool,
    pub pages: PageCounts,
}

impl TeaserFeed {
    /// What its pages bring, or that nobody asks for them.
    pub(crate) fn words(&self) -> String {
        if !self.fetched {
            return "gives teasers, and its pages are not fetched (full_text = false)".to_owned();
        }
        let robots = if self.ignores_robots { "; robots.txt is ignored" } else { "" };
        format!("gives teasers; its pages: {}{robots}", self.pages)
    }
}

/// The listed feeds that give teasers.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn teaser_feeds(
    connection: &Connection,
    settings: &PageSettings,
) -> Result<Vec<TeaserFeed>, StoreError> {
    let counts = page_counts(connection)?;
    let feeds = watched_feeds(connection)?.into_iter().filter_map(|stored| {
        // Behind a post of a channel there is nothing more.
        if stored.feed.kind() == SourceKind::Telegram {
            return None;
        }
        let fetched = is_read_whole(stored.feed.full_text_or(settings.full_text), &stored.state);
        (fetched || gives_teasers(&stored.state) == Some(true)).then(|| TeaserFeed {
            title: stored.feed.title_or(stored.state.title.as_deref()).to_owned(),
            url: Shown::address(&stored.feed.url).to_string(),
            fetched,
            ignores_robots: stored.feed.robots.unwrap_or(settings.robots) == Robots::Ignore,
            pages: counts.get(&stored.id).copied().unwrap_or_default(),
        })
    });
    Ok(feeds.collect())
}
