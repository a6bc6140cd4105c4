//! What a watchlist is matched against: one entry with what is known of its feed.

use serde::{Deserialize, Serialize};

use crate::entry::Entry;
use crate::feed::Feed;

/// One entry as the matcher sees it. Text is plain, paragraphs are set apart by an empty line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Item<'a> {
    /// The title in plain text; empty where there is none.
    pub title: &'a str,
    /// The body in plain text.
    pub text: &'a str,
    /// The article's address, for `url:`.
    pub url: Option<&'a str>,
    /// The name of the publisher or feed, for `source:`.
    pub source: Option<&'a str>,
    /// BCP 47, for `lang:` and the feed filter. It never decides which names match.
    pub lang: Option<&'a str>,
    /// ISO 3166, for `country:`.
    pub country: Option<&'a str>,
    /// The author's name, for `author:`.
    pub author: Option<&'a str>,
    /// The entry's own labels, for `tag:`.
    pub tags: &'a [String],
    /// The feed's labels, for `tag:` and the feed filter.
    pub feed_tags: &'a [String],
}

/// Where in an entry a name was found. Offsets of a hit count from the start of this field.
///
/// The lead is the beginning of the text and no place of its own: its offsets are those of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Field {
    /// The title.
    Title,
    /// The body, its lead included.
    Text,
    /// The author's name.
    Author,
}

impl Field {
    /// All of them, in the order in which their texts are scanned together.
    pub(crate) const ALL: [Self; 3] = [Self::Title, Self::Text, Self::Author];

    /// Its name in queries and answers.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "text",
            Self::Author => "author",
        }
    }

    /// The field of a text by its place among those that are scanned together.
    pub(super) fn of_part(part: usize) -> Self {
        Self::ALL[part]
    }
}

impl<'a> Item<'a> {
    /// An entry of a feed. `own_title` is what the feed calls itself.
    pub(crate) fn of(feed: &'a Feed, own_title: Option<&'a str>, entry: &'a Entry) -> Self {
        Self {
            title: &entry.title,
            text: &entry.text,
            url: entry.link.as_deref(),
            source: Some(feed.title_or(own_title)),
            // The operator's word is in it already, as far as the letters of the entry do not contradict it.
            lang: entry.lang.as_deref().or(feed.lang.as_deref()),
            country: feed.country.as_deref(),
            author: entry.author.as_deref(),
            tags: &entry.tags,
            feed_tags: &feed.tags,
        }
    }

    /// The texts that are scanned together, in the order of [`Field::ALL`].
    pub(super) fn texts(&self) -> [&'a str; 3] {
        [self.title, self.text, self.author.unwrap_or_default()]
    }
}
