//! Character references (`&amp;`, `&#8217;`, `&nbsp;`) become characters.

use std::borrow::Cow;

use html_escape::NAMED_ENTITIES;

/// The longest reference that is looked for, `&` and `;` apart; the longest name of HTML has 31 letters.
const LONGEST: usize = 32;

/// The text with its references decoded once. What is no reference stays as it is.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    push(&mut decoded, text, |_| None, c1_as_windows_1252);
    Cow::Owned(decoded)
}

/// Appends `text` with its references decoded once; `own` knows the names that a document type declares. Numbers
/// of C1 controls stay controls: in a feed they may be bytes of UTF-8 that went astray, which only the whole
/// value tells.
pub(crate) fn push_decoded<'o>(out: &mut String, text: &str, own: impl Fn(&str) -> Option<&'o str>) {
    push(out, text, own, char::from);
}

fn push<'o>(out: &mut String, text: &str, own: impl Fn(&str) -> Option<&'o str>, c1: fn(u8) -> char) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match reference(rest, &own, c1) {
            Some((Referent::Char(char), length)) => {
                out.push(char);
                length
            }
            Some((Referent::Text(text), length)) => {
                out.push_str(text);
                length
            }
            None => {
                out.push('&');
                1
            }
        };
        rest = &rest[length..];
    }
    out.push_str(rest);
}

enum Referent<'o> {
    Char(char),
    Text(&'o str),
}

/// The reference at the start of `text`, which begins with `&`, and its length in bytes.
fn reference<'o>(
    text: &str,
    own: impl Fn(&str) -> Option<&'o str>,
    c1: fn(u8) -> char,
) -> Option<(Referent<'o>, usize)> {
    let bytes = text.as_bytes();
    if bytes.get(1) == Some(&b'#') {
        let (char, length) = numeric(&bytes[2..], c1)?;
        return Some((Referent::Char(char), length + 2));
    }
    let name_length = bytes[1..].iter().take(LONGEST).take_while(|byte| is_name_byte(**byte)).count();
    let name = &text[1..=name_length];
    if bytes.get(name_length + 1) != Some(&b';') {
        // The one name that the wild leaves open: a bare `&copy=1` in an address must stay.
        let open = name == "nbsp" && bytes.get(name_length + 1) != Some(&b'=');
        return open.then_some((Referent::Char('\u{a0}'), name_length + 1));
    }
    let decoded = own(name).or_else(|| named(name)).map(Referent::Text)?;
    Some((decoded, name_length + 2))
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// The character that HTML calls so.
fn named(name: &str) -> Option<&'static str> {
    match name {
        "amp" => Some("&"),
        "lt" => Some("<"),
        "gt" => Some(">"),
        "quot" => Some("\""),
        "apos" => Some("'"),
        "nbsp" => Some("\u{a0}"),
        _ => {
            let found = NAMED_ENTITIES.binary_search_by(|(known, _)| (*known).cmp(name.as_bytes())).ok()?;
            Some(NAMED_ENTITIES[found].1)
        }
    }
}

/// The number after `&#` and its length in bytes with the `;`, which may be missing before a non-letter.
fn numeric(bytes: &[u8], c1: fn(u8) -> char) -> Option<(char, usize)> {
    let (radix, prefix) = match bytes.first()? {
        b'x' | b'X' => (16, 1),
        _ => (10, 0),
    };
    let mut number = 0_u32;
    let mut length = prefix;
    while let Some(digit) = bytes.get(length).and_then(|byte| char::from(*byte).to_digit(radix)) {
        number = number.saturating_mul(radix).saturating_add(digit);
        length += 1;
        if length > LONGEST {
            return None;
        }
    }
    if length == prefix {
        return None;
    }
    match bytes.get(length) {
        Some(b';') => length += 1,
        Some(byte) if byte.is_ascii_alphanumeric() => return None,
        _ => {}
    }
    Some((char_of(number, c1), length))
}

/// HTML's reading of a number: C1 controls as `c1` has them, U+FFFD where there is no character.
fn char_of(number: u32, c1: fn(u8) -> char) -> char {
    match u8::try_from(number) {
        Ok(byte @ 0x80..=0x9f) => c1(byte),
        _ => char::from_u32(number).filter(|char| *char != '\0').unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// What a byte from 0x80 to 0x9F means in windows-1252, which is what publishers mean by it.
pub(crate) fn c1_as_windows_1252(byte: u8) -> char {
    const TABLE: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    TABLE[usize::from(byte & 0x1f)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_once_and_the_rest_stays() {
        for (text, decoded) in [
            ("AT&amp;T", "AT&T"),
            ("&amp;lt;b&gt;", "&lt;b>"),
            ("&#8217;&#x2019;&#X2019;", "’’’"),
            ("&#146;&#x85;", "’…"),
            ("&eacute;&Eacute;&hellip;", "éÉ…"),
            ("&nbsp&nbsp;x", "\u{a0}\u{a0}x"),
            ("R&D; a & b &; &# &#; &#x; &#12a; &unknown; &", "R&D; a & b &; &# &#; &#x; &#12a; &unknown; &"),
            ("?a=1&copy=2&lang=az", "?a=1&copy=2&lang=az"),
            ("&#8217 s", "’ s"),
            ("&#0;&#99999999999;&#xD800;", "\u{fffd}\u{fffd}\u{fffd}"),
            ("ə&ş;ə", "ə&ş;ə"),
        ] {
            assert_eq!(decode(text), decoded, "{text}");
        }
    }

    #[test]
    fn names_of_the_document_come_first() {
        let mut out = String::new();
        push_decoded(&mut out, "&pub; &amp; &other;", |name| (name == "pub").then_some("Нова"));
        assert_eq!(out, "Нова & &other;");
    }
}
