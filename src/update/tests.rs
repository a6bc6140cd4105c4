//! A feed and a store in memory, through which the cases of the decision are played poll by poll.

mod alternating;
mod entries;
mod health;
mod look;
mod older;
mod truth;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{
    ChangeKind, EntryChange, KnownEntry, Missing, PollAnswer, PollQuestion, Questions, Reading, Update,
    decide, questions,
};
use crate::entry::{ContentHash, Entry, EntryKey, canonical_link, title_hash};
use crate::feed::{AnswerHead, FailureKind, Feed, FeedState, FetchFailure, Validators};
use crate::settings::FetchSettings;

type Decide = fn(PollQuestion<'_>) -> Update;

/// One feed, what is stored of it, and a clock that moves a quarter of an hour at every poll.
struct World {
    state: FeedState,
    known: Vec<KnownEntry>,
    /// When each revision was written, by the key of today.
    revised: Vec<(EntryKey, Timestamp)>,
    now: Timestamp,
}

impl World {
    fn new() -> Self {
        let now = "2026-11-23T12:00:00Z".parse().expect("a time");
        Self { state: FeedState::default(), known: Vec::new(), revised: Vec::new(), now }
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
        let feed = Feed { url: "https://a.example/feed".to_owned(), ..Feed::default() };
        let questions = questions(&self.state, &mut outcome);
        let mut known: Vec<KnownEntry> =
            self.known.iter().filter(|known| asks_for(&questions, known)).cloned().collect();
        for entry in &mut known {
            let week = self.now - SignedDuration::from_hours(7 * 24);
            entry.recent = self.revised.iter().filter(|(key, at)| *key == entry.key && *at > week).count();
            if !questions.ask_for_text(entry) {
                entry.text = None;
            }
        }
        let update = decide(PollQuestion {
            feed: &feed,
            state: self.state.clone(),
            answer: outcome,
            known: &known,
            now: self.now,
            settings: &FetchSettings::default(),
        });
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
        match &change.kind {
            ChangeKind::New { entry, hash, .. } => {
                let number = i64::try_from(self.known.len()).expect("they are few") + 1;
                let known = KnownEntry { number, ..known_entry(entry, *hash, self.now) };
                assert!(
                    !self.known.iter().any(|other| other.key == known.key),
                    "two entries with {}",
                    known.key
                );
                self.revised.push((known.key.clone(), self.now));
                self.known.push(known);
            }
            ChangeKind::Edited { was, entry, hash, .. } | ChangeKind::Relinked { was, entry, hash } => {
                let old = self.stored(was);
                let fresh = KnownEntry { number: old.number, ..known_entry(entry, *hash, old.first_seen) };
                let past = std::mem::take(&mut old.past);
                let before = std::mem::replace(old, KnownEntry { past, ..fresh }).hash;
                let is_revised = before != *hash;
                if is_revised {
                    old.past.push(before);
                }
                self.revised
                    .iter_mut()
                    .filter(|(key, _)| key == was)
                    .for_each(|(key, _)| *key = entry.key.clone());
                if is_revised {
                    self.revised.push((entry.key.clone(), self.now));
                }
            }
            ChangeKind::Displaced { was, key } => {
                self.stored(was).key = key.clone();
                self.revised.iter_mut().filter(|(of, _)| of == was).for_each(|(of, _)| *of = key.clone());
            }
            ChangeKind::Withdrawn { key } => self.stored(key).withdrawn = true,
            ChangeKind::Restored { key } => self.stored(key).withdrawn = false,
        }
    }

    fn stored(&mut self, key: &EntryKey) -> &mut KnownEntry {
        self.known.iter_mut().find(|known| known.key == *key).expect("changes speak of stored entries")
    }
}

fn asks_for(questions: &Questions, known: &KnownEntry) -> bool {
    questions.keys.contains(&known.key)
        || questions.listed.contains(&known.key)
        || known.link.as_ref().is_some_and(|link| questions.links.contains(link))
        || questions.titles.contains(&known.title)
}

fn known_entry(entry: &Entry, hash: ContentHash, first_seen: Timestamp) -> KnownEntry {
    KnownEntry {
        number: 0,
        key: entry.key.clone(),
        link: entry.link.as_deref().map(canonical_link),
        title: title_hash(&entry.title),
        hash,
        past: Vec::new(),
        first_seen,
        published: entry.published,
        withdrawn: false,
        recent: 1,
        text: Some(format!("{}\n{}", entry.title, entry.text)),
    }
}

/// A change as one word and the entry's title or key: `old` is new and no news, `quiet` an edit that alerts nobody.
fn in_words(change: &EntryChange) -> String {
    match &change.kind {
        ChangeKind::New { entry, news: true, .. } => format!("new {}", entry.title),
        ChangeKind::New { entry, .. } => format!("old {}", entry.title),
        ChangeKind::Edited { entry, alert: true, .. } => format!("edit {}", entry.title),
        ChangeKind::Edited { entry, .. } => format!("quiet {}", entry.title),
        ChangeKind::Relinked { entry, .. } => format!("relink {}", entry.title),
        ChangeKind::Displaced { key, .. } => format!("displaced {key}"),
        ChangeKind::Withdrawn { key } => format!("withdrawn {key}"),
        ChangeKind::Restored { key } => format!("restored {key}"),
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
