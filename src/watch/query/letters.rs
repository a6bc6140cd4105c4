//! What letters, digits and signs make one word of a query, and which numbers are distances.

/// The furthest distance a proximity may ask for, in words.
pub(super) const MAX_DISTANCE: u32 = 500;

/// A number of words that a proximity may ask for.
pub(super) fn distance(number: &str) -> Option<u32> {
    let count = number.parse::<u32>().ok().filter(|count| (1..=MAX_DISTANCE).contains(count))?;
    number.bytes().all(|digit| digit.is_ascii_digit()).then_some(count)
}

pub(super) fn digits(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

/// How many bytes of `text` are one word: letters, digits, marks, wildcards, and signs that join two letters.
pub(super) fn word_length(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().is_some_and(|(_, c)| c.is_alphanumeric() || matches!(c, '*' | '?'));
        let joins = matches!(letter, '-' | '.' | '&' | '/' | '·') && next;
        // One letter and its plusses are one word, which is too short all the same.
        let plus = letter == '+' && at == text.find('+').unwrap_or(0) && is_one_letter(&text[..at]);
        if plus {
            return at + text[at..].bytes().take_while(|byte| *byte == b'+').count();
        }
        if !(is_word_letter(letter) || joins) {
            return at;
        }
    }
    text.len()
}

fn is_one_letter(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

fn is_word_letter(letter: char) -> bool {
    letter.is_alphanumeric()
        || unicode_normalization::char::is_combining_mark(letter)
        || matches!(letter, '*' | '?' | '_' | '\'' | '’' | 'ʼ' | 'ʻ' | '`' | '´' | '՚' | '՛' | '՜' | '՞')
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

/// How far the end of a phrase between single quotes is looked for, in bytes.
const LONGEST_QUOTED: usize = 300;

/// A phrase between single quotes with which a text begins, such as `'big oil'` and `''big oil''`: its bytes, and its words.
pub(super) fn single_quoted(text: &str) -> Option<(usize, String)> {
    let quote = text.chars().next()?;
    let text = &text[..text.floor_char_boundary(LONGEST_QUOTED)];
    let body = text.trim_start_matches(quote);
    let behind = |at: usize| body[at..].trim_start_matches(quote);
    let mut quotes = body.match_indices(quote).map(|(at, _)| at);
    let close = quotes.find(|at| behind(*at).chars().next().is_none_or(|c| c.is_whitespace() || c == ')'))?;
    let words = body[..close].split_whitespace().collect::<Vec<_>>().join(" ");
    Some((text.len() - behind(close).len(), words))
}
