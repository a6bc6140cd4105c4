//! What the store is asked about a feed before the decision, and what it answers.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::answer::PollAnswer;
use crate::entry::{ContentHash, Entry, EntryKey, canonical_link, title_hash};
use crate::feed::FeedState;

/// What to ask the store about one feed before deciding. Empty means that there is nothing to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Questions {
    /// Entries with these keys: those of the body,
    pub keys: BTreeSet<EntryKey>,
    /// and those that were listed before and may have left,
    pub listed: BTreeSet<EntryKey>,
    /// or with these canonical links,
    pub links: BTreeSet<String>,
    /// or with these title hashes ([`crate::entry::title_hash`]).
    pub titles: BTreeSet<u64>,
    /// The hashes of the entries of the body, with the boxes and counters of their feed.
    pub hashes: BTreeMap<EntryKey, ContentHash>,
    /// The canonical links and title hashes of those of the body that have a link.
    pub shown: BTreeMap<EntryKey, (String, u64)>,
}

impl Questions {
    /// Whether the text of a known entry is needed, beside what is known of it.
    pub(crate) fn ask_for_text(&self, known: &KnownEntry) -> bool {
        let is_at_a_link = known.link.as_ref().is_some_and(|link| self.links.contains(link));
        let is_in_body = self.keys.contains(&known.key);
        let has_moved = self.shown.get(&known.key).is_some_and(|(link, title)| {
            known.title != *title && known.link.as_ref().is_some_and(|known| known != link)
        });
        known.recent >= MANY_REVISIONS
            || has_moved
            || (is_at_a_link && !is_in_body)
            || self.hashes.get(&known.key).is_some_and(|hash| *hash != known.hash)
    }
}

/// An entry of this feed that the store knows already. Keys outlive texts, so this may be all that is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownEntry {
    /// Its number: numbers grow with commits, whatever becomes of the clock.
    pub number: i64,
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
    /// The publisher's claim.
    pub published: Option<Timestamp>,
    /// Whether it is marked as withdrawn.
    pub withdrawn: bool,
    /// Revisions that were seen within the last week.
    pub recent: usize,
    /// Title and text that its feed last gave it, where they are kept and needed: see
    /// [`Questions::ask_for_text`].
    pub text: Option<String>,
}

impl KnownEntry {
    /// Whether it was stored before another one, by an earlier poll. No clock says that, which may have been set back.
    pub(super) fn came_before(&self, other: &Self) -> bool {
        self.number < other.number && self.first_seen != other.first_seen
    }
}

/// Revisions of a week from which on an entry is edited without end, unless its texts have little in common.
pub(super) const MANY_REVISIONS: usize = 24;

/// What the store must be asked before [`super::decide()`]: nothing but for a body that was read. Entries of one body that
/// share a key are set apart first.
pub(crate) fn questions(state: &FeedState, outcome: &mut PollAnswer) -> Questions {
    let PollAnswer::Read(_, reading) = outcome else {
        return Questions::default();
    };
    if state.ids_are_places {
        reading.key_by_link();
    }
    reading.set_apart();
    let absent = state.absent.iter().map(|absent| absent.key.clone());
    let listed = state.listed.iter().cloned().chain(absent).map(EntryKey::from_stored);
    let shown: BTreeMap<EntryKey, (String, u64)> = reading.entries.iter().filter_map(shown).collect();
    Questions {
        hashes: reading.entries.iter().map(|entry| (entry.key.clone(), hash(entry))).collect(),
        keys: reading.entries.iter().map(|entry| entry.key.clone()).collect(),
        listed: listed.collect(),
        links: shown.values().map(|(link, _)| link.clone()).collect(),
        titles: reading.entries.iter().map(|entry| title_hash(&entry.title)).collect(),
        shown,
    }
}

fn hash(entry: &Entry) -> ContentHash {
    ContentHash::of(&entry.title, &entry.text)
}

fn shown(entry: &Entry) -> Option<(EntryKey, (String, u64))> {
    let link = entry.link.as_deref().map(canonical_link)?;
    Some((entry.key.clone(), (link, title_hash(&entry.title))))
}
