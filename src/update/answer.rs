//! What a poll brought, once a body has been read: what the decision looks at.

use std::collections::{HashMap, HashSet};

use crate::entry::{ContentHash, Entry, EntryKey};
use crate::feed::{AnswerHead, EventKind, FetchFailure, Older, Wishes};

/// What a poll brought, once a body has been read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PollAnswer {
    /// 304, or the body of last time.
    Unchanged(AnswerHead),
    /// A body that is a feed.
    Read(AnswerHead, Reading),
    /// 410.
    Gone,
    /// Everything else, a body that is no feed included ([`crate::feed::FailureKind::NotAFeed`]).
    Failed(FetchFailure),
}

/// A feed's body as far as the decision needs it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reading {
    /// The feed's own title.
    pub title: Option<String>,
    /// The feed's own language.
    pub lang: Option<String>,
    /// The feed's wishes about the interval.
    pub hints: Wishes,
    /// Its entries, in its order, no two with one key: see [`Reading::set_apart`].
    pub entries: Vec<Entry>,
    /// What of the body could not be read.
    pub missing: Missing,
    /// Whether a text was cut at a limit of ours: what follows is neither stored nor matched.
    pub is_cut: bool,
    /// Whether the feed says that it lists all that there is (RFC 5005, 2): what is missing was taken back.
    pub complete: bool,
    /// The document with what came before: the archive (RFC 5005, 4), else the next page (3).
    pub older: Option<Box<Older>>,
    /// Whether the feed says that nothing will ever come again (JSON Feed's `expired`).
    pub expired: bool,
    /// What reading it had to say that operators should hear.
    pub notice: Option<Box<(EventKind, String)>>,
}

/// What of a body is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Nothing.
    #[default]
    Nothing,
    /// A limit of ours left entries out.
    Some,
    /// It breaks off before its end, behind an entry.
    End,
    /// It breaks off within its last entry: what that lacks is no edit.
    HalfEntry,
}

impl Reading {
    /// Sets entries apart that share a key: by link, else by title, else by date, else by text. What is equal in all of
    /// that is a repeat and dropped.
    ///
    /// All that share a key are set apart, not all but the first: which one comes first may change.
    pub(super) fn set_apart(&mut self) {
        let mut seen = HashSet::new();
        self.entries.retain(|entry| {
            seen.insert((
                entry.key.clone(),
                entry.link.clone(),
                entry.title.clone(),
                ContentHash::of("", &entry.text).0,
            ))
        });
        let mut count: HashMap<EntryKey, usize> = HashMap::new();
        for round in [set_apart_by_link, set_apart_by_title, set_apart_by_date, set_apart_by_text] {
            count.clear();
            for entry in &self.entries {
                *count.entry(entry.key.clone()).or_default() += 1;
            }
            self.entries.iter_mut().filter(|entry| count[&entry.key] > 1).for_each(round);
        }
        let mut seen = HashSet::new();
        self.entries.retain(|entry| seen.insert(entry.key.clone()));
    }

    /// Knows every entry that has a link by that, whatever its id.
    pub(super) fn key_by_link(&mut self) {
        for entry in &mut self.entries {
            if entry.link.is_some() {
                entry.key = EntryKey::derive(None, entry.link.as_deref(), &entry.title, None, &entry.text);
            }
        }
        self.set_apart();
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

fn set_apart_by_date(entry: &mut Entry) {
    if let Some(date) = entry.published {
        entry.key = entry.key.with_title(&date.to_string());
    }
}

fn set_apart_by_text(entry: &mut Entry) {
    entry.key = entry.key.with_title(&entry.text);
}
