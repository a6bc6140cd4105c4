//! Sentences around an article that say nothing of it: credits, addresses, pointers to others.

use std::sync::LazyLock;

/// How such lines begin, in all languages.
static BEGINNINGS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let languages = languages::all().iter();
    let lines = languages.flat_map(|language| language.of("credits").chain(language.of("pointers")));
    lines.flat_map(|line| line.split('|')).collect()
});

/// The most letters that such a beginning has.
const LONGEST: usize = 40;

/// Whether a sentence is one of them.
pub(super) fn is_boilerplate(sentence: &str) -> bool {
    let beginning =
        sentence.trim_start().chars().take(LONGEST).flat_map(char::to_lowercase).collect::<String>();
    sentence.contains("://")
        || sentence.contains("www.")
        || BEGINNINGS.iter().any(|known| beginning.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_and_pointers_say_nothing_of_the_article() {
        for (sentence, expected) in [
            ("Photo: NATO press service.", true),
            ("Фото: пресс-служба НАТО.", true),
            ("Подробнее: https://example.org/ НАТО.", true),
            ("Copyright 2026 NATO.", true),
            ("Lesen Sie auch: NATO tagt.", true),
            ("The photo shows NATO ships.", false),
            ("НАТО ждёт.", false),
        ] {
            assert_eq!(is_boilerplate(sentence), expected, "{sentence}");
        }
        assert!(
            BEGINNINGS.iter().all(|known| known.chars().count() <= LONGEST && known.to_lowercase() == *known)
        );
    }
}
