//! News about walls: of what it says only some sentences are those of a wall, and it says who said so.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use names::sentences;

use super::words::count_words;

/// Fewer words than this are no news of a wall.
const FEWEST: usize = 30;

/// Words of citing, in the languages of the program.
static CITING: LazyLock<Citing> = LazyLock::new(Citing::read);

struct Citing {
    finder: Option<AhoCorasick>,
    /// By pattern: whether it may have any ending.
    are_open: Vec<bool>,
}

impl Citing {
    fn read() -> Self {
        let lines = languages::all().iter().flat_map(|language| language.of("citing"));
        let words: Vec<&str> = lines.flat_map(|line| line.split('|')).collect();
        let are_open = words.iter().map(|word| word.ends_with('*')).collect();
        let finder = AhoCorasick::new(words.iter().map(|word| word.trim_end_matches('*'))).ok();
        Self { finder, are_open }
    }

    /// Whether a text in small letters cites somebody. A Slavic imperative ("сообщите нам") asks its readers for something.
    fn stand_in(&self, text: &str) -> bool {
        let Some(finder) = &self.finder else { return false };
        finder.find_overlapping_iter(text).any(|found| {
            let ending: String =
                text[found.end()..].chars().take_while(|letter| letter.is_alphanumeric()).collect();
            let begins_a_word = !text[..found.start()].ends_with(|letter: char| letter.is_alphanumeric());
            let is_open = self.are_open[found.pattern().as_usize()];
            begins_a_word && (ending.is_empty() || is_open && !ending.ends_with("те"))
        })
    }
}

/// Whether a text tells what others said, and at most half of its sentences are such as `is_of_a_wall` knows, which gets them in
/// small letters.
pub(super) fn is_reported(text: &str, is_of_a_wall: impl Fn(&str) -> bool) -> bool {
    if count_words(text) < FEWEST {
        return false;
    }
    let said: Vec<String> =
        sentences(text).into_iter().map(|sentence| text[sentence].to_lowercase()).collect();
    let of_a_wall = said.iter().filter(|sentence| is_of_a_wall(sentence)).count();
    of_a_wall * 2 <= said.len() && said.iter().any(|sentence| CITING.stand_in(sentence))
}
