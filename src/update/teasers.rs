//! Whether a feed gives teasers: told by how long its last entries were.

use super::meaning::ChangeKind;
use crate::article::count_words;
use crate::feed::{FeedState, FullText};

/// So many entries are remembered by their length.
const REMEMBERED: usize = 50;

/// A feed whose median entry is shorter gives teasers, in words.
const TEASER: u16 = 100;

/// Fewer entries than this say nothing.
const FEWEST: usize = 3;

/// Remembers how long the new entries are.
pub(super) fn measured(state: &mut FeedState, changes: &[ChangeKind]) {
    for change in changes {
        if let ChangeKind::New { entry, .. } = change {
            state.entry_words.push(u16::try_from(count_words(&entry.text)).unwrap_or(u16::MAX));
        }
    }
    let too_many = state.entry_words.len().saturating_sub(REMEMBERED);
    state.entry_words.drain(..too_many);
}

/// Whether the pages behind a feed's entries are read: where the operator says so, else where it gives teasers.
pub(crate) fn is_read_whole(rule: FullText, state: &FeedState) -> bool {
    match rule {
        FullText::Fetched => true,
        FullText::AsGiven => false,
        FullText::Auto => gives_teasers(state) == Some(true),
    }
}

/// Whether the feed gives teasers; `None` while too little was seen of it.
pub(crate) fn gives_teasers(state: &FeedState) -> Option<bool> {
    let mut words = state.entry_words.clone();
    if words.len() < FEWEST {
        return None;
    }
    words.sort_unstable();
    Some(words[words.len() / 2] < TEASER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_entry_tells() {
        for (words, expected) in [
            (vec![], None),
            (vec![10, 10], None),
            (vec![10, 20, 900], Some(true)),
            (vec![10, 300, 900], Some(false)),
            (vec![99, 99, 100, 100], Some(false)),
        ] {
            let state = FeedState { entry_words: words.clone(), ..FeedState::default() };
            assert_eq!(gives_teasers(&state), expected, "{words:?}");
        }
    }
}
