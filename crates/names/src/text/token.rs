//! Words of a text as byte ranges of the original: the text itself is never rewritten.

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

/// One word: `text[start..end]`. Hyphens split; apostrophes before a letter, soft hyphens and zero-width
/// characters inside a word do not. Han, kana and Hangul are one word a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// The words of `text` in order.
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, position: 0, classes: &CLASSES }
}

/// See [`tokens`].
#[derive(Debug)]
pub struct Tokens<'a> {
    text: &'a str,
    position: usize,
    classes: &'static [u8; TABLE],
}

const OTHER: u8 = 0;
const WORD: u8 = 1;
/// Inside a word it is read over; outside it is nothing.
const SKIP: u8 = 2;
/// Inside a word before a letter it belongs to the word.
const APOSTROPHE: u8 = 3;
/// A word of its own.
const SOLO: u8 = 4;

/// Characters below have their class in a table; the rest is rare and asked for.
const TABLE: usize = 0x3000;

static CLASSES: LazyLock<Box<[u8; TABLE]>> = LazyLock::new(|| {
    let mut table = Box::new([OTHER; TABLE]);
    for (code, class) in (0_u32..).zip(table.iter_mut()) {
        *class = char::from_u32(code).map_or(OTHER, class_of);
    }
    table
});

/// Characters that are read over inside a word: soft hyphen, zero-width ones, Armenian stress and question marks.
pub(crate) fn is_skipped(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'
            ..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{55B}' | '\u{55C}' | '\u{55E}' | '\u{34F}'
    )
}

/// The characters that people type for an apostrophe.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | 'ʻ' | '‘' | '`' | '´' | '′' | '՚' | '＇' | 'ʹ' | 'ʽ' | 'ʾ' | 'ʿ' | '‛')
}

fn class_of(c: char) -> u8 {
    match c {
        _ if is_skipped(c) => SKIP,
        _ if is_apostrophe(c) => APOSTROPHE,
        '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}' => SOLO,
        _ if c.is_alphanumeric() || is_combining_mark(c) => WORD,
        _ => OTHER,
    }
}

impl Tokens<'_> {
    /// The class of the character at `at` and its length in bytes; `at` is a character border before the end.
    #[inline]
    fn class(&self, at: usize) -> (u8, usize) {
        let bytes = self.text.as_bytes();
        let first = bytes[at];
        if first < 0x80 {
            return (self.classes[first as usize], 1);
        }
        let low = |i: usize| usize::from(bytes[at + i] & 0x3F);
        if first < 0xE0 {
            return (self.classes[usize::from(first & 0x1F) << 6 | low(1)], 2);
        }
        let code = usize::from(first & 0x0F) << 12 | low(1) << 6 | low(2);
        if first < 0xF0 && code < TABLE {
            return (self.classes[code], 3);
        }
        let letter = self.text[at..].chars().next().unwrap_or(' ');
        (class_of(letter), letter.len_utf8())
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    #[inline]
    fn next(&mut self) -> Option<Token> {
        let size = self.text.len();
        let mut at = self.position;
        let start = loop {
            if at >= size {
                self.position = size;
                return None;
            }
            let (class, width) = self.class(at);
            match class {
                WORD => break at,
                SOLO => {
                    self.position = at + width;
                    return Some(Token { start: at, end: at + width });
                }
                _ => at += width,
            }
        };
        let mut end = start;
        while at < size {
            let (class, width) = self.class(at);
            match class {
                WORD => end = at + width,
                SKIP => {}
                APOSTROPHE if at + width < size && end == at && self.class(at + width).0 == WORD => {}
                _ => break,
            }
            at += width;
        }
        self.position = at;
        Some(Token { start, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_bytes() {
        let check = |text: &str, expected: &[&str]| {
            let words: Vec<&str> = tokens(text).map(|t| &text[t.start..t.end]).collect();
            assert_eq!(words, expected, "{text:?}");
        };
        check("", &[]);
        check(" — ", &[]);
        check("KTMT-nin üzvü", &["KTMT", "nin", "üzvü"]);
        check("KGAÖ’ye 'Akşam' d'Iran", &["KGAÖ’ye", "Akşam", "d'Iran"]);
        check("Али\u{AD}ев\u{200B} и\u{AD} ", &["Али\u{AD}ев", "и"]);
        check("Кі\u{301}єв об’єкт’", &["Кі\u{301}єв", "об’єкт"]);
        check("ինչպե՞ս է", &["ինչպե՞ս", "է"]);
        check("习近平 in 2024", &["习", "近", "平", "in", "2024"]);
        check("می‌خواهد", &["می‌خواهد"]);
        check("a''b", &["a", "b"]);
    }
}
