//! The word of an item that comes nearest to a name that was not found: by its letters, else by its sound.

use names::{Form, HeardWord, tokens};

use crate::diagnostic::nearest::nearest_with_distance;
use crate::watch::item::Item;

/// How many words of a text are looked through.
const AMONG: usize = 5_000;

/// The nearest word with what it is near to, and how far: where a name was misspelt, or a spelling is missing.
pub(super) fn near_word(item: &Item<'_>, form: Form, spellings: &[String]) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    for text in item.texts() {
        words.extend(tokens(text).take(AMONG).map(|token| &text[token.start..token.end]));
    }
    words.sort_unstable();
    words.dedup();
    words.retain(|word| word.chars().count() > 2);
    by_letters(&words, spellings).or_else(|| by_sound(&words, form, spellings))
}

fn by_letters(words: &[&str], spellings: &[String]) -> Option<String> {
    spellings.iter().find_map(|spelling| {
        let (letters, found) = nearest_with_distance(longest(spelling)?, words.iter().copied())?;
        let apart = match letters {
            0 if spelling.contains(found) => "but not as a whole".to_owned(),
            0 => "but capitals are wanted".to_owned(),
            1 => "1 letter apart".to_owned(),
            more => format!("{more} letters apart"),
        };
        Some(format!("\"{found}\" for \"{spelling}\", {apart}"))
    })
}

/// Of one-word sounds only the likest are near; why they do not count is said with them.
fn by_sound(words: &[&str], form: Form, spellings: &[String]) -> Option<String> {
    let why = match form {
        Form::Person { .. } => "the rest of the name is not beside it",
        _ => "only people are found by sound",
    };
    let names = spellings.iter().filter_map(|spelling| Some((spelling, HeardWord::of(longest(spelling)?)?)));
    let names: Vec<(&String, HeardWord)> = names.collect();
    let heard = words.iter().filter_map(|word| Some((word, HeardWord::of(word)?)));
    let apart = heard.flat_map(|(word, heard)| {
        let near = names.iter().filter_map(|(name, own)| Some((own.apart(&heard)?, *word, *name)));
        near.collect::<Vec<_>>()
    });
    let (distance, word, name) = apart.min_by(|(one, ..), (other, ..)| one.total_cmp(other))?;
    Some(format!("\"{word}\" for \"{name}\": sounds alike, distance {distance:.2}, but {why}"))
}

/// The longest word of a spelling: of a person mostly the surname.
fn longest(spelling: &str) -> Option<&str> {
    spelling.split_whitespace().max_by_key(|word| word.chars().count())
}
