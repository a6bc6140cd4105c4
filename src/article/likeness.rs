//! How much of one text stands in another: what tells an edit from another article at the same address.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use unicode_normalization::UnicodeNormalization;

use super::words::is_written_without_blanks;

/// Of the pairs of neighbouring words of `before`, how many in a hundred stand in `after` too; 100 of a text without any.
///
/// Single words would not tell: of two articles about different things every second pair shares a fifth of its words, and
/// one in a thousand a fifth of its neighbours.
pub(crate) fn kept(before: &str, after: &str) -> usize {
    let (before, after) = (words(before).collect::<Vec<_>>(), words(after).collect::<Vec<_>>());
    share_of(before.windows(2), after.windows(2))
}

/// The same of single words, for headlines.
pub(crate) fn kept_words(before: &str, after: &str) -> usize {
    share_of(words(before), words(after))
}

fn share_of<T: Eq + Hash>(before: impl Iterator<Item = T>, after: impl Iterator<Item = T>) -> usize {
    let mut counts: HashMap<T, usize> = HashMap::new();
    for one in after {
        *counts.entry(one).or_default() += 1;
    }
    let (mut all, mut found) = (0_usize, 0);
    for one in before {
        all += 1;
        if let Some(left) = counts.get_mut(&one).filter(|left| **left > 0) {
            *left -= 1;
            found += 1;
        }
    }
    (found * 100_usize).checked_div(all).unwrap_or(100)
}

/// How long `after` is, in hundredths of `before`; 100 where `before` is empty.
pub(crate) fn length(before: &str, after: &str) -> usize {
    (after.len() * 100).checked_div(before.len()).unwrap_or(100)
}

/// Words in a row by which a passage is known again.
const RUN: usize = 3;

/// Whether the sentence around a place of `before` went away: less than half of its runs of three words stand in `after`.
/// What has no stop at its end is a line of a box and counts as none.
pub(crate) fn sentence_went_away(before: &str, at: usize, after: &str) -> bool {
    const STOPS: [char; 6] = ['.', '!', '?', '…', '։', '。'];
    let (Some(head), Some(tail)) = (before.get(..at), before.get(at..)) else { return false };
    let start = head.rfind(|letter| letter == '\n' || STOPS.contains(&letter)).map_or(0, |stop| stop + 1);
    let Some(end) = tail.find(|letter| letter == '\n' || STOPS.contains(&letter)) else { return false };
    if tail[end..].starts_with('\n') {
        return false;
    }
    let start = (start..=at).find(|start| before.is_char_boundary(*start)).unwrap_or(at);
    let sentence: Vec<String> = words(&before[start..at + end]).collect();
    let after: Vec<String> = words(after).collect();
    let after: HashSet<&[String]> = after.windows(RUN).collect();
    let runs = sentence.windows(RUN);
    let (all, kept) = (runs.len(), runs.filter(|run| after.contains(run)).count());
    kept * 2 < all
}

/// The words in lower case; of scripts that put no blanks between words each letter.
fn words(text: &str) -> impl Iterator<Item = String> {
    let runs = text.split(|letter: char| !letter.is_alphanumeric());
    runs.flat_map(|run| run.split_inclusive(is_written_without_blanks))
        .filter(|word| !word.is_empty())
        .map(|word| word.nfkc().flat_map(char::to_lowercase).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_words_that_stood_there() {
        for (before, after, expected, of_words) in [
            ("one two three four", "One, two; three — four five", 100, 100),
            ("one two three four five", "one two three", 50, 60),
            ("one one one one", "one", 0, 25),
            ("ОДКБ и Баку", "одкб в Баку", 0, 66),
            ("習近平訪問東京", "習近平訪問大阪", 66, 71),
            ("", "anything", 100, 100),
            ("anything else", "", 0, 0),
        ] {
            assert_eq!(kept(before, after), expected, "{before:?} {after:?}");
            assert_eq!(kept_words(before, after), of_words, "{before:?} {after:?}");
        }
        assert_eq!(length("12345678", "1234"), 50);
    }

    #[test]
    fn a_sentence_that_is_worded_otherwise_is_still_there() {
        let before = "It rained. The CSTO has asked Azerbaijan for nothing so far, he said. Tea was served.\nCSTO in Osh";
        let csto = before.find("CSTO").unwrap_or_default();
        for (after, expected) in [
            ("It rained. Tea was served.", true),
            ("It rained. The CSTO has asked Azerbaijan for nothing so far, she said.", false),
            ("It rained. The CSTO met. Azerbaijan watched.", true),
            (before, false),
        ] {
            assert_eq!(sentence_went_away(before, csto, after), expected, "{after}");
        }
        // A line of a box has no stop.
        assert!(!sentence_went_away(before, before.rfind("CSTO").unwrap_or_default(), "It rained."));
    }
}
