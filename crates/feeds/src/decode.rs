//! Bytes become text: byte order marks, labels that lie, labels that are missing.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::warning::Warning;
use crate::{charset, guess, mixed};

/// How much of the document's head is searched for a declaration, in bytes.
const HEAD: usize = 1024;

/// The same of a web page.
const PAGE_HEAD: usize = 4096;

/// Text, and what had to be done to get it.
pub(crate) struct DecodedText<'a> {
    pub text: Cow<'a, str>,
    pub warning: Option<Warning>,
}

impl<'a> DecodedText<'a> {
    fn plain(text: Cow<'a, str>) -> Self {
        Self { text, warning: None }
    }
}

/// Decodes a document.
///
/// A byte order mark wins, then the pattern of zero bytes, then valid UTF-8 over a label that contradicts it,
/// then the first of the labels (HTTP, declaration) that fits; what fits nothing is decoded with the least loss.
pub(crate) fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>, url: Option<&str>) -> DecodedText<'a> {
    let declared = charset::of_declaration(&bytes[..bytes.len().min(HEAD)]);
    decode_declared(bytes, declared, content_type, url)
}

/// The same for a web page, which declares its charset in a `meta`.
pub(crate) fn decode_page<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    url: Option<&str>,
) -> DecodedText<'a> {
    let head = &bytes[..bytes.len().min(PAGE_HEAD)];
    let declared = charset::of_declaration(&head[..head.len().min(HEAD)]).or_else(|| charset::of_meta(head));
    decode_declared(bytes, declared, content_type, url)
}

fn decode_declared<'a>(
    bytes: &'a [u8],
    declared: Option<&str>,
    content_type: Option<&str>,
    url: Option<&str>,
) -> DecodedText<'a> {
    if let Some(decoded) = decode_wide(bytes) {
        return decoded;
    }
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let has_mark = body.len() < bytes.len();
    let http = content_type.and_then(charset::of_content_type);
    let labels = [http, declared];
    let known = labels.map(|label| label.and_then(charset::for_label));
    match std::str::from_utf8(body) {
        Ok(text) if has_mark => DecodedText::plain(Cow::Borrowed(text)),
        Ok(text) => decode_utf8(text, labels, known),
        Err(_) => decode_other(body, labels, known, url),
    }
}

/// Text that is valid UTF-8: a label is believed against it only where it explains the bytes better.
fn decode_utf8<'a>(
    text: &'a str,
    labels: [Option<&str>; 2],
    known: [Option<&'static Encoding>; 2],
) -> DecodedText<'a> {
    let Some(label) = known.iter().flatten().next().copied().filter(|label| *label != UTF_8) else {
        return DecodedText::plain(Cow::Borrowed(text));
    };
    let wide = text.bytes().filter(|byte| *byte >= 0xc0).take(4).count();
    let escapes = text.as_bytes().contains(&0x1b);
    let may_be_label = !label.is_single_byte() && wide < 4 && (wide > 0 || escapes);
    if may_be_label && let Some(text) = decode_cleanly(label, text.as_bytes()) {
        return DecodedText::plain(text);
    }
    let announced = labels.iter().flatten().next().copied().unwrap_or_default().to_owned();
    let warning = (wide > 0).then(|| Warning::Charset { announced, used: UTF_8.name() });
    DecodedText { text: Cow::Borrowed(text), warning }
}

/// Bytes that are not valid UTF-8.
fn decode_other<'a>(
    bytes: &'a [u8],
    labels: [Option<&str>; 2],
    known: [Option<&'static Encoding>; 2],
    url: Option<&str>,
) -> DecodedText<'a> {
    let announced = labels.iter().flatten().next().copied().map(str::to_owned);
    if !known.iter().flatten().any(|label| !label.is_single_byte() && *label != UTF_8)
        && let Some(mixed) =
            mixed::decode(bytes, known.into_iter().flatten().find(|label| *label != UTF_8), url)
    {
        return DecodedText {
            text: Cow::Owned(mixed.text),
            warning: Some(Warning::Mixed { used: mixed.used.name() }),
        };
    }
    let mostly_utf8 = guess::is_mostly_utf8(bytes);
    let believed = known.into_iter().flatten().filter(|label| *label != UTF_8);
    for label in believed.filter(|label| !(mostly_utf8 && label.is_single_byte())) {
        if let Some(better) = guess::contradicted(label, bytes, url) {
            let (text, _) = better.decode_without_bom_handling(bytes);
            let warning = Warning::Charset { announced: label.name().to_owned(), used: better.name() };
            return DecodedText { text, warning: Some(warning) };
        }
        if let Some(text) = decode_cleanly(label, bytes) {
            let other = known.iter().flatten().next() != Some(&label);
            let warning = announced
                .filter(|_| other)
                .map(|announced| Warning::Charset { announced, used: label.name() });
            return DecodedText { text, warning };
        }
    }
    if mostly_utf8 {
        let text = Cow::Owned(String::from_utf8_lossy(bytes).into_owned());
        return DecodedText { text, warning: Some(Warning::BadBytes { used: UTF_8.name() }) };
    }
    for label in known.into_iter().flatten().filter(|label| *label != UTF_8) {
        let (text, _) = label.decode_without_bom_handling(bytes);
        if text.matches(char::REPLACEMENT_CHARACTER).count() * 50 < bytes.len() {
            return DecodedText { text, warning: Some(Warning::BadBytes { used: label.name() }) };
        }
    }
    let guessed = guess::guess(bytes, url);
    let (text, bad) = guessed.decode_without_bom_handling(bytes);
    let used = guessed.name();
    let warning = match announced {
        _ if bad => Warning::BadBytes { used },
        announced => Warning::Charset { announced: announced.unwrap_or_else(|| "nothing".to_owned()), used },
    };
    DecodedText { text, warning: Some(warning) }
}

