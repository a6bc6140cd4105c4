//! A value as its publisher meant it: trimmed, without characters that are none, without decoding accidents.

use std::borrow::Cow;

use crate::text::reference::c1_as_windows_1252;

/// Cleans a value: trims it, drops control characters and non-characters, reads C1 controls as windows-1252,
/// and undoes UTF-8 that was taken for Latin-1 where the whole value fits that story.
pub(super) fn clean(value: Cow<'_, str>) -> Cow<'_, str> {
    let value = trim(value);
    if !is_suspicious(value.as_bytes()) {
        return value;
    }
    let undone = undo_latin_1(&value);
    let value = undone.map_or(value, Cow::Owned);
    if !value.chars().any(|char| replacement(char) != Some(char)) {
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

/// One pass that finds the common case: nothing to do. It looks for control characters and for
/// the lead bytes of C1 controls and Latin-1 letters (C2, C3) and of non-characters (EF).
fn is_suspicious(bytes: &[u8]) -> bool {
    const SUSPICIOUS: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            let control = byte < 0x20 && byte != 0x09 && byte != 0x0a && byte != 0x0d;
            table[byte] = control || byte == 0x7f || byte == 0xc2 || byte == 0xc3 || byte == 0xef;
            byte += 1;
        }
        table
    };
    bytes.iter().any(|byte| SUSPICIOUS[usize::from(*byte)])
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
    if value.bytes().any(|byte| byte >= 0xc4) {
        return None;
    }
    let bytes =
        value.chars().map(|char| u8::try_from(u32::from(char))).collect::<Result<Vec<u8>, _>>().ok()?;
    if bytes.is_ascii() {
        return None;
    }
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
