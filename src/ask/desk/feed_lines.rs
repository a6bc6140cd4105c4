//! The feeds that a reader's watchlists read, and how each is, for people.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::feed::{FeedHealth, FeedState};
use crate::settings::PageSettings;
use crate::store::coverage::watched_feeds;
use crate::store::feeds::StoredFeed;
use crate::store::page_answers::page_counts;
use crate::store::{Connection, StoreError};
use crate::update::{gives_teasers, is_read_whole};
use crate::watch::set::Watchlists;

use super::sight::ReaderSight;

/// A feed in a line. What only operators can use, such as its address, is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FeedLine {
    pub title: String,
    pub lang: Option<String>,
    pub country: Option<String>,
    pub health: FeedHealth,
    /// Whether something keeps it from being read.
    pub is_ill: bool,
    /// Since when, where something does.
    pub since: Option<Timestamp>,
    /// When it was last read.
    pub read: Option<Timestamp>,
    /// When it last brought something new.
    pub brought: Option<Timestamp>,
    /// Days between new entries, where it is known.
    pub rhythm: Option<String>,
    /// What its pages bring, where it gives teasers.
    pub pages: Option<String>,
}

/// The feeds that the reader's watchlists read: those that are ill first, then by name.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn feed_lines(
    connection: &Connection,
    watchlists: &Watchlists,
    settings: &PageSettings,
    sight: &ReaderSight,
) -> Result<Vec<FeedLine>, StoreError> {
    let counts: BTreeMap<_, _> = page_counts(connection)?;
    let feeds = watched_feeds(connection)?;
    let reads = |stored: &&StoredFeed| {
        let writes = stored.state.writes.as_deref();
        sight.visible.iter().any(|id| watchlists.reads(id, &stored.feed, writes))
    };
    let own = feeds.iter().filter(reads);
    let mut lines: Vec<FeedLine> = own
        .map(|stored| {
            let state = &stored.state;
            let fetched = is_read_whole(stored.feed.full_text_or(settings.full_text), state);
            let teasers = fetched || gives_teasers(state) == Some(true);
            let pages = || {
                if fetched {
                    counts.get(&stored.id).copied().unwrap_or_default().to_string()
                } else {
                    "teasers only; its pages are not read".to_owned()
                }
            };
            FeedLine {
                title: stored.feed.title_or(state.title.as_deref()).to_owned(),
                lang: stored.feed.lang.clone(),
                country: stored.feed.country.clone(),
                health: state.health,
                is_ill: is_ill(state.health),
                since: since(state),
                read: state.last_ok,
                brought: state.last_new,
                rhythm: rhythm(state),
                pages: teasers.then(pages),
            }
        })
        .collect();
    lines.sort_by_cached_key(|line| (!line.is_ill, line.title.to_lowercase()));
    Ok(lines)
}

fn is_ill(health: FeedHealth) -> bool {
    use FeedHealth::{Blocked, Failing, Gone, Late, Silent};
    matches!(health, Late | Failing | Blocked | Gone | Silent)
}

fn since(state: &FeedState) -> Option<Timestamp> {
    match state.health {
        FeedHealth::Silent => state.last_new,
        health if is_ill(health) => state.failing_since.or(state.health_since),
        _ => None,
    }
}

/// How often it brings something new, from the last entries.
fn rhythm(state: &FeedState) -> Option<String> {
    let seconds = state.rhythm?.as_secs();
    Some(match seconds {
        0..5_400 => format!("every {} minutes", (seconds / 60).max(1)),
        5_400..129_600 => format!("every {} hours", (seconds + 1_800) / 3_600),
        _ => format!("every {} days", (seconds + 43_200) / 86_400),
    })
}
