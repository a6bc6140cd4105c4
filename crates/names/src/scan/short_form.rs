//! Short forms with a full stop behind each letter, such as `О.Д.К.Б.` and `U.N.`, told from initials.

use crate::scan::memo::{ListId, Placed};
use crate::text::script::Script;
use crate::text::token::is_apostrophe;

/// Tokens that are one short form together, and what they may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LetterRun {
    /// The first token.
    pub first: usize,
    /// The last token.
    pub last: usize,
    /// How many bytes of the first token are an article before it: `l'O.N.U.`
    pub skip: u8,
    pub list: ListId,
}

/// The longest short form, in letters.
const LONGEST: usize = 8;
/// The longest letter with its marks, in bytes; most words are longer.
const LONGEST_LETTER: usize = 4;

/// The runs of single capitals with nothing but a full stop between them that `look_up` knows, written in one. Two Cyrillic
/// letters before a name are its initials.
pub(crate) fn runs(text: &str, tokens: &[Placed], mut look_up: impl FnMut(&str) -> ListId) -> Vec<LetterRun> {
    let mut found = Vec::new();
    let mut first = 0;
    while first < tokens.len() {
        let mut last = first;
        while stops_before_next(text, tokens, last)
            && (is_capital(text, tokens.get(last)) || last == first && elided(text, &tokens[first]) > 0)
        {
            last += 1;
        }
        let whole = last > first && is_capital(text, tokens.get(last)) && last - first < LONGEST;
        if whole && !(last == first + 1 && are_initials(text, tokens, last)) {
            let skip = elided(text, &tokens[first]);
            let list = look_up(&text[tokens[first].start + skip..tokens[last].end].replace('.', ""));
            if list != 0 {
                found.push(LetterRun { first, last, skip: u8::try_from(skip).unwrap_or(0), list });
            }
        }
        first = last + 1;
    }
    found
}

/// Whether a token is one capital letter.
fn is_capital(text: &str, token: Option<&Placed>) -> bool {
    token.is_some_and(|token| {
        if token.end - token.start > LONGEST_LETTER {
            return false;
        }
        let mut letters = text[token.start..token.end].chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
    })
}

/// How many bytes of a token stand before one capital behind an apostrophe.
fn elided(text: &str, token: &Placed) -> usize {
    let word = &text[token.start..token.end];
    let Some((at, mark)) = word.char_indices().find(|(_, letter)| is_apostrophe(*letter)) else { return 0 };
    let behind = at + mark.len_utf8();
    let mut letters = word[behind..].chars();
    let one = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    if one { behind } else { 0 }
}

fn stops_before_next(text: &str, tokens: &[Placed], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|next| &text[tokens[at].end..next.start] == ".")
}

/// Whether two letters that end at `last` stand before a name, in a script whose short forms have no stops before one.
fn are_initials(text: &str, tokens: &[Placed], last: usize) -> bool {
    let (own, next) = (&tokens[last], tokens.get(last + 1));
    let latin = text[own.start..own.end].chars().all(|letter| Script::of(letter) == Some(Script::Latin));
    !latin
        && next.is_some_and(|next| {
            text[own.end..next.start].trim_end() == "." && text[next.start..].starts_with(char::is_uppercase)
        })
}
