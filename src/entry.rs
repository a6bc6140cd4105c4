//! An entry of a feed: its key, which outlives it, and the revisions of its text.

use std::fmt;

use jiff::Timestamp;
use url::Url;
use xxhash_rust::xxh3::xxh3_128;

use crate::text::alike::alike;
use crate::text::noise;

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

/// A link without what changes between two copies of one address: scheme, `www.`, tracking parameters, fragment.
///
/// The order of parameters is kept: some sites read them by place.
pub(crate) fn canonical_link(link: &str) -> String {
    let Ok(mut url) = Url::parse(link.trim()) else {
        return link.trim().to_owned();
    };
    let kept: Vec<(String, String)> =
        url.query_pairs().filter(|(name, _)| !is_tracking(name)).map(|(n, v)| (n.into(), v.into())).collect();
    if url.query().is_some() {
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(&kept);
        }
    }
    if !url.fragment().is_some_and(|fragment| fragment.starts_with(['!', '/'])) {
        url.set_fragment(None);
    }
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let path = url.path().trim_end_matches('/');
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let fragment = url.fragment().map(|fragment| format!("#{fragment}")).unwrap_or_default();
    if host.is_empty() { url.to_string() } else { format!("{host}{port}{path}{query}{fragment}") }
}

fn is_tracking(parameter: &str) -> bool {
    const NAMES: [&str; 14] = [
        "fbclid",
        "gclid",
        "yclid",
        "ysclid",
        "dclid",
        "msclkid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "ref_src",
        "ocid",
        "cmpid",
        "_ga",
        "at_medium",
    ];
    parameter.starts_with("utm_") || parameter.starts_with("at_campaign") || NAMES.contains(&parameter)
}

/// A hash of the normalised title and text: two revisions with one hash are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ContentHash(pub u128);

impl ContentHash {
    /// The hash of what a reader takes for the article. White space, entities and markup make no difference, neither
    /// do kinds of quotes and dashes, counters, times of update and pointers to other articles.
    pub(crate) fn of(title: &str, text: &str) -> Self {
        Self::without(title, text, |_| false)
    }

    /// The same without the lines that `is_box` names.
    pub(crate) fn without(title: &str, text: &str, is_box: impl Fn(&str) -> bool) -> Self {
        let mut bytes = Vec::with_capacity(title.len() + text.len() + 2);
        push_words(&mut bytes, title);
        bytes.push(0);
        for line in noise::lines(text).filter(|line| !is_box(line.text)) {
            let mut from = 0;
            for part in line.noise {
                push_words(&mut bytes, &line.text[from..part.start]);
                from = part.end;
            }
            push_words(&mut bytes, &line.text[from..]);
        }
        Self(xxh3_128(&bytes))
    }
}

/// A hash of a title's words: by it an entry is found again when the feed has changed its ids and links.
pub(crate) fn title_hash(title: &str) -> u64 {
    u64::try_from(hash_words(&[title]) >> 64).expect("the upper half of 128 bits is 64 bits")
}

/// Adds the words of a text as they look, a space behind each.
fn push_words(bytes: &mut Vec<u8>, text: &str) {
    for word in text.split_whitespace() {
        bytes.extend_from_slice(alike(word).as_bytes());
        bytes.push(b' ');
    }
}

/// Hashes the words of each part, so that no white space matters; the parts stay apart.
fn hash_words(parts: &[&str]) -> u128 {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for part in parts {
        for word in part.split_whitespace() {
            bytes.extend_from_slice(word.as_bytes());
            bytes.push(b' ');
        }
        bytes.push(0);
    }
    xxh3_128(&bytes)
}

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

    #[test]
    fn canonical_links_drop_what_two_copies_differ_in() {
        for (link, canonical) in [
            ("http://a.example/x?b=2&utm_medium=rss&a=1", "a.example/x?b=2&a=1"),
            ("https://www.a.example:8443/x/", "a.example:8443/x"),
            ("https://a.example/#!/story/7", "a.example#!/story/7"),
            ("https://a.example/?fbclid=z", "a.example"),
            ("not an address", "not an address"),
            ("mailto:news@a.example", "mailto:news@a.example"),
        ] {
            assert_eq!(canonical_link(link), canonical, "{link}");
        }
    }

    #[test]
    fn white_space_changes_no_hash() {
        assert_eq!(ContentHash::of("a b", "c\n\nd"), ContentHash::of(" a  b ", "c d"));
        assert_ne!(ContentHash::of("a b", "c"), ContentHash::of("a", "b c"));
    }

    #[test]
    fn what_is_no_news_changes_no_hash_and_a_number_in_a_sentence_does() {
        let same = |one: &str, other: &str| ContentHash::of("T", one) == ContentHash::of("T", other);
        for (one, other, is_same) in [
            ("“One” – two.", "«One» — two.", true),
            ("co\u{ad}operate", "cooperate", true),
            ("News.\nUpdated at 14:05", "News.\nUpdated at 15:10", true),
            ("News. 1 234 просмотра", "News. 1 301 просмотр", true),
            ("News.\nRead also: one", "News.\nRead also: another", true),
            ("News.\n2 hours ago", "News.\n3 hours ago", true),
            ("At least 12 people died.", "At least 21 people died.", false),
            ("Killed: 12", "Killed: 21", false),
            ("Killed\n12", "Killed\n21", false),
            ("He read 12 comments aloud.", "He read 21 comments aloud.", false),
            ("The talks began at 14:05.", "The talks began at 15:05.", false),
        ] {
            assert_eq!(same(one, other), is_same, "{one:?} {other:?}");
        }
    }
}
