//! An entry as one poll brought it.

use jiff::Timestamp;

use super::key::EntryKey;

/// An entry as one poll brought it, in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its key within its feed.
    pub key: EntryKey,
    /// The article's address, absolute where the feed allowed it.
    pub link: Option<String>,
    /// The title in plain text; empty where the feed has none.
    pub title: String,
    /// The body in plain text, block tags turned into line breaks; the content, else the summary.
    pub text: String,
    /// The author's name.
    pub author: Option<String>,
    /// The entry's own labels.
    pub tags: Vec<String>,
    /// Its own language, else the feed's; a hint that decides nothing.
    pub lang: Option<String>,
    /// The publisher's claim; `None` where it is absent or impossible.
    pub published: Option<Timestamp>,
    /// The publisher's claim of the last change.
    pub updated: Option<Timestamp>,
}
