//! A feed and a store in memory, through which the cases of the decision are played poll by poll.

mod entries;
mod health;
mod look;
mod older;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{EntryChange, KnownEntry, Missing, PollAnswer, Questions, Reading, Update, decide, questions};
use crate::entry::{ContentHash, Entry, EntryKey, canonical_link, title_hash};
use crate::feed::{AnswerHead, FailureKind, Feed, FeedState, FetchFailure};
use crate::settings::FetchSettings;

type Decide = fn(&Feed, FeedState, PollAnswer, &[KnownEntry], Timestamp, &FetchSettings) -> Update;

/// One feed, what is stored of it, and a clock that moves a quarter of an hour at every poll.
struct World {
    state: FeedState,
    known: Vec<KnownEntry>,
    now: Timestamp,
}

impl World {
    fn new() -> Self {
        let now = "2026-11-23T12:00:00Z".parse().expect("a time");
        Self { state: FeedState::default(), known: Vec::new(), now }
    }

    /// A world whose feed was polled once and brought these entries.
    fn with(entries: &[Entry]) -> Self {
        let mut world = Self::new();
        world.read(entries);
        world
    }

    /// One poll that brings these entries, in words: see [`in_words`].
    fn read(&mut self, entries: &[Entry]) -> Vec<String> {
        let reading = Reading { entries: entries.to_vec(), ..Reading::default() };
        self.poll(PollAnswer::Read(AnswerHead::default(), reading)).changes.iter().map(in_words).collect()
    }

    /// One poll that fails; what people are told.
    fn fail(&mut self, kind: FailureKind) -> Vec<String> {
        told(&self.poll(PollAnswer::Failed(FetchFailure::new(kind, "it failed"))))
    }

    /// One poll that brings nothing new; what people are told.
    fn unchanged(&mut self) -> Vec<String> {
        told(&self.poll(PollAnswer::Unchanged(AnswerHead::default())))
    }

    fn poll(&mut self, outcome: PollAnswer) -> Update {
        let update = self.ask(outcome, decide);
        self.wait(Duration::from_mins(15));
        update
    }

    /// What `decide` makes of an outcome, written as the store would.
    fn ask(&mut self, mut outcome: PollAnswer, decide: Decide) -> Update {
        let feed = Feed {
            url: "https://a.example/feed".to_owned(),
            title: None,
            lang: None,
            country: None,
            publisher: None,
            tags: Vec::new(),
            every: None,
            ..Feed::default()
        };
        let questions = questions(&self.state, &mut outcome);
        let known: Vec<KnownEntry> =
            self.known.iter().filter(|known| asks_for(&questions, known)).cloned().collect();
        let update = decide(&feed, self.state.clone(), outcome, &known, self.now, &FetchSettings::default());
        self.state = update.state.clone();
        for change in &update.changes {
            self.write(change);
        }
        update
    }

    fn wait(&mut self, span: Duration) {
        self.now += SignedDuration::try_from(span).expect("a short span");
    }

    /// What the store does with a change.
    fn write(&mut self, change: &EntryChange) {
        match change {
            EntryChange::New { entry, hash, .. } => {
                let known = known_entry(entry, *hash, self.now);
                assert!(
                    !self.known.iter().any(|other| other.key == known.key),
                    "two entries with {}",
                    known.key
                );
                self.known.push(known);
            }
            EntryChange::Edited { was, entry, hash, .. } | EntryChange::Relinked { was, entry, hash } => {
                let old = self.stored(was);
                let fresh = known_entry(entry, *hash, old.first_seen);
                let past = std::mem::take(&mut old.past);
                let before = std::mem::replace(old, KnownEntry { past, ..fresh }).hash;
                if before != *hash {
                    old.past.push(before);
                }
            }
            EntryChange::Withdrawn { key } => self.stored(key).withdrawn = true,
            EntryChange::Restored { key } => self.stored(key).withdrawn = false,
        }
    }

    fn stored(&mut self, key: &EntryKey) -> &mut KnownEntry {
        self.known.iter_mut().find(|known| known.key == *key).expect("changes speak of stored entries")
    }
}

fn asks_for(questions: &Questions, known: &KnownEntry) -> bool {
    questions.keys.contains(&known.key)
        || known.link.as_ref().is_some_and(|link| questions.links.contains(link))
        || questions.titles.contains(&known.title)
}

fn known_entry(entry: &Entry, hash: ContentHash, first_seen: Timestamp) -> KnownEntry {
    KnownEntry {
        key: entry.key.clone(),
        link: entry.link.as_deref().map(canonical_link),
        title: title_hash(&entry.title),
        hash,
        past: Vec::new(),
        first_seen,
        withdrawn: false,
    }
}

/// A change as one word and the entry's title or key: `old` is new and no news, `quiet` an edit that alerts nobody.
fn in_words(change: &EntryChange) -> String {
    match change {
        EntryChange::New { entry, news: true, .. } => format!("new {}", entry.title),
        EntryChange::New { entry, .. } => format!("old {}", entry.title),
        EntryChange::Edited { entry, alert: true, .. } => format!("edit {}", entry.title),
        EntryChange::Edited { entry, .. } => format!("quiet {}", entry.title),
        EntryChange::Relinked { entry, .. } => format!("relink {}", entry.title),
        EntryChange::Withdrawn { key } => format!("withdrawn {key}"),
        EntryChange::Restored { key } => format!("restored {key}"),
    }
}

/// The kinds of the events that operators are mailed.
fn told(update: &Update) -> Vec<String> {
    update.events.iter().filter(|event| event.tell).map(|event| event.kind.as_str().to_owned()).collect()
}

/// An entry with a guid, a link and a title made of `name`, without a date.
fn entry(name: &str) -> Entry {
    with_ids(Some(name), Some(&format!("https://a.example/{name}")), name)
}

fn with_ids(guid: Option<&str>, link: Option<&str>, title: &str) -> Entry {
    Entry {
        key: EntryKey::derive(guid, link, title, None, "text"),
        link: link.map(str::to_owned),
        title: title.to_owned(),
        text: format!("The text of {title}."),
        author: None,
        tags: Vec::new(),
        lang: None,
        published: None,
        updated: None,
    }
}

/// `count` entries, numbered from `first`.
fn numbered(first: u32, count: u32) -> Vec<Entry> {
    (first..first + count).map(|n| entry(&format!("n{n}"))).collect()
}
