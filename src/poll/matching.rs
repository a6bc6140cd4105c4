//! The matching of what a poll has changed, on whichever thread it happens.

use crate::entry::Entry;
use crate::event::{ArticleTraits, ReaderPool};
use crate::feed::{Feed, FeedState};
use crate::update::{ChangeKind, EntryChange, Update};
use crate::watch::found::Match;
use crate::watch::item::Item;
use crate::watch::pool::MatcherPool;
use crate::watch::set::Matcher;

/// Fills in what each change of an update matches, with the traits of what may be part of a story.
pub(super) fn fill_in(pool: &MatcherPool, readers: &ReaderPool, feed: &Feed, update: &mut Update) {
    if update.changes.is_empty() {
        return;
    }
    let Update { state, changes, .. } = update;
    for EntryChange { kind, matches, traits } in changes {
        let Some(entry) = kind.entry() else { continue };
        *matches = pool.with(|matcher| of_entry(matcher, feed, state, entry));
        // Of what is no news nobody is told a story.
        let may_be_told = !matches!(kind, ChangeKind::New { news: false, .. });
        let text = (entry.title.as_str(), entry.text.as_str());
        *traits = (may_be_told && !matches.is_empty())
            .then(|| readers.with(|reader| ArticleTraits::of(reader, text, matches, feed.family())));
    }
}

fn of_entry(matcher: &mut Matcher, feed: &Feed, state: &FeedState, entry: &Entry) -> Vec<Match> {
    matcher.matches(&Item::of(feed, state.title.as_deref(), entry))
}
