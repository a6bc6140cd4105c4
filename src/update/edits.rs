//! What another text of a known entry means: an edit, a page that flaps, an entry that is edited without end.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::known::{KnownEntry, MANY_REVISIONS};
use super::meaning::ChangeKind;
use crate::entry::{ContentHash, Entry, kept_share};
use crate::feed::{FeedState, ReturnedText};

/// Revisions of one entry within a week after which no further one is stored: a counter in the text makes one at every poll.
const STORED_REVISIONS: usize = 50;

/// A new text that keeps less than this of the words is another one in the same place, and no edit without end.
const KEPT: f64 = 0.5;

/// A former text that so many answers in a row show, or that stands for so long, is the present one.
const STANDS_AFTER_ANSWERS: u32 = 3;
const STANDS_AFTER: SignedDuration = SignedDuration::from_hours(6);

/// Texts that are watched at one time.
const WATCHED: usize = 100;

/// Tells the edits of one body.
pub(super) struct Edits<'a> {
    before: &'a FeedState,
    now: Timestamp,
    /// Nothing is taken from this body yet.
    is_held: bool,
    restless: Option<String>,
    returned: Vec<ReturnedText>,
}

impl<'a> Edits<'a> {
    pub(super) fn new(before: &'a FeedState, now: Timestamp, is_held: bool) -> Self {
        Self { before, now, is_held, restless: None, returned: Vec::new() }
    }

    /// What a known entry's text means today.
    pub(super) fn of(&mut self, known: &KnownEntry, entry: Entry, hash: ContentHash) -> Option<ChangeKind> {
        let was = known.key.clone();
        if hash == known.hash {
            return (was != entry.key).then_some(ChangeKind::Relinked { was, entry, hash });
        }
        if self.is_held || (flaps(known, hash) && !self.stands(&entry, hash)) {
            return None;
        }
        let is_restless = known.recent >= MANY_REVISIONS && !is_replaced(known, &entry);
        if is_restless {
            self.restless = Some(entry.title.clone());
            if known.recent >= STORED_REVISIONS {
                return None;
            }
        }
        Some(ChangeKind::Edited { was, entry, hash, alert: !is_restless })
    }

    /// The same of a text that is believed only where it stands.
    pub(super) fn once_it_stands(
        &mut self,
        known: &KnownEntry,
        entry: Entry,
        hash: ContentHash,
    ) -> Option<ChangeKind> {
        self.stands(&entry, hash).then(|| self.of(known, entry, hash)).flatten()
    }

    /// Whether a text that was returned to has stood for long enough; until then it is watched.
    fn stands(&mut self, entry: &Entry, hash: ContentHash) -> bool {
        let (key, half) = (entry.key.as_str(), hash.half());
        let before = self.before.returned.iter().find(|text| text.key == key && text.hash == half);
        let (answers, since) =
            before.map_or((1, self.now), |text| (text.answers.saturating_add(1), text.since));
        let stands = answers >= STANDS_AFTER_ANSWERS || self.now.duration_since(since) >= STANDS_AFTER;
        if !stands && self.returned.len() < WATCHED {
            self.returned.push(ReturnedText { key: key.to_owned(), hash: half, answers, since });
        }
        stands
    }

    /// The title of an entry that is edited without end, and the texts that are watched.
    pub(super) fn into_observed(self) -> (Option<String>, Vec<ReturnedText>) {
        (self.restless, self.returned)
    }
}

/// The second return to a former text is a page that flaps; the first may be a correction taken back.
fn flaps(known: &KnownEntry, hash: ContentHash) -> bool {
    let distinct: HashSet<u128> = known.past.iter().chain([&known.hash]).map(|hash| hash.0).collect();
    known.past.contains(&hash) && distinct.len() < known.past.len() + 1
}

fn is_replaced(known: &KnownEntry, entry: &Entry) -> bool {
    let now = || format!("{}\n{}", entry.title, entry.text);
    known.text.as_deref().is_some_and(|was| kept_share(was, &now()) < KEPT)
}
