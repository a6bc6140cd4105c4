//! Who wrote an article, as the page writes the name.

use std::sync::LazyLock;

use names::Script;

/// What stands before an author's name in any language, in small letters, the longest first.
static BEFORE: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let lines = languages::all().iter().flat_map(|language| language.of("byline"));
    let mut words: Vec<&str> = lines.flat_map(|line| line.split('|')).collect();
    words.sort_unstable_by_key(|words| std::cmp::Reverse(words.len()));
    words.dedup();
    words
});

/// What divides it from the name.
const DIVIDERS: [char; 5] = [':', '\u{55d}', '-', '–', '—'];

/// The names of authors that an extractor found, `a; b`, without "by" before them and in the letters of the page: it begins every word
/// with a capital, which spoils `al-Masri` and `McDonald`, and gives Georgian names letters that no text has.
pub(super) fn names(found: &str, written: &[&str]) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for name in found.split(';') {
        let name = without_credit(name.trim());
        let name = as_written(name, written).unwrap_or(name);
        if !name.is_empty() && names.iter().all(|known| known != name) {
            names.push(name.to_owned());
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// A name without the words that say whose it is. Some of them are parts of names too (`Von der Leyen`): they go where two words
/// with capitals follow.
fn without_credit(name: &str) -> &str {
    let Some((words, rest)) = BEFORE.iter().find_map(|words| Some((words, begins_with(name, words)?))) else {
        return name;
    };
    let divided = rest.trim_start().starts_with(DIVIDERS);
    let rest = rest.trim_start().trim_start_matches(DIVIDERS).trim_start();
    let is_small = |first: char| first.is_lowercase() && Script::of(first).is_some_and(Script::has_case);
    let follow = || rest.split_whitespace().take_while(|word| !word.starts_with(is_small)).count();
    let is_longer_word = words.chars().count() > 3;
    if !rest.is_empty() && (divided || is_longer_word && follow() > 0 || follow() > 1) { rest } else { name }
}

/// What follows on the words with which a text begins, in whatever letters.
fn begins_with<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let end = match_at(text, words)?;
    let rest = &text[end..];
    rest.starts_with(|letter: char| letter.is_whitespace() || DIVIDERS.contains(&letter)).then_some(rest)
}

/// The name as one of these texts has it, in whatever letters.
fn as_written<'a>(name: &str, written: &[&'a str]) -> Option<&'a str> {
    let first = lower(name.chars().next()?);
    written.iter().find_map(|text| {
        let mut begins = text.char_indices().filter(|(_, letter)| lower(*letter) == first);
        begins.find_map(|(at, _)| match_at(&text[at..], name).map(|length| &text[at..at + length]))
    })
}

/// How many bytes of a text the words take that it begins with, large and small letters being the same.
fn match_at(text: &str, words: &str) -> Option<usize> {
    let mut letters = text.char_indices();
    for wanted in words.chars() {
        let (_, mut letter) = letters.next()?;
        // Initials lose their full stops.
        while letter == '.' && wanted != '.' {
            letter = letters.next()?.1;
        }
        if lower(letter) != lower(wanted) {
            return None;
        }
    }
    Some(letters.next().map_or(text.len(), |(at, _)| at))
}

fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_the_page_writes_them() {
        let page =
            "Гусев П. А., ნინო ბერიძე, Ahmad al-Masri and Conor McDonald; Jan van der Berg; İlham Qasımov";
        for (found, expected) in [
            ("Ნინო Ბერიძე", "ნინო ბერიძე"),
            ("Ahmad Al-masri; Conor Mcdonald", "Ahmad al-Masri, Conor McDonald"),
            ("Jan Van Der Berg", "Jan van der Berg"),
            ("Ilham Qasımov", "İlham Qasımov"),
            ("Ann Nobody", "Ann Nobody"),
            ("Гусев П А", "Гусев П. А"),
            ("Conor McDonald; conor mcdonald", "Conor McDonald"),
        ] {
            assert_eq!(names(found, &["A. Writer", page]).as_deref(), Some(expected), "{found}");
        }
        assert_eq!(names(" ; ", &[page]), None);
    }

    #[test]
    fn words_of_credit_are_no_part_of_a_name() {
        for (found, expected) in [
            ("Par Hélène Mercier", "Hélène Mercier"),
            ("Por Lucía Ferrer", "Lucía Ferrer"),
            ("Հեղինակ՝ Անի Գրիգորյան", "Անի Գրիգորյան"),
            ("ავტორი ნინო ბერიძე", "ნინო ბერიძე"),
            ("Von Karl Weber", "Karl Weber"),
            ("BY ANN PORTER", "ANN PORTER"),
            ("Автор: Иванов", "Иванов"),
            ("Von der Leyen", "Von der Leyen"),
            ("Di Maio", "Di Maio"),
            ("Byron Lee", "Byron Lee"),
            ("Автор", "Автор"),
        ] {
            assert_eq!(names(found, &[]).as_deref(), Some(expected), "{found}");
        }
    }
}