fn decode_cleanly<'a>(label: &'static Encoding, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
    label.decode_without_bom_handling_and_without_replacement(bytes)
}

/// UTF-16 and UTF-32, by their mark or by where the zero bytes of the first characters stand.
fn decode_wide(bytes: &[u8]) -> Option<DecodedText<'_>> {
    let zeros = bytes.get(..4).map(|head| [head[0] == 0, head[1] == 0, head[2] == 0, head[3] == 0]);
    let text = match (bytes, zeros) {
        ([0, 0, 0xfe, 0xff, ..], _) | (_, Some([true, true, true, false])) => {
            utf_32(bytes, u32::from_be_bytes)
        }
        ([0xff, 0xfe, 0, 0, ..], _) | (_, Some([false, true, true, true])) => {
            utf_32(bytes, u32::from_le_bytes)
        }
        ([0xfe, 0xff, ..], _) | (_, Some([true, false, true, false])) => {
            UTF_16BE.decode_with_bom_removal(bytes).0.into_owned()
        }
        ([0xff, 0xfe, ..], _) | (_, Some([false, true, false, true])) => {
            UTF_16LE.decode_with_bom_removal(bytes).0.into_owned()
        }
        _ => return None,
    };
    Some(DecodedText::plain(Cow::Owned(text)))
}

/// UTF-32, which browsers dropped and the crate with them.
fn utf_32(bytes: &[u8], number: fn([u8; 4]) -> u32) -> String {
    let (words, _) = bytes.as_chunks::<4>();
    let chars = words.iter().map(|word| char::from_u32(number(*word)).unwrap_or(char::REPLACEMENT_CHARACTER));
    chars.skip_while(|char| *char == '\u{feff}').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], content_type: Option<&str>, text: &str) {
        assert_eq!(decode(bytes, content_type, None).text, text, "{bytes:?}");
    }

    fn labelled(label: &str, text: &[u8]) -> Vec<u8> {
        [format!("<?xml version='1.0' encoding='{label}'?>").as_bytes(), text].concat()
    }

    #[test]
    fn marks_and_patterns_come_first() {
        let utf_16 =
            |text: &str, to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<_>>();
        let utf_32 =
            |text: &str, to: fn(u32) -> [u8; 4]| text.chars().flat_map(|c| to(c.into())).collect::<Vec<_>>();
        let text = "<rss>Əli</rss>";
        check(&utf_16(&format!("\u{feff}{text}"), u16::to_le_bytes), None, text);
        check(&utf_16(&format!("\u{feff}{text}"), u16::to_be_bytes), Some("text/xml; charset=utf-8"), text);
        check(&utf_16(text, u16::to_le_bytes), None, text);
        check(&utf_16(text, u16::to_be_bytes), None, text);
        check(&utf_32(text, u32::to_le_bytes), None, text);
        check(&utf_32(&format!("\u{feff}{text}"), u32::to_be_bytes), None, text);
        check(format!("\u{feff}{text}").as_bytes(), Some("text/xml; charset=windows-1251"), text);
    }

    #[test]
    fn a_label_that_fits_is_believed_and_one_that_lies_is_not() {
        check(b"\xe0\xe1\xe2", Some("text/xml; charset=windows-1251"), "абв");
        check(b"\xe0\xe1\xe2", Some("text/xml; charset=\"cp1251\"; x=y"), "абв");
        let text = |decoded: DecodedText| decoded.text.rsplit('>').next().map(str::to_owned);
        let read = |bytes: &[u8], content_type| text(decode(bytes, content_type, None));
        assert_eq!(read(&labelled("windows-1254", b"\xdeahin"), None).as_deref(), Some("Şahin"));
        assert_eq!(read(&labelled("iso-8859-1", "Şahin".as_bytes()), None).as_deref(), Some("Şahin"));
        assert_eq!(
            read(&labelled("UTF-8", b"caf\xe9"), Some("text/xml; charset=iso-8859-1")).as_deref(),
            Some("café")
        );
        assert_eq!(read(&labelled("gb2312", b"\xd6\xd0\xce\xc4"), None).as_deref(), Some("中文"));
        assert_eq!(read(&labelled("utf-16", b"plain"), None).as_deref(), Some("plain"));
    }

    #[test]
    fn without_a_label_that_fits_the_text_decides() {
        let russian =
            "Президент России встретился с президентом Азербайджана в Москве, сообщает пресс-служба";
        let (legacy, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        let decoded = decode(&legacy, Some("text/xml; charset=utf-8"), Some("https://news.example.ru/rss"));
        assert_eq!(decoded.text, russian);
        assert!(matches!(decoded.warning, Some(Warning::Charset { used: "windows-1251", .. })));
        let mut broken = russian.as_bytes().to_vec();
        broken.insert(9, 0xff);
        let decoded = decode(&broken, None, None);
        assert!(decoded.text.ends_with("пресс-служба"));
        assert!(matches!(decoded.warning, Some(Warning::BadBytes { used: "UTF-8" })));
    }
}
