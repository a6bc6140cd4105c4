//! What tells one entry of a feed from another, at every poll the same.

use std::fmt;

use super::content::{hash_words, title_hash};
use super::link::canonical_link;

/// What tells one entry of a feed from another, at every poll the same.
///
/// The first of these that exists: the guid, the canonical link, a hash of title and date, a hash of the text.
/// Never random and never derived from an edited text where anything better stands: feed-rs 3 hashes link and
/// title, and a corrected headline is then a new alert.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct EntryKey(String);

impl EntryKey {
    /// The key of an entry with these parts.
    pub(crate) fn derive(
        guid: Option<&str>,
        link: Option<&str>,
        title: &str,
        date: Option<&str>,
        text: &str,
    ) -> Self {
        let filled =
            |value: Option<&str>| value.map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned);
        if let Some(guid) = filled(guid) {
            return Self(format!("id:{guid}"));
        }
        if let Some(link) = filled(link) {
            return Self(format!("link:{}", canonical_link(&link)));
        }
        if let (false, Some(date)) = (title.trim().is_empty(), filled(date)) {
            return Self(format!("date:{:032x}", hash_words(&[title, &date])));
        }
        let subject = if title.trim().is_empty() { text } else { title };
        Self(format!("text:{:032x}", hash_words(&[subject])))
    }

    /// The same key set apart by the link: for feeds that give two entries one guid.
    pub(crate) fn with_link(&self, link: &str) -> Self {
        Self(format!("{} {}", self.0, canonical_link(link)))
    }

    /// The same key set apart by the title: for feeds that give two entries one guid and one link.
    pub(crate) fn with_title(&self, title: &str) -> Self {
        Self(format!("{} {:016x}", self.0, title_hash(title)))
    }

    /// A key as the store gave it back.
    pub(crate) fn from_stored(key: String) -> Self {
        Self(key)
    }

    /// The key as it is stored.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EntryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_takes_the_first_part_that_exists() {
        let key =
            |guid, link, title, date| EntryKey::derive(guid, link, title, date, "text").as_str().to_owned();
        assert_eq!(key(Some(" g1 "), Some("http://a.example/x"), "t", None), "id:g1");
        assert_eq!(
            key(Some(""), Some("https://www.a.example/x/?utm_source=rss#top"), "t", None),
            "link:a.example/x"
        );
        assert_eq!(key(None, None, "t", Some("1 May"))[..5], *"date:");
        assert_eq!(key(None, None, "a  b", None), key(None, None, "a b", None));
        assert_ne!(key(None, None, "", None), key(None, None, "t", None));
    }
}
