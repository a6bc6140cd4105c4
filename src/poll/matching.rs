//! The matching of what a poll has changed, on whichever thread it happens.

use crate::entry::Entry;
use crate::feed::{Feed, FeedState};
use crate::story::{Sketch, sketch};
use crate::update::{EntryChange, Update};
use crate::watch::found::Match;
use crate::watch::item::Item;
use crate::watch::pool::MatcherPool;
use crate::watch::set::Matcher;

/// What each change of an update matches, with the sketch of what may be part of a story.
pub(super) fn matched(pool: &MatcherPool, feed: &Feed, update: &Update) -> Vec<(Vec<Match>, Option<Sketch>)> {
    if update.changes.is_empty() {
        return Vec::new();
    }
    pool.with(|matcher| {
        update.changes.iter().map(|change| of_change(matcher, feed, &update.state, change)).collect()
    })
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
    matcher.matches(&Item::of(feed, state.title.as_deref(), entry))
}
