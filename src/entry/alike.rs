//! What looks the same to a reader, in one spelling: kinds of quotes and dashes, soft hyphens, composed letters.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A word or mark in the form in which two revisions of a text are compared.
pub(crate) fn alike(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let plain = |c: char| !is_invisible(c) && same_look(c) == c && c != '…';
    if word.chars().all(plain) && is_nfc_quick(word.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(word);
    }
    let shown = word.nfc().filter(|c| !is_invisible(*c)).map(same_look);
    Cow::Owned(shown.collect::<String>().replace('…', "..."))
}

/// Soft hyphens and characters of no width.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}')
}

/// One character for all that a reader takes for the same mark.
fn same_look(c: char) -> char {
    match c {
        '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '〝' | '〞' | '＂' => '"',
        '‘' | '’' | '‚' | '‛' | 'ʼ' | 'ʻ' | '`' | '´' => '\'',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        _ => c,
    }
}
