//! What pages say in any language, as the files of the languages have it.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::words::is_written_without_blanks;

/// The phrases of one kind, of all languages.
pub(super) struct Phrases(Option<AhoCorasick>);

impl Phrases {
    /// Those behind a key of the languages' files, as `a b|c d`.
    pub(super) fn of(key: &'static str) -> Self {
        let lines = languages::all().iter().flat_map(|language| language.of(key));
        Self(AhoCorasick::new(lines.flat_map(|line| line.split('|'))).ok())
    }

    /// Whether one stands anywhere in a text in small letters.
    pub(super) fn stand_in(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|finder| finder.is_match(text))
    }

    /// Whether one stands there at the beginning of a word.
    pub(super) fn begin_a_word_of(&self, text: &str) -> bool {
        let Some(finder) = &self.0 else { return false };
        finder.find_overlapping_iter(text).any(|found| {
            let before = text[..found.start()].chars().next_back();
            before.is_none_or(|letter| !letter.is_alphanumeric() || is_written_without_blanks(letter))
        })
    }
}

static SCRIPTS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of("scripts"));

/// Whether a page in small letters asks for a script to run. Whole pages do so too, for those whose browser runs none.
pub(crate) fn wants_a_script(page: &str) -> bool {
    SCRIPTS.stand_in(page)
}
