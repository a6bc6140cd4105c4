//! Whether what answered is a page at all: publishers send pictures, archives and data under the type of pages.

/// Letters at the beginning that are looked at.
const LOOKED_AT: usize = 4096;

/// Bytes at the beginning among which a document of another kind names itself.
const BEGINNING: usize = 1024;

/// Of a hundred letters of a text at most so many are none that anybody writes.
const UNWRITTEN: usize = 1;

/// Elements that stand outermost in what is read by programs.
const FEEDS: [&str; 5] = ["<rss", "<feed", "<urlset", "<sitemapindex", "<rdf:rdf"];

/// Whether a decoded answer holds markup of a page.
pub(super) fn is_page(html: &str) -> bool {
    let begin = html.trim_start_matches(|letter: char| letter == '\u{feff}' || letter.is_whitespace());
    let head = begin[..begin.floor_char_boundary(BEGINNING)].to_ascii_lowercase();
    let is_data = begin.starts_with(['{', '[', '%'])
        || FEEDS.iter().any(|root| head.contains(root)) && !head.contains("<html");
    !is_data && has_tag(html) && !is_binary(begin)
}

fn has_tag(html: &str) -> bool {
    let mut signs = html.match_indices('<');
    signs.any(|(at, _)| html[at + 1..].starts_with(|letter: char| letter.is_ascii_alphabetic()))
}

/// Bytes that no encoding of texts has come out as controls and as marks of what could not be read.
fn is_binary(text: &str) -> bool {
    let (mut all, mut unwritten) = (0_usize, 0_usize);
    for letter in text.chars().take(LOOKED_AT) {
        all += 1;
        unwritten += usize::from(letter == '\u{fffd}' || letter.is_control() && !letter.is_whitespace());
    }
    unwritten * 100 > all * UNWRITTEN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_from_what_is_none() {
        for (text, expected) in [
            ("<!doctype html><html><p>One.", true),
            ("\u{feff}\n<?xml version=\"1.0\"?><html xmlns=\"x\"><body>One.", true),
            ("<p>One.</p>", true),
            ("[<b>One</b>]", false),
            ("One text < two, without any tag.", false),
            ("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>One</title>", false),
            ("{\"body\": \"<p>One.</p>\"}", false),
            ("%PDF-1.4 <p>", false),
            ("\u{89}PNG\u{1a}\u{0}\u{0}\u{0}\u{d}IHDR<a>", false),
            ("<p>\u{fffd}\u{fffd}\u{fffd}\u{fffd}", false),
            ("", false),
        ] {
            assert_eq!(is_page(text), expected, "{text}");
        }
    }
}
