//! A value as its publisher meant it: trimmed, without characters that are none, without decoding accidents.

use std::borrow::Cow;

use crate::reference::c1_as_windows_1252;

/// Cleans a value: trims it, drops control characters and non-characters, reads C1 controls as windows-1252,
/// and undoes UTF-8 that was taken for Latin-1 where the whole value fits that story.
pub(crate) fn clean(value: Cow<'_, str>) -> Cow<'_, str> {
    let value = trim(value);
    let look = ByteTraits::at(value.as_bytes());
    if !look.controls && !look.leads {
        return value;
    }
    let undone = if look.leads { undo_latin_1(&value) } else { None };
    let value = undone.map_or(value, Cow::Owned);
    if !look.controls && !holds_odd_characters(value.as_bytes()) {
        return value;
    }
    trim(Cow::Owned(value.chars().filter_map(replacement).collect()))
}

fn trim(value: Cow<'_, str>) -> Cow<'_, str> {
    match value {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// What one pass over the bytes sees; mostly nothing.
struct ByteTraits {
    /// Control characters other than white space.
    controls: bool,
    /// Bytes that begin C1 controls and Latin-1 signs (C2) or non-characters (EF).
    leads: bool,
}

impl ByteTraits {
    /// Numbers in place of truth values, so that the compiler looks at many bytes at once.
    fn at(bytes: &[u8]) -> Self {
        let (mut controls, mut leads) = (0_u8, 0_u8);
        for &byte in bytes {
            let space = u8::from(byte == b'\n') | u8::from(byte == b'\t') | u8::from(byte == b'\r');
            controls |= (u8::from(byte < 0x20) | u8::from(byte == 0x7f)) & (space ^ 1);
            leads |= u8::from(byte == 0xc2) | u8::from(byte == 0xef);
        }
        Self { controls: controls != 0, leads: leads != 0 }
    }
}

/// Whether the bytes hold C1 controls, byte order marks or non-characters.
fn holds_odd_characters(bytes: &[u8]) -> bool {
    memchr::memchr2_iter(0xc2, 0xef, bytes).any(|at| match (bytes[at], bytes.get(at + 1)) {
        (0xc2, Some(next)) => *next < 0xa0,
        (_, Some(next)) => matches!(next, 0xb7 | 0xbb | 0xbf),
        _ => false,
    })
}

fn replacement(char: char) -> Option<char> {
    match char {
        '\t' | '\n' | '\r' => Some(char),
        '\0'..='\u{1f}' | '\u{7f}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}' => None,
        '\u{80}'..='\u{9f}' => Some(c1_as_windows_1252(u8::try_from(u32::from(char)).unwrap_or_default())),
        _ if u32::from(char) & 0xfffe == 0xfffe => None,
        _ => Some(char),
    }
}

/// The value with every character taken as one byte and the bytes as UTF-8, if all of that fits.
fn undo_latin_1(value: &str) -> Option<String> {
    // The first sign above ASCII must look like the first byte of a character, and the next like its second.
    let mut odd = value.chars().skip_while(char::is_ascii);
    let lead = ('\u{c2}'..='\u{f4}').contains(&odd.next()?);
    if !lead || !('\u{80}'..='\u{bf}').contains(&odd.next()?) {
        return None;
    }
    let bytes =
        value.chars().map(|char| u8::try_from(u32::from(char))).collect::<Result<Vec<u8>, _>>().ok()?;
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_cleaned() {
        for (value, cleaned) in [
            ("  a b \n", "a b"),
            ("a\u{b}b\u{0}c\tx", "abc\tx"),
            ("it\u{92}s", "it’s"),
            ("Ä°lham Æ", "Ä°lham Æ"),
            ("Ã\u{96}zil", "Özil"),
            ("Ð\u{9c}Ð¾Ñ\u{81}ÐºÐ²Ð°", "Москва"),
            ("schön", "schön"),
            ("a\u{feff}b\u{ffff}", "ab"),
            ("ＡＢ", "ＡＢ"),
            ("\u{a0}x\u{a0}", "x"),
        ] {
            assert_eq!(clean(Cow::Borrowed(value)), cleaned, "{value}");
            assert_eq!(clean(Cow::Owned(value.to_owned())), cleaned, "{value}");
        }
    }
}
