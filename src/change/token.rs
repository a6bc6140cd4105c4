//! A text as lines of words and marks, each with the form in which two revisions are compared.

use std::borrow::Cow;

use crate::entry::alike::{alike, is_invisible};

/// A word, a number or a mark of punctuation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DiffToken<'a> {
    /// As published.
    pub text: &'a str,
    /// What is compared: kinds of quotes and dashes, soft hyphens and composed letters make no difference.
    pub key: Cow<'a, str>,
    /// Its first byte in the whole text.
    pub start: usize,
    /// Whether white space stands before it.
    pub spaced: bool,
    /// Whether it is the first of its line.
    pub opens_line: bool,
    /// Whether it has a letter or a digit.
    pub is_word: bool,
}

/// The words and marks of a line that begins at byte `offset` of the whole.
pub(crate) fn tokens(text: &str, offset: usize) -> Vec<DiffToken<'_>> {
    let mut tokens = Vec::new();
    let mut spaced = false;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() || (is_invisible(c) && c != '\u{ad}') {
            spaced |= c.is_whitespace();
            at += c.len_utf8();
            continue;
        }
        let length = token_length(&text[at..]);
        let token = &text[at..at + length];
        tokens.push(DiffToken {
            text: token,
            key: alike(token),
            start: offset + at,
            spaced,
            opens_line: tokens.is_empty(),
            is_word: token.chars().any(char::is_alphanumeric),
        });
        spaced = false;
        at += length;
    }
    tokens
}

/// Bytes of the token that a text begins with, at least one character.
fn token_length(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    let Some((_, first)) = letters.next() else { return 0 };
    if first == '.' {
        return text.len() - text.trim_start_matches('.').len();
    }
    if !is_word_part(first) || stands_alone(first) {
        return first.len_utf8();
    }
    let mut end = first.len_utf8();
    while let Some((at, c)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let inside = is_word_part(c) && !stands_alone(c);
        let joins = is_joiner(c) && next.is_some_and(|next| is_word_part(next) && !stands_alone(next));
        let counts = matches!(c, '.' | ',' | ':')
            && text[..at].ends_with(|before: char| before.is_numeric())
            && next.is_some_and(char::is_numeric);
        if !(inside || joins || counts) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

fn is_word_part(c: char) -> bool {
    c.is_alphanumeric() || is_invisible(c) || is_combining(c)
}

/// Accents that stand behind their letter.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}'
        | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}')
}

/// What stands inside a word: `Nagorno-Karabakh`, `don’t`, `KTMT-yə`.
fn is_joiner(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '\'' | '’' | 'ʼ' | 'ʻ' | '_')
}

/// Letters of scripts without spaces between words.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_marks_stand_apart() {
        for (text, expected) in [
            ("Nagorno-Karabakh, don’t", "Nagorno-Karabakh|,|don’t"),
            ("KTMT-yə 1.7000 at 14:05...", "KTMT-yə|1.7000|at|14:05|..."),
            ("“so”\u{a0}— no", "“|so|”|—|no"),
            ("co\u{ad}operate", "co\u{ad}operate"),
            ("外交部 said", "外|交|部|said"),
            (" - ", "-"),
            ("", ""),
        ] {
            let found: Vec<&str> = tokens(text, 0).iter().map(|token| token.text).collect();
            assert_eq!(found.join("|"), expected);
        }
    }

    #[test]
    fn what_looks_the_same_has_one_key() {
        for (one, other) in [
            ("“so”", "«so»"),
            ("don't", "don’t"),
            ("a – b", "a - b"),
            ("co\u{ad}operate", "cooperate"),
            ("й", "и\u{306}"),
            ("wait…", "wait..."),
        ] {
            let keys =
                |text| tokens(text, 0).into_iter().map(|token| token.key.into_owned()).collect::<Vec<_>>();
            assert_eq!(keys(one), keys(other));
        }
    }
}
