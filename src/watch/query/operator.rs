//! The words that are operators, and those that were meant to be.

use super::foreign::foreign_operator;
use super::letters::{MAX_DISTANCE, distance};
use super::token::QueryToken;
use super::tree::{DEFAULT_DISTANCE, Reach};

/// A word that is an operator, or was meant to be one.
pub(super) struct OperatorWord {
    pub(super) token: QueryToken,
    /// How many bytes of the query it takes.
    pub(super) bytes: usize,
    /// What is wrong with it: code, message and fix.
    pub(super) mistake: Option<(&'static str, String, String)>,
}

/// The operator that a word is.
pub(super) fn operator_word(text: &str) -> Option<OperatorWord> {
    let bytes = text.len();
    let or_quoted =
        |correct: &str| format!("write {correct}, or \"{text}\" in quotes if the word itself is meant");
    let word = |token, mistake| Some(OperatorWord { token, bytes, mistake });
    if let Some((correct, token)) = operator(text) {
        let message = format!("`{text}` is a word here, operators are written {correct}");
        let help = or_quoted(&correct);
        return word(token, (correct != text).then_some(("operator-case", message, help)));
    }
    if let Some((op, number)) = text.split_once('/').filter(|(op, _)| is_distance_operator(op)) {
        if let Some((correct, token)) =
            in_words(&number.to_ascii_lowercase()).filter(|_| !op.eq_ignore_ascii_case("ATLEAST"))
        {
            let message = format!("`{text}` looks like an operator of another system or language");
            return word(token, Some(("foreign-operator", message, or_quoted(&correct))));
        }
        let message = format!("`{op}/` wants a number of words, not `{number}`");
        let help = format!("write {op}/10; from 1 to {MAX_DISTANCE}");
        let counts = op.eq_ignore_ascii_case("ATLEAST");
        let token =
            if counts { QueryToken::AtLeast(1) } else { QueryToken::Near(Reach::Words(DEFAULT_DISTANCE)) };
        return word(token, Some(("distance", message, help)));
    }
    if let Some((correct, token)) = foreign_operator(text) {
        let message = format!("`{text}` looks like an operator of another system or language");
        return word(token, Some(("foreign-operator", message, or_quoted(&correct))));
    }
    let front = ["AND-", "NOT-"].into_iter().find(|front| text.starts_with(front))?;
    let excluded = &text[front.len()..];
    let (message, help) = (format!("`{text}` is one word here"), format!("write AND NOT {excluded}"));
    let mistake = Some(("foreign-operator", message, help));
    Some(OperatorWord { token: QueryToken::Not, bytes: front.len(), mistake })
}

/// The operator that a word is, and how it is written; the word may be written otherwise.
fn operator(word: &str) -> Option<(String, QueryToken)> {
    let plain = |text: &str, token| Some((text.to_owned(), token));
    match word.to_ascii_uppercase().as_str() {
        "AND" => return plain("AND", QueryToken::And),
        "OR" => return plain("OR", QueryToken::Or),
        "NOT" => return plain("NOT", QueryToken::Not),
        "W/S" => return plain("w/s", QueryToken::Near(Reach::Sentence)),
        "W/P" => return plain("w/p", QueryToken::Near(Reach::Paragraph)),
        _ => {}
    }
    match word {
        "NEAR" => return plain(word, QueryToken::Near(Reach::Words(DEFAULT_DISTANCE))),
        "ONEAR" => return plain(word, QueryToken::Near(Reach::InOrder(DEFAULT_DISTANCE))),
        _ => {}
    }
    let (name, number) = word.split_once('/')?;
    let count = distance(number)?;
    let (name, token) = match name.to_ascii_uppercase().as_str() {
        "NEAR" => ("NEAR", QueryToken::Near(Reach::Words(count))),
        "ONEAR" => ("ONEAR", QueryToken::Near(Reach::InOrder(count))),
        "W" => ("w", QueryToken::Near(Reach::Words(count))),
        "PRE" => ("pre", QueryToken::Near(Reach::InOrder(count))),
        "ATLEAST" => ("ATLEAST", QueryToken::AtLeast(count)),
        _ => return None,
    };
    Some((format!("{name}/{number}"), token))
}

/// What a phrase was meant to be that holds an operator: `"gas AND oil"`, `"gas w/5 oil"`; in words that are all capitals it may
/// be part of a name.
pub(super) fn operator_in_phrase(phrase: &str) -> Option<String> {
    let words: Vec<&str> = phrase.split(' ').collect();
    let between = words.get(1..words.len().saturating_sub(1))?;
    let joins = |word: &&str| match operator(word) {
        Some((correct, token)) => {
            correct == **word
                && (token != QueryToken::Near(Reach::Words(DEFAULT_DISTANCE)) || word.contains('/'))
        }
        None => false,
    };
    let joint = between.iter().find(|word| joins(word))?;
    let mut others = words.iter().filter(|word| !joins(word));
    if others.all(|word| word.to_uppercase() == **word) {
        return None;
    }
    let quoted = |words: &[&str]| match words {
        [one] => (*one).to_owned(),
        many => format!("\"{}\"", many.join(" ")),
    };
    let sides: Vec<String> = words.split(joins).filter(|side| !side.is_empty()).map(quoted).collect();
    Some(sides.join(&format!(" {joint} ")))
}

/// What Lexis writes behind `w/` in a word, and Brandwatch as `5f` for a distance in order.
fn in_words(reach: &str) -> Option<(String, QueryToken)> {
    let (correct, token) = match reach.trim_start_matches(|digit: char| digit.is_ascii_digit()) {
        "s" | "sent" | "sentence" => ("w/s", QueryToken::Near(Reach::Sentence)),
        "p" | "para" | "paragraph" => ("w/p", QueryToken::Near(Reach::Paragraph)),
        "seg" | "doc" => ("AND", QueryToken::And),
        "f" => {
            let count = distance(reach.trim_end_matches('f'))?;
            return Some((format!("ONEAR/{count}"), QueryToken::Near(Reach::InOrder(count))));
        }
        _ => return None,
    };
    Some((correct.to_owned(), token))
}

/// Whether a number of words is wanted behind its slash.
fn is_distance_operator(name: &str) -> bool {
    ["NEAR", "ONEAR", "W", "PRE", "ATLEAST"].iter().any(|known| known.eq_ignore_ascii_case(name))
}
