//! Hashes of what a reader takes for the article: by them an edit is told from noise.

use xxhash_rust::xxh3::xxh3_128;

use super::alike::alike;
use super::noise;

/// A hash of the normalised title and text: two revisions with one hash are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ContentHash(pub u128);

impl ContentHash {
    /// The hash of what a reader takes for the article. White space, entities and markup make no difference, neither
    /// do kinds of quotes and dashes, counters, times of update and pointers to other articles.
    pub(crate) fn of(title: &str, text: &str) -> Self {
        Self::without(title, text, |_| false, None::<fn(&str) -> bool>)
    }

    /// The same without the lines that `is_box` names and the parts of lines that `is_counter` does, if it is asked.
    pub(crate) fn without(
        title: &str,
        text: &str,
        is_box: impl Fn(&str) -> bool,
        is_counter: Option<impl Fn(&str) -> bool>,
    ) -> Self {
        let mut bytes = Vec::with_capacity(title.len() + text.len() + 2);
        push_words(&mut bytes, title);
        bytes.push(0);
        for line in noise::lines(text).filter(|line| !is_box(line.text)) {
            let mut from = 0;
            for part in line.noise {
                push_without(&mut bytes, &line.text[from..part.start], is_counter.as_ref());
                from = part.end;
            }
            push_without(&mut bytes, &line.text[from..], is_counter.as_ref());
        }
        Self(xxh3_128(&bytes))
    }

    /// Its upper half, where that is enough to tell one text of an entry from another.
    pub(crate) fn half(self) -> u64 {
        u64::try_from(self.0 >> 64).expect("the upper half of 128 bits is 64 bits")
    }
}

/// Adds the words of what of a line is no counter.
fn push_without(bytes: &mut Vec<u8>, text: &str, is_counter: Option<&impl Fn(&str) -> bool>) {
    match is_counter {
        Some(is_counter) if noise::has_digit(text) => {
            for part in noise::parts(text).map(|part| &text[part]).filter(|part| !is_counter(part)) {
                push_words(bytes, part);
            }
        }
        _ => push_words(bytes, text),
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
pub(super) fn hash_words(parts: &[&str]) -> u128 {
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

#[cfg(test)]
mod tests {
    use super::*;

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
