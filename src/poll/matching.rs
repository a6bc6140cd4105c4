//! The matching of what a poll has changed, on whichever thread it happens.

use std::sync::{Mutex, PoisonError};

use crate::entry::Entry;
use crate::feed::{Feed, FeedState};
use crate::story::{Sketch, sketch};
use crate::update::{EntryChange, Update};
use crate::watch::found::Match;
use crate::watch::item::Item;
use crate::watch::set::{Matcher, Watchlists};

/// Matchers that wait for work: each has a memory of words that grows warm with use.
pub(super) struct Matchers {
    watchlists: Watchlists,
    idle: Mutex<Vec<Matcher>>,
}

impl Matchers {
    pub(super) fn new(watchlists: &Watchlists) -> Self {
        Self { watchlists: watchlists.clone(), idle: Mutex::default() }
    }

    /// What each change of an update matches, with the sketch of what may be part of a story.
    pub(super) fn matched(&self, feed: &Feed, update: &Update) -> Vec<(Vec<Match>, Option<Sketch>)> {
        if update.changes.is_empty() {
            return Vec::new();
        }
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut matcher = idle.unwrap_or_else(|| self.watchlists.matcher());
        let matched =
            update.changes.iter().map(|change| of_change(&mut matcher, feed, &update.state, change));
        let matched = matched.collect();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(matcher);
        matched
    }
}

fn of_change(
    matcher: &mut Matcher,
    feed: &Feed,
    state: &FeedState,
    change: &EntryChange,
) -> (Vec<Match>, Option<Sketch>) {
    match change {
        EntryChange::New { entry, .. } => {
            let matches = of_entry(matcher, feed, state, entry);
            let sketch = (!matches.is_empty()).then(|| sketch(&entry.title, &entry.text));
            (matches, sketch)
        }
        EntryChange::Edited { entry, .. } | EntryChange::Relinked { entry, .. } => {
            (of_entry(matcher, feed, state, entry), None)
        }
        EntryChange::Withdrawn { .. } | EntryChange::Restored { .. } => (Vec::new(), None),
    }
}

fn of_entry(matcher: &mut Matcher, feed: &Feed, state: &FeedState, entry: &Entry) -> Vec<Match> {
    matcher.matches(&Item {
        title: &entry.title,
        text: &entry.text,
        url: entry.link.as_deref(),
        source: Some(feed.title_or(state.title.as_deref())),
        lang: feed.lang.as_deref().or(entry.lang.as_deref()),
        country: feed.country.as_deref(),
        author: entry.author.as_deref(),
        tags: &entry.tags,
        feed_tags: &feed.tags,
    })
}
