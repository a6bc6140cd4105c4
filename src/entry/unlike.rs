//! How much of a text is unlike each language, although its letters are the language's own: one pass over its words, however
//! many languages there are.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;

/// Parts of words that some languages do not have.
pub(super) struct UnlikeParts {
    /// Whole words, with the places of the languages whose they are not.
    words: HashMap<&'static str, Vec<usize>>,
    finder: Option<AhoCorasick>,
    /// What the finder finds, by pattern.
    parts: Vec<WordPart>,
    languages: usize,
}

struct WordPart {
    /// Whether only the end of a word counts.
    is_end: bool,
    languages: Vec<usize>,
}

impl UnlikeParts {
    /// Those of all languages, in their order: behind `=` whole words that are not a language's own, before `$` ends of words.
    pub(super) fn of(languages: impl Iterator<Item = impl Iterator<Item = &'static str>>) -> Self {
        let mut words: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut parts: HashMap<(&str, bool), Vec<usize>> = HashMap::new();
        let mut count = 0;
        for (place, said) in languages.enumerate() {
            count = place + 1;
            for part in said {
                let places = match (part.strip_prefix('='), part.strip_suffix('$')) {
                    (Some(whole), _) => words.entry(whole).or_default(),
                    (None, Some(end)) => parts.entry((end, true)).or_default(),
                    (None, None) => parts.entry((part, false)).or_default(),
                };
                places.push(place);
            }
        }
        let (patterns, parts): (Vec<&str>, Vec<WordPart>) = parts
            .into_iter()
            .map(|((part, is_end), languages)| (part, WordPart { is_end, languages }))
            .unzip();
        Self { words, finder: AhoCorasick::new(patterns).ok(), parts, languages: count }
    }

    /// How many parts of a text's words are unlike each language; a part counts once in a word.
    pub(super) fn count(&self, text: &str) -> Vec<usize> {
        let mut counts = vec![0; self.languages];
        let mut last_word = vec![usize::MAX; self.parts.len()];
        // The stop of a short form stays: "т. е." is no word.
        let words = text.split_whitespace();
        let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.'));
        for (at, word) in words.enumerate() {
            let mut add = |languages: &[usize]| languages.iter().for_each(|place| counts[*place] += 1);
            self.words.get(word).into_iter().for_each(|languages| add(languages));
            for found in self.finder.iter().flat_map(|finder| finder.find_overlapping_iter(word)) {
                let pattern = found.pattern().as_usize();
                let WordPart { is_end, languages } = &self.parts[pattern];
                if (!is_end || found.end() == word.len()) && last_word[pattern] != at {
                    last_word[pattern] = at;
                    add(languages);
                }
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_count_once_in_a_word_for_each_language_that_lacks_them() {
        let said = [vec!["=the", "ing$", "qu"], vec!["qu", "=of"], vec![]];
        let unlike = UnlikeParts::of(said.into_iter().map(Vec::into_iter));
        for (text, expected) in [
            ("the quick, quququ", [3, 2, 0]),
            ("singing (of) inga", [1, 1, 0]),
            ("other offers", [0, 0, 0]),
            ("of. the.", [0, 0, 0]),
            ("", [0, 0, 0]),
        ] {
            assert_eq!(unlike.count(text), expected, "{text}");
        }
    }
}
