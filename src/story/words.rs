//! The words of a text as stories are compared by: lower case, no marks, in scripts without spaces each letter.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use xxhash_rust::xxh3::xxh3_64;

use crate::entry::alike::is_invisible;

/// Words in a run.
pub(super) const RUN: usize = 4;

/// Words of a text that are looked at; what stands beyond them says nothing about sameness.
const WORDS_READ: usize = 20_000;

/// Words that are figures without digits: of a bulletin they may be all the news.
static FIGURE_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("figure_words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split(' ').skip(1)).collect()
});

/// The words of a text in lower case, joined by single spaces.
pub(super) struct StoryWords {
    joined: String,
    /// The bytes of each word in `joined`.
    borders: Vec<(usize, usize)>,
}

impl StoryWords {
    /// The words of a text; of a long one the first ones.
    pub(super) fn of(text: &str) -> Self {
        let mut words = Self { joined: String::with_capacity(text.len() + 8), borders: Vec::new() };
        let mut start = None;
        for c in composed(text).chars().filter(|c| !is_invisible(*c)) {
            let alone = stands_alone(c);
            if alone || !c.is_alphanumeric() {
                words.end(&mut start);
            }
            if words.borders.len() >= WORDS_READ {
                return words;
            }
            if c.is_alphanumeric() {
                start.get_or_insert_with(|| words.begin());
                words.joined.extend(c.to_lowercase());
            }
            if alone {
                words.end(&mut start);
            }
        }
        words.end(&mut start);
        words
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.borders.len()
    }

    /// A hash of all of them together.
    pub(super) fn hash(&self) -> u64 {
        xxh3_64(self.joined.as_bytes())
    }

    fn begin(&mut self) -> usize {
        if !self.joined.is_empty() {
            self.joined.push(' ');
        }
        self.joined.len()
    }

    fn end(&mut self, start: &mut Option<usize>) {
        if let Some(start) = start.take() {
            self.borders.push((start, self.joined.len()));
        }
    }

    /// The hash of every run of four words.
    pub(super) fn runs(&self) -> impl Iterator<Item = u64> {
        let runs = self.borders.windows(RUN);
        runs.map(|run| xxh3_64(&self.joined.as_bytes()[run[0].0..run[RUN - 1].1]))
    }

    /// A short hash of every figure: a number, wherever in a word its digits stand (`$300M`, `5th`), or a word that is one,
    /// a day of the week, a month.
    pub(super) fn figures(&self) -> impl Iterator<Item = u32> {
        let words = self.borders.iter().map(|&(start, end)| &self.joined[start..end]);
        let figures = words.flat_map(|word| {
            let whole = FIGURE_WORDS.contains(word).then_some(word);
            whole.into_iter().chain(word.split(|c: char| !c.is_numeric()).filter(|digits| !digits.is_empty()))
        });
        figures.map(|figure| u32::try_from(xxh3_64(figure.as_bytes()) >> 32).unwrap_or(u32::MAX))
    }
}

/// The text with letters and their accents in one character, as nearly all texts already are.
fn composed(text: &str) -> Cow<'_, str> {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Scripts that set no spaces between words: each letter counts as one.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}
