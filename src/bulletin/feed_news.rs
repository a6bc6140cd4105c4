//! What desks need to know of a feed: how operators call it, and how it is.

use jiff::Timestamp;
use jiff::fmt::serde::timestamp::second;
use serde::ser::Error;
use serde::{Deserialize, Serialize, Serializer};

use crate::feed::{Feed, FeedState};

/// What matching and mails say of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FeedLabel {
    /// The address in the operator's file: its identity.
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The feed's own title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// A feed as polling has it, without what only polling needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FeedNews {
    /// Its number at that machine.
    #[serde(default)]
    pub number: i64,
    pub label: FeedLabel,
    #[serde(serialize_with = "without_defaults")]
    pub state: FeedState,
    /// Whether that machine polls it. One that was taken out keeps its history.
    pub listed: bool,
}

/// A feed that was read and is as it was told last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FeedReading {
    /// Its number at that machine.
    pub feed: i64,
    /// The line that says so.
    pub line: i64,
    /// When it was read.
    #[serde(with = "second::required")]
    pub read: Timestamp,
    /// When it is read next.
    #[serde(with = "second::optional")]
    pub due: Option<Timestamp>,
}

/// What differs from a feed that was never polled.
fn without_defaults<S: Serializer>(state: &FeedState, serializer: S) -> Result<S::Ok, S::Error> {
    let fields = |state: &FeedState| serde_json::to_value(state).map_err(S::Error::custom);
    let (mut own, usual) = (fields(state)?, fields(&FeedState::default())?);
    if let Some(own) = own.as_object_mut() {
        own.retain(|name, value| usual.get(name) != Some(value));
    }
    own.serialize(serializer)
}

impl FeedLabel {
    /// What travels of a feed.
    pub(crate) fn of(feed: &Feed, own_title: Option<&str>) -> Self {
        Self {
            url: feed.url.clone(),
            title: feed.title.clone(),
            own_title: own_title.map(str::to_owned),
            lang: feed.lang.clone(),
            country: feed.country.clone(),
            publisher: feed.publisher.clone(),
            tags: feed.tags.clone(),
        }
    }

    /// The feed as far as a desk has it.
    pub(crate) fn feed(&self) -> Feed {
        Feed {
            url: self.url.clone(),
            title: self.title.clone(),
            lang: self.lang.clone(),
            country: self.country.clone(),
            publisher: self.publisher.clone(),
            tags: self.tags.clone(),
            ..Feed::default()
        }
    }
}

impl FeedNews {
    /// What travels of a feed with its state.
    pub(crate) fn of(number: i64, feed: &Feed, state: &FeedState, listed: bool) -> Self {
        let label = FeedLabel::of(feed, state.title.as_deref());
        // Secrets of headers, lists and validators stay where they are used.
        let state = FeedState {
            next_due: state.next_due,
            first_polled: state.first_polled,
            last_polled: state.last_polled,
            last_ok: state.last_ok,
            last_new: state.last_new,
            failures: state.failures,
            failing_since: state.failing_since,
            last_error: state.last_error.clone(),
            health: state.health,
            health_since: state.health_since,
            title: state.title.clone(),
            lang: state.lang.clone(),
            writes: state.writes.clone(),
            former: state.former.clone(),
            rhythm: state.rhythm,
            entry_words: state.entry_words.clone(),
            ..FeedState::default()
        };
        Self { number, label, state, listed }
    }

    /// The same but for what every poll changes.
    pub(crate) fn without_times(&self) -> Self {
        let state = FeedState { next_due: None, last_polled: None, last_ok: None, ..self.state.clone() };
        Self { state, ..self.clone() }
    }

    /// What is left to tell of it where the rest is known; `None` where its last poll failed.
    pub(crate) fn reading(&self, line: i64) -> Option<FeedReading> {
        let FeedState { last_ok, last_polled, next_due, .. } = self.state;
        let read = last_ok.filter(|_| last_ok == last_polled)?;
        Some(FeedReading { feed: self.number, line, read, due: next_due })
    }
}
