//! Words of a text as byte ranges of the original: the text itself is never rewritten.

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use crate::text::script::Script;

/// One word: `text[start..end]`. Hyphens split; apostrophes before a letter, soft hyphens and zero-width
/// characters inside a word do not, nor do the gershayim of Hebrew short forms (`צה״ל`) and a hyphen at a line's end before
/// small letters. Han, kana and Hangul are one word a character, their sound marks with them.
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
/// Belongs to the word of its own before it; elsewhere it is nothing.
const VOICING: u8 = 5;

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
    matches!(
        c,
        '\'' | '’' | 'ʼ' | 'ʻ' | '‘' | '`' | '´' | '′' | '՚' | '＇' | 'ʹ' | 'ʽ' | 'ʾ' | 'ʿ' | '‛' | '׳'
    )
}

/// Whether a character is a word of its own: Han, kana and Hangul.
pub(crate) fn is_solo(c: char) -> bool {
    class_of(c) == SOLO
}

fn class_of(c: char) -> u8 {
    match c {
        _ if is_skipped(c) => SKIP,
        _ if is_apostrophe(c) => APOSTROPHE,
        // A dot between the words of a name in kana.
        '\u{30FB}' | '\u{FF65}' => OTHER,
        '\u{3099}' | '\u{309A}' | '\u{FF9E}' | '\u{FF9F}' => VOICING,
        '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9D}'
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

/// How many bytes of `after` stand inside a word although they are no letters: the gershayim of Hebrew, as typed, and the
/// hyphen with which a line was broken.
fn inside_word(before: &str, after: &str) -> Option<usize> {
    // Behind nearly every word stands a blank.
    if !after.starts_with(['"', '״', '\'', '׳', '’', '-']) {
        return None;
    }
    let mark =
        ["\"", "״", "''", "׳׳", "’’", "-\r\n", "-\n"].into_iter().find(|mark| after.starts_with(mark))?;
    let (left, right) = (before.chars().next_back()?, after[mark.len()..].chars().next()?);
    let fits = if mark.starts_with('-') {
        left.is_alphabetic() && right.is_lowercase()
    } else {
        Script::of(left) == Some(Script::Hebrew) && Script::of(right) == Some(Script::Hebrew)
    };
    fits.then_some(mark.len())
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
                    let mut end = at + width;
                    while end < size
                        && let (VOICING, width) = self.class(end)
                    {
                        end += width;
                    }
                    self.position = end;
                    return Some(Token { start: at, end });
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
                _ if end == at
                    && let Some(more) = inside_word(&self.text[..at], &self.text[at..]) =>
                {
                    at += more;
                    continue;
                }
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
        check("נמסר מצה״ל; צה\"ל, צה''ל \"כן\"", &["נמסר", "מצה״ל", "צה\"ל", "צה''ל", "כן"]);
        check("Азербай-\nджане, Нью-\nЙорк", &["Азербай-\nджане", "Нью", "Йорк"]);
        check("ｱﾘｴﾌ・ガ ｶﾞ", &["ｱ", "ﾘ", "ｴ", "ﾌ", "ガ", "ｶﾞ"]);
    }
}
