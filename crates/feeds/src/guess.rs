//! Which charset bytes are in by what they say, where nothing says it or what says so cannot be true.

use encoding_rs::{Encoding, WINDOWS_1252, WINDOWS_1254};

/// At least as many good characters as bad bytes among what is not ASCII: a legacy text has hardly any good ones.
pub(crate) fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        bad += chunk.invalid().len();
    }
    good > 0 && good >= bad
}

/// The charset that fits the bytes best, with the address for the languages that its top-level domain lets expect.
pub(crate) fn guess(bytes: &[u8], url: Option<&str>) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let domain = url.and_then(top_level_domain);
    detector.guess(domain.as_deref().map(str::as_bytes), chardetng::Utf8Detection::Deny)
}

/// The last label of the host, lower case; it tells the detector which languages to expect.
fn top_level_domain(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let last = url.domain()?.rsplit('.').next()?.to_ascii_lowercase();
    (!last.is_empty() && last.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(last)
}

/// The charset that the bytes are in although this label fits them too: the labels of one byte a letter fit any bytes.
pub(crate) fn contradicted(
    label: &'static Encoding,
    bytes: &[u8],
    url: Option<&str>,
) -> Option<&'static Encoding> {
    if !label.is_single_byte() {
        return None;
    }
    let kind = LetterKind::of(label)?;
    let runs = HighRuns::of(bytes);
    // A Latin letter above ASCII stands alone or by twos; words of other scripts are made of nothing else.
    let in_words = runs.words > 1 && runs.in_words * 2 > runs.all;
    let turkish = kind == LetterKind::Latin && runs.turkish > 2;
    if !(in_words || turkish) {
        return None;
    }
    let guessed = guess(bytes, url);
    let better = LetterKind::of(guessed)?;
    let fits = match (kind, better) {
        (LetterKind::Latin, LetterKind::Latin) => turkish && label == WINDOWS_1252 && guessed == WINDOWS_1254,
        (LetterKind::Latin, _) => in_words,
        (LetterKind::Cyrillic, LetterKind::Cyrillic) => {
            guessed != label && has_swapped_case(label, bytes) && !has_swapped_case(guessed, bytes)
        }
        _ => false,
    };
    fits.then_some(guessed)
}

/// The script of a charset's letters above ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LetterKind {
    Latin,
    Cyrillic,
    Other,
}

impl LetterKind {
    /// None for charsets of several bytes a letter.
    fn of(encoding: &'static Encoding) -> Option<Self> {
        Some(match encoding.name() {
            "windows-1250" | "windows-1252" | "windows-1254" | "windows-1257" | "windows-1258"
            | "ISO-8859-2" | "ISO-8859-3" | "ISO-8859-4" | "ISO-8859-10" | "ISO-8859-13" | "ISO-8859-14"
            | "ISO-8859-15" | "ISO-8859-16" | "macintosh" => Self::Latin,
            "windows-1251" | "KOI8-R" | "KOI8-U" | "ISO-8859-5" | "IBM866" | "x-mac-cyrillic" => {
                Self::Cyrillic
            }
            _ if encoding.is_single_byte() => Self::Other,
            _ => return None,
        })
    }
}

/// How the bytes above ASCII stand.
#[derive(Debug, Default)]
struct HighRuns {
    all: usize,
    /// Those in runs of four and more.
    in_words: usize,
    words: usize,
    /// The six bytes that are Icelandic letters in windows-1252 and Turkish ones in windows-1254.
    turkish: usize,
}

impl HighRuns {
    fn of(bytes: &[u8]) -> Self {
        let mut runs = Self::default();
        for run in bytes.split(u8::is_ascii).filter(|run| !run.is_empty()) {
            runs.all += run.len();
            if run.len() >= 4 {
                runs.in_words += run.len();
                runs.words += 1;
            }
            let is_turkish = |byte: &&u8| matches!(**byte, 0xd0 | 0xdd | 0xde | 0xf0 | 0xfd | 0xfe);
            runs.turkish += run.iter().filter(is_turkish).count();
        }
        runs
    }
}

/// Whether words go on in capitals after a small letter, as KOI8 does when it is read as windows-1251.
fn has_swapped_case(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let (mut swapped, mut usual) = (0_usize, 0_usize);
    let mut before = ' ';
    for char in text.chars() {
        if !before.is_ascii() && !char.is_ascii() {
            swapped += usize::from(before.is_lowercase() && char.is_uppercase());
            usual += usize::from(before.is_uppercase() && char.is_lowercase());
        }
        before = char;
    }
    swapped > usual
}
