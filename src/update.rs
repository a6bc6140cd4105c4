//! The decision what one poll of a feed means: new, edited, seen, relinked, well or failing.
//!
//! A poll asks in this order: fetch, read, [`questions`], the store's answer to them, [`decide`], one transaction.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use jiff::Timestamp;

use crate::entry::ContentHash;
use crate::entry::Entry;
use crate::entry::EntryKey;
use crate::feed::Answer;
use crate::feed::Failure;
use crate::feed::Feed;
use crate::feed::FeedState;
use crate::feed::Hints;
use crate::settings::FetchSettings;

/// What a poll brought, once a body has been read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// 304, or the body of last time.
    Unchanged(Answer),
    /// A body that is a feed.
    Read(Answer, Reading),
    /// 410.
    Gone,
    /// Everything else, a body that is no feed included ([`crate::feed::FailureKind::NotAFeed`]).
    Failed(Failure),
}

/// A feed's body as far as the decision needs it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reading {
    /// The feed's own title.
    pub title: Option<String>,
    /// The feed's own language.
    pub lang: Option<String>,
    /// The feed's wishes about the interval.
    pub hints: Hints,
    /// Its entries, in its order, no two with one key: see [`Reading::set_apart`].
    pub entries: Vec<Entry>,
    /// Whether the body breaks off before its end.
    pub cut: bool,
}

/// What to ask the store about one feed before deciding. Empty means that there is nothing to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Questions {
    /// Entries with these keys,
    pub keys: BTreeSet<EntryKey>,
    /// or with these canonical links,
    pub links: BTreeSet<String>,
    /// or with these title hashes ([`crate::entry::title_hash`]).
    pub titles: BTreeSet<u64>,
}

/// An entry of this feed that the store knows already. Keys outlive texts, so this may be all that is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownEntry {
    /// Its key.
    pub key: EntryKey,
    /// Its canonical link ([`crate::entry::canonical_link`]).
    pub link: Option<String>,
    /// The hash of its title ([`crate::entry::title_hash`]); 0 where it has none.
    pub title: u64,
    /// The hash of its present text.
    pub hash: ContentHash,
    /// The hashes of its earlier revisions, newest last, repeats kept; at least the last 50.
    pub past: Vec<ContentHash>,
    /// When we first saw it.
    pub first_seen: Timestamp,
    /// Whether it is marked as withdrawn.
    pub withdrawn: bool,
}

/// What one poll means. All of it is written in one transaction, or none of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Update {
    /// The feed's state from now on.
    pub state: FeedState,
    /// What to write about entries, in the feed's order.
    pub changes: Vec<Change>,
    /// What to tell people about the feed.
    pub events: Vec<HealthEvent>,
}

/// What happened to one entry.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    /// Never seen before. `news` is false for the baseline: stored and searchable, never mailed.
    New { entry: Entry, hash: ContentHash, news: bool },
    /// Known, and its text is another: write a revision. `was` is the key it is stored under, which differs from
    /// the entry's where a feed derives ids from titles. `alert` is false where people should not hear of it: the page flaps, or is edited without end.
    Edited { was: EntryKey, entry: Entry, hash: ContentHash, alert: bool },
    /// Known under another key, because the feed changed its ids: give it the new key, link and title; mail nothing. A text that differs is a revision without alert.
    Relinked { was: EntryKey, entry: Entry, hash: ContentHash },
    /// Left the feed hours after it came, while older entries stayed: the publisher took it back.
    Withdrawn { key: EntryKey },
    /// Marked as withdrawn, and listed again.
    Restored { key: EntryKey },
}

/// One thing that people may want to know about a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HealthEvent {
    /// What happened.
    pub kind: EventKind,
    /// One sentence that stands alone beside the feed's name.
    pub message: String,
    /// Whether operators get mail for it; else it only stands in the feed's history.
    pub tell: bool,
}

/// The kinds of health events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum EventKind {
    /// It fails for long enough that people should know.
    Failing,
    /// A bot wall or a login page answers in its place.
    Blocked,
    /// A permanent redirect is believed.
    Moved,
    /// 410: it is not polled any more.
    Gone,
    /// It brings nothing for much longer than its own rhythm.
    Silent,
    /// It is well again.
    Recovered,
    /// It changed its ids, and its entries were recognised by link or title.
    IdsChanged,
    /// It had entries and has none now; nothing was deleted.
    Emptied,
    /// It has far fewer entries than before; nothing was deleted.
    Shrunk,
    /// Its body breaks off before its end; what could be read was read.
    Truncated,
    /// Nothing in it was known, though it had entries before: some may have come and gone between two polls.
    Gap,
    /// An entry is edited without end; its further edits are stored, not mailed.
    Restless,
}

impl EventKind {
    /// The word that stands for it in the store and in JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Blocked => "blocked",
            Self::Moved => "moved",
            Self::Gone => "gone",
            Self::Silent => "silent",
            Self::Recovered => "recovered",
            Self::IdsChanged => "ids-changed",
            Self::Emptied => "emptied",
            Self::Shrunk => "shrunk",
            Self::Truncated => "truncated",
            Self::Gap => "gap",
            Self::Restless => "restless",
        }
    }
}

impl Reading {
    /// The same with entries set apart that share a key, by link, else by title; exact repeats are dropped.
    ///
    /// All that share a key are set apart, not all but the first: which one comes first may change.
    #[must_use]
    pub(crate) fn set_apart(mut self) -> Self {
        let mut count: HashMap<EntryKey, usize> = HashMap::new();
        for round in [set_apart_by_link, set_apart_by_title] {
            count.clear();
            for entry in &self.entries {
                *count.entry(entry.key.clone()).or_default() += 1;
            }
            self.entries.iter_mut().filter(|entry| count[&entry.key] > 1).for_each(round);
        }
        let mut seen = HashSet::new();
        self.entries.retain(|entry| seen.insert(entry.key.clone()));
        self
    }
}

fn set_apart_by_link(entry: &mut Entry) {
    if let Some(link) = &entry.link {
        entry.key = entry.key.with_link(link);
    }
}

fn set_apart_by_title(entry: &mut Entry) {
    entry.key = entry.key.with_title(&entry.title);
}

/// What the store must be asked before [`decide`]: nothing but for a body that was read.
pub(crate) fn questions(_state: &FeedState, outcome: &Outcome) -> Questions {
    let Outcome::Read(_, reading) = outcome else {
        return Questions::default();
    };
    Questions {
        keys: reading.entries.iter().map(|entry| entry.key.clone()).collect(),
        ..Questions::default()
    }
}

/// What this poll means. `known` is the store's answer to [`questions`], `now` the time of the request.
pub(crate) fn decide(
    _feed: &Feed,
    state: FeedState,
    _outcome: Outcome,
    _known: &[KnownEntry],
    _now: Timestamp,
    _settings: &FetchSettings,
) -> Update {
    Update { state, changes: Vec::new(), events: Vec::new() }
}
