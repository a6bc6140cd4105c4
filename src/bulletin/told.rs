//! A line as it travels: what happened to one entry, feed or installation, and the texts that belong to it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::entry::{ContentHash, Entry, EntryKey};
use crate::feed::{EventKind, HealthEvent};
use crate::update::PageState;

use super::feed_news::{FeedLabel, FeedNews, FeedReading};

/// One line of a machine's store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Bulletin {
    /// Whose line it is. Another store, or another share of the sites, is another poller.
    pub poller: String,
    /// Its number there: lines of one entry come in their order. The last one, where it tells of several feeds.
    pub line: i64,
    /// When it happened.
    pub at: Timestamp,
    pub news: BulletinNews,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum BulletinNews {
    /// A revision is to be matched: it is new, or its entry has waited for its page for long enough.
    Revision { entry: ToldEntry, revision: ToldRevision, before: Option<ToldRevision> },
    /// A new entry waits until then for the page behind its link, which the machine asks for that has its site.
    Awaited { entry: ToldEntry, revision: ToldRevision, until: Timestamp },
    /// The entry has another key, link or label, or its page was looked at.
    Labels { entry: ToldEntry },
    /// Its publisher took it back.
    Withdrawn { entry: ToldEntry },
    /// It is there again.
    Restored { entry: ToldEntry },
    /// How a feed is, or that it is listed no more.
    Feed { feed: Box<FeedNews> },
    /// Feeds that were read and are as they were; each has a line of its own.
    Read { feeds: Vec<FeedReading> },
    /// Something of a feed that operators may want to know.
    Event { event: EventNews },
}

/// An entry as it stands when its line is published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ToldEntry {
    pub feed: FeedLabel,
    /// Its number at that machine: its key may change.
    pub id: i64,
    pub key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<Timestamp>,
    pub first_seen: Timestamp,
    /// False for what a first look at its feed found: stored and searchable, never mailed.
    pub news: bool,
    /// Of what its feed says of it, in hexadecimal digits.
    pub hash: String,
    /// What is known of the page behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<ToldPage>,
}

/// A page behind an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ToldPage {
    pub address: String,
    /// What the last look found, by its word.
    pub kind: String,
    pub state: PageState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Timestamp>,
}

/// One text of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ToldRevision {
    /// From 1 on, as that machine counts.
    pub number: i64,
    pub seen: Timestamp,
    pub title: String,
    pub text: String,
    /// Whether people hear nothing of it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub quiet: bool,
    /// Whether it is the page's.
    #[serde(default, skip_serializing_if = "is_false")]
    pub of_page: bool,
}

/// Something that operators may want to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EventNews {
    pub feed: FeedLabel,
    pub kind: EventKind,
    pub message: String,
    pub tell: bool,
}

impl ToldEntry {
    /// The entry with one of its texts.
    pub(crate) fn with(&self, revision: &ToldRevision) -> Entry {
        Entry {
            key: EntryKey::from_stored(self.key.clone()),
            link: self.link.clone(),
            title: revision.title.clone(),
            text: revision.text.clone(),
            author: self.author.clone(),
            tags: self.tags.clone(),
            lang: self.lang.clone(),
            published: self.published,
            updated: self.updated,
        }
    }

    /// Where the page behind it is.
    pub(crate) fn address(&self) -> Option<Url> {
        self.link.as_deref().and_then(|link| Url::parse(link).ok()).filter(Url::has_host)
    }

    /// The hash of what its feed says of it; `None` where it is none.
    pub(crate) fn content_hash(&self) -> Option<ContentHash> {
        u128::from_str_radix(&self.hash, 16).ok().map(ContentHash)
    }
}

impl EventNews {
    /// What the store keeps of it.
    pub(crate) fn event(&self) -> HealthEvent {
        HealthEvent { kind: self.kind, message: self.message.clone(), tell: self.tell }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_false(flag: &bool) -> bool {
    !flag
}
