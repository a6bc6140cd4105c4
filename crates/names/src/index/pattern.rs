//! Words with `*` (any letters or none) and `?` (one letter).

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::spec::word::WordId;
use crate::text::fold;

/// Whether a word of a query is a pattern.
pub(crate) fn is_pattern(word: &str) -> bool {
    word.contains(['*', '?'])
}

/// A pattern with its literal stretches folded.
pub(crate) fn fold(pattern: &str) -> String {
    let mut folded = String::new();
    for piece in pattern.split_inclusive(['*', '?']) {
        let literal = piece.trim_end_matches(['*', '?']);
        folded.push_str(&fold::fold(literal).text);
        folded.push_str(&piece[literal.len()..]);
    }
    folded
}

/// What every word that fits begins with.
pub(crate) fn front(pattern: &str) -> &str {
    pattern.split(['*', '?']).next().unwrap_or_default()
}

/// Patterns that begin alike, by what every word that fits ends with.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    by_tail: HashMap<String, Vec<WordId>, FixedState>,
    /// The lengths of the tails in bytes, each once.
    lengths: Vec<usize>,
}

impl Patterns {
    /// Enters a folded pattern.
    pub(crate) fn add(&mut self, pattern: &str, word: WordId) {
        let tail = pattern.rsplit(['*', '?']).next().unwrap_or_default();
        self.by_tail.entry(tail.to_owned()).or_default().push(word);
        if !self.lengths.contains(&tail.len()) {
            self.lengths.push(tail.len());
        }
    }

    /// Those whose end a folded word has.
    pub(crate) fn ending_like(&self, word: &str) -> impl Iterator<Item = WordId> {
        let tails = self.lengths.iter().filter_map(|length| word.get(word.len().checked_sub(*length)?..));
        tails.filter_map(|tail| self.by_tail.get(tail)).flatten().copied()
    }
}

/// Whether a folded word fits a folded pattern. Takes at most the product of both lengths in steps.
pub(crate) fn fits(pattern: &str, word: &str) -> bool {
    let (mut pattern, mut word) = (pattern.chars(), word.chars());
    // Where to go on when a literal does not fit: behind the last star, one letter later.
    let mut again = None;
    loop {
        let (before_pattern, before_word) = (pattern.clone(), word.clone());
        match (pattern.next(), word.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                word = before_word;
                again = Some((pattern.clone(), word.clone()));
            }
            (Some('?'), Some(_)) => {}
            (Some(a), Some(b)) if a == b => {}
            _ => {
                let Some((star, mut from)) = again else { return false };
                if from.next().is_none() {
                    return false;
                }
                _ = before_pattern;
                pattern = star.clone();
                word = from.clone();
                again = Some((star, from));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_marks() {
        let check = |pattern: &str, word: &str, expected| {
            assert_eq!(fits(&fold(pattern), &fold::fold(word).text), expected, "{pattern} {word}");
        };
        check("Алиев*", "Алиевым", true);
        check("Алиев*", "Алиев", true);
        check("*стан", "Казахстан", true);
        check("*стан", "Казахстана", false);
        check("*стан*", "Казахстана", true);
        check("wom?n", "women", true);
        check("wom?n", "womn", false);
        check("a*b*c", "axxbyyc", true);
        check("a*b*c", "axxbyy", false);
        check("*", "", true);
        check("a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaa", false);
    }
}
