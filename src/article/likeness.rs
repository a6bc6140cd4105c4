//! How much of one text stands in another: what tells an edit from another article at the same address.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

/// Of the words of `before`, how many in a hundred stand in `after` too; 100 of a text without words.
pub(crate) fn kept(before: &str, after: &str) -> usize {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for word in words(after) {
        *counts.entry(word).or_default() += 1;
    }
    let (mut all, mut found) = (0_usize, 0);
    for word in words(before) {
        all += 1;
        if let Some(left) = counts.get_mut(&word).filter(|left| **left > 0) {
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

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.nfkc().flat_map(char::to_lowercase).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_words_that_stood_there() {
        for (before, after, expected) in [
            ("one two three four", "One, two; three — four five", 100),
            ("one two three four", "one two", 50),
            ("one one one one", "one", 25),
            ("ОДКБ и Баку", "одкб в Баку", 66),
            ("", "anything", 100),
            ("anything", "", 0),
        ] {
            assert_eq!(kept(before, after), expected, "{before:?} {after:?}");
        }
        assert_eq!(length("12345678", "1234"), 50);
    }
}
