//! From messages to what a desk writes: read, matched, or set aside with the reason.

use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;

use super::error::RelayError;
use crate::bulletin::{Bulletin, BulletinNews, decode};
use crate::event::{ArticleTraits, FingerprintReader, KnownPublishers};
use crate::store::incoming::MatchedBulletin;
use crate::watch::item::Item;
use crate::watch::pool::MatcherPool;

/// A message as it is taken.
#[derive(Debug, Clone)]
pub(super) enum ReadMessage {
    Bulletin(Box<MatchedBulletin>),
    Unreadable { bytes: Vec<u8>, reason: String },
}

/// With what a desk matches. Cheap to clone.
#[derive(Clone)]
pub(super) struct DeskMatchers {
    pub pool: Arc<MatcherPool>,
    /// Of the feeds that it has heard of.
    pub publishers: Arc<KnownPublishers>,
}

/// Reads and matches messages, in their order, on as many threads as there are cores.
pub(super) async fn read_all(
    matchers: &DeskMatchers,
    mut messages: Vec<Vec<u8>>,
) -> Result<Vec<ReadMessage>, RelayError> {
    let hands = available_parallelism().map_or(1, NonZero::get);
    let share = messages.len().div_ceil(hands).max(1);
    let mut works = Vec::new();
    while !messages.is_empty() {
        let rest = messages.split_off(share.min(messages.len()));
        let own = std::mem::replace(&mut messages, rest);
        let matchers = matchers.clone();
        works.push(tokio::task::spawn_blocking(move || {
            own.into_iter().map(|bytes| read(&matchers, bytes)).collect::<Vec<_>>()
        }));
    }
    let mut read = Vec::new();
    for work in works {
        read.extend(work.await.map_err(|_| RelayError::Broken("reading messages"))?);
    }
    Ok(read)
}

fn read(matchers: &DeskMatchers, bytes: Vec<u8>) -> ReadMessage {
    match decode(&bytes) {
        Ok(bulletin) => ReadMessage::Bulletin(Box::new(matched(matchers, bulletin))),
        Err(error) => ReadMessage::Unreadable { bytes, reason: error.to_string() },
    }
}

/// What a bulletin matches here, as it would at the machine that polls.
fn matched(matchers: &DeskMatchers, bulletin: Bulletin) -> MatchedBulletin {
    let BulletinNews::Revision { entry: told, revision, .. } = &bulletin.news else {
        return MatchedBulletin { bulletin, matches: Vec::new(), traits: None };
    };
    let (feed, entry) = (told.feed.feed(), told.with(revision));
    let item = Item::of(&feed, told.feed.own_title.as_deref(), &entry);
    let matches = matchers.pool.with(|matcher| matcher.matches(&item));
    // Of what is no news nobody is told a story.
    let traits = (told.news && !matches.is_empty()).then(|| {
        let mut reader = FingerprintReader::new(&matchers.publishers);
        ArticleTraits::of(&mut reader, (&entry.title, &entry.text), &matches, feed.family())
    });
    MatchedBulletin { bulletin, matches, traits }
}
