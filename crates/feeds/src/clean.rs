//! A value as its publisher meant it: trimmed, without characters that are none, without decoding accidents.

use std::borrow::Cow;

use crate::reference::c1_as_windows_1252;

/// Cleans a value: trims it, takes off a CDATA section that was escaped, drops control characters and non-characters,
/// reads C1 controls as windows-1252, and undoes UTF-8 that was taken for windows-1252 or windows-1251 where the whole
/// value fits that story.
pub(crate) fn clean(value: Cow<'_, str>) -> Cow<'_, str> {
    let value = without_cdata(trim(value));
    let look = ByteTraits::at(value.as_bytes());
    if !look.controls && !look.high {
        return value;
    }
    let undone = if look.high { undo(&value) } else { None };
    let value = undone.map_or(value, Cow::Owned);
    if !look.controls && !look.leads {
        return value;
    }
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
    /// Bytes above ASCII.
    high: bool,
}

impl ByteTraits {
    /// Numbers in place of truth values, so that the compiler looks at many bytes at once.
    fn at(bytes: &[u8]) -> Self {
        let (mut controls, mut leads, mut high) = (0_u8, 0_u8, 0_u8);
        for &byte in bytes {
            let space = u8::from(byte == b'\n') | u8::from(byte == b'\t') | u8::from(byte == b'\r');
            controls |= (u8::from(byte < 0x20) | u8::from(byte == 0x7f)) & (space ^ 1);
            leads |= u8::from(byte == 0xc2) | u8::from(byte == 0xef);
            high |= byte & 0x80;
        }
        Self { controls: controls != 0, leads: leads != 0, high: high != 0 }
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

/// A section whose marks were escaped with its content is seen as text only now.
fn without_cdata(value: Cow<'_, str>) -> Cow<'_, str> {
    let inside = |text: &str| {
        let inside = text.strip_prefix("<![CDATA[")?.strip_suffix("]]>")?;
        (!inside.contains("]]>")).then_some(inside.len())
    };
    let Some(length) = inside(&value) else { return value };
    let start = "<![CDATA[".len();
    trim(match value {
        Cow::Borrowed(text) => Cow::Borrowed(&text[start..start + length]),
        Cow::Owned(text) => Cow::Owned(text[start..start + length].to_owned()),
    })
}

/// The value with every character taken as the byte it has in windows-1252 or windows-1251, and the bytes as UTF-8, if
/// all of that fits. Real words in either charset hardly ever do: one is enough to refuse.
fn undo(value: &str) -> Option<String> {
    let start = value.bytes().position(|byte| !byte.is_ascii())?;
    undo_as(value, start, windows_1252).or_else(|| undo_as(value, start, windows_1251))
}

fn undo_as(value: &str, start: usize, byte_of: fn(char) -> Option<u8>) -> Option<String> {
    // Most values are refused by their first two letters, before anything is copied.
    let mut odd = value[start..].chars().map(byte_of);
    let lead = matches!(odd.next()??, 0xc2..=0xf4);
    if !lead || !matches!(odd.next()??, 0x80..=0xbf) {
        return None;
    }
    let bytes = value.chars().map(byte_of).collect::<Option<Vec<u8>>>()?;
    let text = String::from_utf8(bytes).ok()?;
    // Two Cyrillic signs may be a word; what comes of a mistake is mostly letters.
    let is_word = |text: &str| text.chars().any(|char| !char.is_ascii() && char.is_alphanumeric());
    let signs = |text: &str| text.chars().filter(|char| !char.is_ascii()).count();
    (byte_of('\u{e0}').is_some() || signs(&text) > 1 && is_word(&text)).then_some(text)
}

/// The byte of a character in windows-1252; of one that has none there but in Latin-1, that one.
fn windows_1252(char: char) -> Option<u8> {
    match u32::from(char) {
        number @ 0..=0xff => u8::try_from(number).ok(),
        _ => (0x80..=0x9f).find(|byte| c1_as_windows_1252(*byte) == char),
    }
}

/// The same in windows-1251, whose one hole is taken for itself.
fn windows_1251(char: char) -> Option<u8> {
    match char {
        '\0'..='\u{7f}' => u8::try_from(u32::from(char)).ok(),
        '\u{98}' => Some(0x98),
        _ => {
            let mut encoded = [0; 4];
            let (bytes, _, bad) = encoding_rs::WINDOWS_1251.encode(char.encode_utf8(&mut encoded));
            bytes.first().copied().filter(|_| !bad && bytes.len() == 1)
        }
    }
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
            ("â€œVellingâ€™sâ€\u{9d} cafÃ© isnâ€™t open â€” yet", "“Velling’s” café isn’t open — yet"),
            ("РњРѕСЃРєРІР°", "Москва"),
            ("Ð\u{9c}Ð¾Ñ\u{81}ÐºÐ²Ð° â€” Ð¿Ð¾Ñ€Ñ‚", "Москва — порт"),
            ("РѕРЅ и он", "РѕРЅ и он"),
            ("ВЦ «Р–»", "ВЦ «Р–»"),
            ("<![CDATA[ Velling ]]>", "Velling"),
            ("<![CDATA[a]]> b", "<![CDATA[a]]> b"),
            ("a\u{feff}b\u{ffff}", "ab"),
            ("ＡＢ", "ＡＢ"),
            ("\u{a0}x\u{a0}", "x"),
        ] {
            assert_eq!(clean(Cow::Borrowed(value)), cleaned, "{value}");
            assert_eq!(clean(Cow::Owned(value.to_owned())), cleaned, "{value}");
        }
    }
}
