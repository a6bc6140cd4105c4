//! What a page may cost: its shape is measured before a tree is built of it, for a tree of the wrong shape kills.
//!
//! Measured on eleven extractors: 20 000 nested list items end the process (their walks are recursive and a stack
//! that overflows cannot be caught), 100 000 attributes take half a minute. Of 1 301 real pages the deepest had 51 open
//! elements, the widest element 70 attributes and the longest page 10 106 elements.

use std::fmt;

/// The most bytes of a page, decoded.
pub(crate) const MOST_BYTES: usize = 5 << 20;

/// The most elements that may be open at once.
const MOST_DEPTH: usize = 256;

/// The most attributes of one element.
const MOST_ATTRIBUTES: usize = 256;

/// The most elements of a page.
const MOST_ELEMENTS: usize = 50_000;

/// Elements that never hold others, so that none of them stays open.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements whose content is text whatever it looks like.
const RAW: [&str; 6] = ["script", "style", "textarea", "title", "xmp", "noframes"];

/// What a page has too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excess {
    Bytes,
    Depth,
    Attributes,
    Elements,
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Excess::Bytes => write!(f, "the page is larger than {} MiB", MOST_BYTES >> 20),
            Excess::Depth => write!(f, "more than {MOST_DEPTH} elements of the page stand in one another"),
            Excess::Attributes => {
                write!(f, "an element of the page has more than {MOST_ATTRIBUTES} attributes")
            }
            Excess::Elements => write!(f, "the page has more than {MOST_ELEMENTS} elements"),
        }
    }
}

/// One linear pass over the markup.
///
/// Elements that HTML closes by itself (`<p>` before `<p>`, `<li>` before `<li>`) are counted as a parser closes them
/// at the least: an end tag closes all that was opened within; what is never closed stays open. Pages that forget every
/// `</li>` of a long list are counted deeper than they are, so those few kinds do not nest in themselves here.
///
/// # Errors
///
/// The first limit that the page is over.
pub(super) fn measure(html: &str) -> Result<(), Excess> {
    if html.len() > MOST_BYTES {
        return Err(Excess::Bytes);
    }
    let mut open: Vec<&str> = Vec::new();
    let mut elements = 0;
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let (closes, tag) = rest.strip_prefix('/').map_or((false, rest), |tag| (true, tag));
        let name_end =
            tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != ':').unwrap_or(tag.len());
        let name = &tag[..name_end];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let (attributes, self_closed, after) = attributes(&tag[name_end..]);
        rest = after;
        if attributes > MOST_ATTRIBUTES {
            return Err(Excess::Attributes);
        }
        let same = |other: &&str| other.eq_ignore_ascii_case(name);
        if closes {
            if let Some(found) = open.iter().rposition(same) {
                open.truncate(found);
            }
            continue;
        }
        elements += 1;
        if elements > MOST_ELEMENTS {
            return Err(Excess::Elements);
        }
        if RAW.iter().any(same) {
            rest = after_raw(rest, name);
        } else if !self_closed && !VOID.iter().any(same) {
            if closes_its_like(name) && open.last().is_some_and(same) {
                open.pop();
            }
            open.push(name);
            if open.len() > MOST_DEPTH {
                return Err(Excess::Depth);
            }
        }
    }
    Ok(())
}

/// How many attributes stand in a tag, whether it closes itself, and what follows it.
fn attributes(tag: &str) -> (usize, bool, &str) {
    let bytes = tag.as_bytes();
    let (mut count, mut at, mut in_name) = (0, 0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'>' => return (count, at > 0 && bytes[at - 1] == b'/', &tag[at + 1..]),
            quote @ (b'"' | b'\'') if at > 0 && bytes[at - 1] == b'=' => {
                let Some(end) = memchr::memchr(quote, &bytes[at + 1..]) else { return (count, false, "") };
                at += end + 1;
                in_name = false;
            }
            byte if byte.is_ascii_whitespace() || byte == b'/' => in_name = false,
            _ if !in_name => {
                in_name = true;
                count += 1;
            }
            _ => {}
        }
        at += 1;
    }
    (count, false, "")
}

/// What follows the end tag of an element that holds text only.
fn after_raw<'a>(text: &'a str, name: &str) -> &'a str {
    for (at, _) in text.match_indices("</") {
        let tail = &text.as_bytes()[at + 2..];
        if tail.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return &text[at..];
        }
    }
    ""
}

/// Whether an element is closed by the next of its name (HTML, 13.1.2.4, of those that pages forget to close).
fn closes_its_like(name: &str) -> bool {
    const KINDS: [&str; 9] = ["p", "li", "dt", "dd", "tr", "td", "th", "option", "a"];
    KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_killing_shape_are_refused() {
        let attributes = (0..300).map(|n| format!(" a{n}=\"{n}\"")).collect::<String>();
        for (html, expected) in [
            ("<p>one<p>two".repeat(10_000), Ok(())),
            ("<ul>".to_owned() + &"<li>item".repeat(20_000), Ok(())),
            ("<img src=x><br>".repeat(300), Ok(())),
            ("<script>if (a<b) { \"<div><div>\" }</script>".repeat(300), Ok(())),
            ("<!-- <div> -->".repeat(300), Ok(())),
            ("<div>".repeat(257), Err(Excess::Depth)),
            ("<ul><li>".repeat(20_000), Err(Excess::Depth)),
            ("<div><p></div>".repeat(30_000), Err(Excess::Elements)),
            (format!("<div{attributes}>"), Err(Excess::Attributes)),
            ("x".repeat(MOST_BYTES + 1), Err(Excess::Bytes)),
            ("<div title=\"a > b <i <i <i\">".repeat(256), Ok(())),
            ("<".repeat(1_000_000), Ok(())),
            ("<a href=\"".repeat(1_000), Err(Excess::Attributes)),
        ] {
            assert_eq!(measure(&html), expected, "{}", &html[..html.len().min(40)]);
        }
    }
}
