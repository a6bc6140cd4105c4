//! The doors through which `examples/polling` fills a database with years that never were.

use std::path::Path;

use jiff::{Timestamp, ToSpan};

use crate::clock;
use crate::entry::{ContentHash, Entry, EntryKey};
use crate::feed::{Feed, FeedHealth, FeedState};
use crate::store::feeds::all_waiting;
use crate::store::listing::list_feeds;
use crate::store::polled::{Polled, record_poll};
use crate::store::retention::prune_texts;
use crate::store::{Store, StoreError};
use crate::update::{ChangeKind, EntryChange, Update};

/// A database that is written by the store itself, as if by polls.
#[derive(Debug)]
pub struct Archive(Store);

impl Archive {
    /// Opens or creates the database at `path`.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, or another process writes to it.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        Ok(Self(Store::open(path)?))
    }

    /// Stores what each feed of `urls` brought on each of so many days before now: a poll of `items` entries a
    /// day and feed, whose titles and texts `write` gives by number.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn fill(
        &self,
        urls: &[String],
        days: u32,
        items: u64,
        mut write: impl FnMut(u64) -> (String, String),
    ) -> anyhow::Result<u64> {
        let feeds: Vec<Feed> = urls.iter().map(|url| feed(url)).collect();
        self.0.write_blocking(move |connection| list_feeds(connection, &feeds))?;
        let (feeds, now) = (self.0.read(all_waiting)?, clock::now());
        let (mut number, mut last) = (0, None);
        for day in (1..=days).rev() {
            for waiting in &feeds {
                let then = now.checked_sub((24 * i64::from(day)).hours())?;
                let changes = (number..number + items).map(|number| change(number, then, write(number)));
                let update = Update { state: state(then), changes: changes.collect(), events: Vec::new() };
                let polled = Polled { feed: waiting.feed, update, page_wait: None, now: then };
                last = Some(self.0.begin_write(move |connection| record_poll(connection, &polled))?);
                number += items;
            }
            // Once a day of that year, so that a full disk is heard of.
            last.take().map_or(Ok(()), |pending| pending.wait().map(drop))?;
        }
        Ok(number)
    }

    /// Polls each feed of `urls` once, `minutes` from now, and finds nothing new in it.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn poll_without_news(&self, urls: &[String], minutes: i64) -> anyhow::Result<()> {
        let feeds: Vec<Feed> = urls.iter().map(|url| feed(url)).collect();
        self.0.write_blocking(move |connection| list_feeds(connection, &feeds))?;
        let (feeds, then) = (self.0.read(all_waiting)?, clock::now().checked_add(minutes.minutes())?);
        let mut last = None;
        for waiting in feeds {
            let update = Update { state: state(then), changes: Vec::new(), events: Vec::new() };
            let polled = Polled { feed: waiting.feed, update, page_wait: None, now: then };
            last = Some(self.0.begin_write(move |connection| record_poll(connection, &polled))?);
        }
        Ok(last.map_or(Ok(()), |pending| pending.wait().map(drop))?)
    }

    /// Takes out one batch of texts older than so many hours; answers how many entries that were.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn take_out(&self, hours: i64) -> anyhow::Result<usize> {
        let before = clock::now().checked_sub(hours.hours())?;
        let taken: Result<usize, StoreError> =
            self.0.write_blocking(move |connection| prune_texts(connection, before));
        Ok(taken?)
    }
}

pub(super) fn feed(url: &str) -> Feed {
    Feed { url: url.to_owned(), ..Feed::default() }
}

pub(super) fn state(then: Timestamp) -> FeedState {
    FeedState {
        first_polled: Some(then),
        last_polled: Some(then),
        last_ok: Some(then),
        health: FeedHealth::Well,
        ..FeedState::default()
    }
}

pub(super) fn change(number: u64, then: Timestamp, (title, text): (String, String)) -> EntryChange {
    let link = format!("https://news{}.example/2026/articles/{number}", number % 1999);
    let hash = ContentHash::of(&title, &text);
    let entry = Entry {
        key: EntryKey::derive(None, Some(&link), &title, None, &text),
        link: Some(link),
        title,
        text,
        author: None,
        tags: Vec::new(),
        lang: None,
        published: Some(then),
        updated: None,
    };
    ChangeKind::New { entry, hash, news: true }.into()
}
