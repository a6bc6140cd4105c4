//! What one poll means: the feed's next state, what happened to its entries, what to tell people.

use super::answer::Missing;
use crate::entry::{ContentHash, Entry, EntryKey};
use crate::event::ArticleTraits;
use crate::feed::{FeedState, FetchFailure, HealthEvent};
use crate::watch::found::Match;

/// What one poll means. All of it is written in one transaction, or none of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Update {
    /// The feed's state from now on.
    pub state: FeedState,
    /// What to write about entries, in the feed's order.
    pub changes: Vec<EntryChange>,
    /// What to tell people about the feed.
    pub events: Vec<HealthEvent>,
}

/// What happened to one entry, and what of it readers may hear.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EntryChange {
    /// What happened.
    pub kind: ChangeKind,
    /// What the entry matches now; filled in between the decision and the record.
    pub matches: Vec<Match>,
    /// By what an entry that matches anything is known again.
    pub traits: Option<ArticleTraits>,
}

impl From<ChangeKind> for EntryChange {
    /// A change that is not matched yet.
    fn from(kind: ChangeKind) -> Self {
        Self { kind, matches: Vec::new(), traits: None }
    }
}

/// What happened to one entry.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ChangeKind {
    /// Never seen before. `news` is false for the baseline: stored and searchable, never mailed.
    New { entry: Entry, hash: ContentHash, news: bool },
    /// Known, and its text is another: write a revision. `was` is the key it is stored under, which differs from
    /// the entry's where a feed derives ids from titles. `alert` is false where people should not hear of it: it is edited without end.
    Edited { was: EntryKey, entry: Entry, hash: ContentHash, alert: bool },
    /// Known under another key, because the feed changed its ids: give it the new key, link and title; mail nothing. A text that differs is a revision without alert.
    Relinked { was: EntryKey, entry: Entry, hash: ContentHash },
    /// Another article stands under its key: it keeps its text and all that was told of it, under a key of its own.
    Displaced { was: EntryKey, key: EntryKey },
    /// Missing from two answers, while older entries stayed: the publisher took it back.
    Withdrawn { key: EntryKey },
    /// Marked as withdrawn, and listed again.
    Restored { key: EntryKey },
}

impl ChangeKind {
    /// The entry as it is now, where the change has brought it.
    pub(crate) fn entry(&self) -> Option<&Entry> {
        match self {
            Self::New { entry, .. } | Self::Edited { entry, .. } | Self::Relinked { entry, .. } => {
                Some(entry)
            }
            Self::Displaced { .. } | Self::Withdrawn { .. } | Self::Restored { .. } => None,
        }
    }
}

/// How a poll ended, as far as health and schedule are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PollEnd {
    Answered,
    Failed(FetchFailure),
    /// For good, and why.
    Gone(&'static str),
}

/// How much of the feed a body shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BodyExtent {
    /// Only what is new since the last one (226).
    pub is_partial: bool,
    /// What of it was not read.
    pub missing: Missing,
    /// A text of it was cut at a limit of ours.
    pub is_cut: bool,
    /// The feed says that it lists all that there is.
    pub is_complete: bool,
}
