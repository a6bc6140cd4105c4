//! The index of words goes with the texts, whatever is done to them.

use jiff::Timestamp;

use super::super::revisions::{PageText, Telling, revise_by_page};
use super::super::*;
use crate::entry::{ContentHash, Entry, EntryKey};
use crate::feed::{Feed, FeedState};
use crate::store::backup::{backup, inspect};
use crate::store::feeds::{FeedId, listed_feeds};
use crate::store::listing::list_feeds;
use crate::store::polled::{Polled, record_poll};
use crate::store::retention::prune_texts;
use crate::update::{ChangeKind, Update};

/// What is done to the entries of one feed, at random.
struct Desk {
    folder: tempfile::TempDir,
    store: Store,
    feed: FeedId,
    dice: u64,
    second: i64,
    entries: u64,
}

impl Desk {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let store = Store::open(&folder.path().join("w.db")).expect("the folder is ours");
        let feed = Feed { url: "https://a.example/rss".to_owned(), ..Feed::default() };
        let list = move |connection: &Connection| {
            list_feeds(connection, std::slice::from_ref(&feed))?;
            Ok(listed_feeds(connection)?[0].id)
        };
        let feed = store.write_blocking(list).expect("it is written");
        Self { folder, store, feed, dice: seed, second: 0, entries: 0 }
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.dice >> 33) % limit
    }

    fn now(&mut self) -> Timestamp {
        self.second += 60;
        Timestamp::from_second(1_800_000_000 + self.second).expect("it is no far future")
    }

    fn words(&mut self) -> String {
        let count = 5 + self.below(300);
        (0..count).map(|_| format!("w{} ", self.below(5_000))).collect()
    }

    fn entry(&mut self, number: u64) -> (Entry, ContentHash) {
        let (title, text) = (format!("Title {number}"), self.words());
        let hash = ContentHash::of(&title, &text);
        let key = EntryKey::derive(Some(&format!("g{number}")), None, "", None, "");
        let entry = Entry {
            key,
            link: Some(format!("https://a.example/{number}")),
            title,
            text,
            author: None,
            tags: Vec::new(),
            lang: None,
            published: None,
            updated: None,
        };
        (entry, hash)
    }

    fn some(&mut self) -> EntryKey {
        let number = self.below(self.entries.max(1));
        EntryKey::derive(Some(&format!("g{number}")), None, "", None, "")
    }

    /// A poll that brings new entries, and edits, renames, takes away or brings back known ones.
    fn poll(&mut self) -> Polled {
        let mut changes = Vec::new();
        for _ in 0..=self.below(60) {
            let (entry, hash) = self.entry(self.entries);
            changes.push(ChangeKind::New { entry, hash, news: true }.into());
            self.entries += 1;
        }
        for _ in 0..self.below(20) {
            let number = self.below(self.entries);
            let (entry, hash) = self.entry(number);
            let was = entry.key.clone();
            changes.push(ChangeKind::Edited { was, entry, hash, alert: self.below(2) == 0 }.into());
        }
        for _ in 0..self.below(5) {
            let key = self.some();
            let gone = self.below(2) == 0;
            changes
                .push(if gone { ChangeKind::Withdrawn { key } } else { ChangeKind::Restored { key } }.into());
        }
        let update = Update { state: FeedState::default(), changes, events: Vec::new() };
        Polled { feed: self.feed, update, page_wait: None, now: self.now() }
    }

    fn step(&mut self) {
        match self.below(10) {
            0..=4 => {
                let polled = self.poll();
                self.store.write_blocking(move |c| record_poll(c, &polled)).expect("it is written");
            }
            5 => {
                // It fails in the middle: alone, and beside one that does not.
                let first = self.poll();
                let (before, polled) = (self.entries, self.poll());
                let well = self.store.begin_write(move |c| record_poll(c, &first)).expect("it is taken");
                let fails = self.store.begin_write(move |c| {
                    record_poll(c, &polled)?;
                    Err::<(), _>(StoreError::Closed)
                });
                assert!(well.wait().is_ok() && fails.expect("it is taken").wait().is_err());
                self.entries = before;
            }
            6 | 7 => {
                let (id, now) = (1 + self.below(self.entries.max(1)).cast_signed(), self.now());
                let text = PageText {
                    title: "A page".to_owned(),
                    text: self.words(),
                    is_edit: true,
                    lang: None,
                    published: None,
                };
                let look = move |c: &Connection| {
                    let kept = c.prepare_cached("SELECT 1 FROM entry WHERE id = ?1")?.exists([id])?;
                    if kept { revise_by_page(c, id, &text, Telling::Aloud, now).map(drop) } else { Ok(()) }
                };
                self.store.write_blocking(look).expect("it is written");
            }
            8 => {
                let before = Timestamp::from_second(1_800_000_000 + self.second - 1_500).expect("it is near");
                self.store.write_blocking(move |c| prune_texts(c, before)).expect("it is written");
            }
            _ => {
                let path = self.folder.path().join("w.db");
                let copy = self.folder.path().join(format!("copy{}.db", self.second));
                self.second += 1;
                backup(&path, &copy).expect("there is room for it");
                assert_eq!(inspect(&copy).expect("it is a database").damage, None);
                if self.below(3) == 0 {
                    // The copy is put in its place, and the service started again.
                    self.store = Store::open(&copy).expect("nobody has it");
                    for ending in ["", "-wal", "-shm"] {
                        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
                    }
                    std::fs::copy(&copy, &path).expect("there is room for it");
                    self.store = Store::open(&path).expect("nobody has it");
                }
                let _ = std::fs::remove_file(copy);
            }
        }
    }

    /// The entries that have a text, and those that the index knows.
    fn known(&self) -> (Vec<i64>, Vec<i64>) {
        let ids = |query: &'static str| {
            let ids = |c: &Connection| {
                let mut statement = c.prepare(query)?;
                let ids = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
                Ok(ids)
            };
            self.store.read(ids).expect("it can be read")
        };
        (
            ids("SELECT DISTINCT entry_id FROM revision ORDER BY entry_id"),
            ids("SELECT rowid FROM entry_text ORDER BY rowid"),
        )
    }
}

#[test]
fn the_index_of_words_is_whole_whatever_is_done_to_the_texts() {
    for seed in 0..2 {
        let mut desk = Desk::new(seed);
        for step in 0..40 {
            desk.step();
            assert_eq!(desk.store.look_for_damage(), Ok(()), "seed {seed}, step {step}");
            let (texts, indexed) = desk.known();
            assert_eq!(texts, indexed, "seed {seed}, step {step}");
        }
    }
}

#[test]
fn a_search_for_damage_beside_a_writer_finds_none() {
    let mut desk = Desk::new(7);
    for round in 0..60 {
        let polled = desk.poll();
        desk.store.write_blocking(move |c| record_poll(c, &polled)).expect("it is written");
        // As those that find entries by their words do: what a connection has learnt of the index stays with it.
        desk.known();
        assert_eq!(desk.store.look_for_damage(), Ok(()), "round {round}");
    }
    assert_eq!(desk.store.trouble(), None);
}
