//! Titles and offices, which stand in front of a surname where no given name does.

use std::sync::LazyLock;

use crate::text::fold::fold;

/// The words of all languages, folded.
static TITLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let words = languages::all().iter().flat_map(|language| language.words("titles"));
    words.map(|word| fold(word).text).collect()
});

/// Whether a word is a title, with any ending, or ends with one as German offices do: `Präsident`, `Außenminister`.
pub fn is_title(word: &str) -> bool {
    let folded = fold(word).text;
    let ends_so = |title: &str| (0..=4).any(|ending| without(&folded, ending).ends_with(title.as_bytes()));
    TITLES.iter().any(|title| match folded.strip_prefix(title.as_str()) {
        Some(ending) => ending.chars().count() <= 5,
        None => title.len() > 4 && ends_so(title),
    })
}

/// A word without its last bytes.
fn without(word: &str, last: usize) -> &[u8] {
    &word.as_bytes()[..word.len().saturating_sub(last)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_known_in_their_forms() {
        assert!(
            ["President", "Präsidenten", "Außenminister", "Cumhurbaşkanı", "Президентом", "Dr"]
                .into_iter()
                .all(is_title)
        );
        assert!(!["Natig", "Вагифа", "Anna"].into_iter().any(is_title));
    }
}
