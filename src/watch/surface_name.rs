//! A name as it stands in a text: as a line of a file has it, in its base form, and whether it is one at all.

use names::{Script, base_form};

/// Letters that the first and the last word of a name have at least in a script without capitals: shorter ones are
/// prepositions.
const LEAST_LETTERS: usize = 3;

/// The words in one line, the surname last.
pub(super) fn as_name(surface: &str, surname_first: bool) -> String {
    let mut words: Vec<&str> = surface.split_whitespace().collect();
    if surname_first && words.len() > 1 {
        words.rotate_left(1);
    }
    let words: Vec<&str> = words.iter().map(|word| word.trim_end_matches(',')).collect();
    words.join(" ")
}

/// A spelling with its first and last word in the form that sounds most like the name's.
pub(super) fn in_base_form(surface: &str, name: &str) -> String {
    let mut words: Vec<String> = surface.split(' ').map(str::to_owned).collect();
    let mut like = name.split_whitespace();
    if let (Some(word), Some(first)) = (words.first_mut(), like.next()) {
        *word = base_form(word, first);
    }
    if let (Some(word), Some(last)) = (words.last_mut(), like.next_back()) {
        *word = base_form(word, last);
    }
    words.join(" ")
}

/// Whether the first and the last word may be those of a name.
pub(super) fn is_name(spelling: &str) -> bool {
    let mut words = spelling.split_whitespace();
    let (first, last) = (words.next(), words.next_back());
    let is_name = |word: &str| {
        word.chars().next().is_some_and(|first| {
            first.is_uppercase() || !first.is_lowercase() && word.chars().count() >= LEAST_LETTERS
        })
    };
    first.into_iter().chain(last).all(is_name)
}

/// Whether letters of more than one alphabet stand in it: `Дoнaлд` with two Latin ones.
pub(super) fn is_mixed(spelling: &str) -> bool {
    let mut scripts = spelling.chars().filter_map(Script::of);
    scripts.next().is_some_and(|first| scripts.any(|other| other != first))
}
