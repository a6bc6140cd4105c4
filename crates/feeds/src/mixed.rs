//! Documents whose texts are not all in one charset: each is read as what it is.

use encoding_rs::Encoding;

use crate::guess::{contradicted, guess, is_mostly_utf8};

/// A document that was read piece by piece.
pub(crate) struct MixedText {
    pub text: String,
    /// The charset of those pieces that are not UTF-8; the last of them.
    pub used: &'static Encoding,
}

/// Decodes a document of which some texts are UTF-8 and others are not; none for one that is all of one kind.
///
/// `label` is what the document calls itself beside UTF-8. What is not UTF-8 in an entry is read by that, or where it
/// cannot be true, by what the entry itself makes likely.
pub(crate) fn decode(bytes: &[u8], label: Option<&'static Encoding>, url: Option<&str>) -> Option<MixedText> {
    let (mut good, mut letters, mut bad) = (0_usize, 0_usize, 0_usize);
    for piece in pieces(bytes).filter(|piece| !piece.is_ascii()) {
        match std::str::from_utf8(piece) {
            Ok(text) => {
                good += 1;
                letters += text.chars().filter(|char| !char.is_ascii()).count();
            }
            Err(_) => bad += usize::from(!is_mostly_utf8(piece)),
        }
    }
    // By chance a legacy text of one or two letters is valid UTF-8; one in ten never is.
    if bad == 0 || letters < 3 || good * 10 < bad {
        return None;
    }
    let mut mixed = MixedText { text: String::with_capacity(bytes.len()), used: encoding_rs::WINDOWS_1252 };
    for entry in entries(bytes) {
        let legacy: Vec<u8> = pieces(entry).filter(|piece| is_legacy(piece)).flatten().copied().collect();
        if legacy.is_empty() {
            mixed.text.push_str(&String::from_utf8_lossy(entry));
            continue;
        }
        mixed.used = match label.filter(|label| label.is_single_byte()) {
            Some(label) => contradicted(label, &legacy, url).unwrap_or(label),
            None => guess(&legacy, url),
        };
        for piece in pieces(entry) {
            if is_legacy(piece) {
                mixed.text.push_str(&mixed.used.decode_without_bom_handling(piece).0);
            } else {
                mixed.text.push_str(&String::from_utf8_lossy(piece));
            }
        }
    }
    Some(mixed)
}

fn is_legacy(piece: &[u8]) -> bool {
    std::str::from_utf8(piece).is_err() && !is_mostly_utf8(piece)
}

/// The texts of a document and the tags between them, each with the angle bracket that ends it.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|byte| matches!(byte, b'<' | b'>'))
}

/// The document cut before each of its entries.
fn entries(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let inside = &rest[1..];
        let opens =
            |at: &usize| ["<item", "<entry"].iter().any(|tag| inside[*at..].starts_with(tag.as_bytes()));
        let end = memchr::memchr_iter(b'<', inside).find(opens).map_or(rest.len(), |at| at + 1);
        let (entry, after) = rest.split_at(end);
        rest = after;
        Some(entry)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pieces: &[&[u8]], label: Option<&str>, expected: Option<&str>) {
        let label = label.and_then(|label| Encoding::for_label(label.as_bytes()));
        let found = decode(&pieces.concat(), label, None).map(|mixed| mixed.text);
        assert_eq!(found.as_deref(), expected, "{pieces:?}");
    }

    #[test]
    fn each_text_is_read_as_what_it_is() {
        check(
            &[b"<title>V\xe9lin</title><p>", "à l’été, café".as_bytes(), b"</p>"],
            Some("iso-8859-1"),
            Some("<title>Vélin</title><p>à l’été, café</p>"),
        );
        let russian = "Президент Веллинг открыл новый причал, сообщает портовая служба";
        let (legacy, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        check(
            &["<item>à l’été, café".as_bytes(), b"<item>", &legacy],
            None,
            Some(&format!("<item>à l’été, café<item>{russian}")),
        );
        check(&[b"<p>", &legacy, b"</p>"], None, None);
        check(&["<p>à l’été, caf".as_bytes(), b"\xff"], None, None);
        check(&["<b>Žofie a ".as_bytes(), b"\xff Petr</b>", "<p>Žižka</p>".as_bytes()], None, None);
    }
}
