//! The shape of a page, measured before a tree is built of it: a tree of the wrong shape kills.

/// The most that a page may have of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLimits {
    /// Bytes, decoded.
    pub bytes: usize,
    /// Elements that are open at once.
    pub depth: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Elements.
    pub elements: usize,
    /// Marks of words (`b`, `font` …) that the end of what holds them leaves open.
    pub left_open: usize,
}

/// What a page has too much of, and how much of it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageExcess {
    /// It is too long.
    #[error("the page is larger than {} MiB", .0 >> 20)]
    Bytes(usize),
    /// Too many elements stand in one another.
    #[error("more than {0} elements of the page stand in one another")]
    Depth(usize),
    /// An element has too many attributes.
    #[error("an element of the page has more than {0} attributes")]
    Attributes(usize),
    /// Too many marks of words are never closed: a parser opens all of them again in each paragraph that follows.
    #[error("more than {0} elements of the page that mark words are never closed")]
    LeftOpen(usize),
    /// It has too many elements.
    #[error("the page has more than {most} elements")]
    Elements {
        /// How many are read.
        most: usize,
        /// Where the first one begins that is too much, in bytes.
        at: usize,
    },
}

/// Elements that never hold others, so that none of them stays open.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements whose content is text whatever it looks like.
const RAW: [&str; 6] = ["script", "style", "textarea", "title", "xmp", "noframes"];

/// One linear pass over the markup.
///
/// Elements that HTML closes by itself (`<p>` before `<p>`, `<li>` before `<li>`) are counted as a parser closes them
/// at the least: an end tag closes all that was opened within; what is never closed stays open. Pages that forget every
/// `</li>` of a long list are counted deeper than they are, so those few kinds do not nest in themselves here.
///
/// # Errors
///
/// The first limit that the page is over.
pub fn measure(html: &str, most: &PageLimits) -> Result<(), PageExcess> {
    if html.len() > most.bytes {
        return Err(PageExcess::Bytes(most.bytes));
    }
    let mut open: Vec<&str> = Vec::new();
    let (mut elements, mut left_open) = (0, 0);
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        let begins = html.len() - rest.len() - 1;
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
        if attributes > most.attributes {
            return Err(PageExcess::Attributes(most.attributes));
        }
        let same = |other: &&str| other.eq_ignore_ascii_case(name);
        if closes {
            if let Some(found) = open.iter().rposition(same) {
                left_open += open.drain(found..).skip(1).filter(|name| marks_words(name)).count();
            }
            if left_open > most.left_open {
                return Err(PageExcess::LeftOpen(most.left_open));
            }
            continue;
        }
        elements += 1;
        if elements > most.elements {
            return Err(PageExcess::Elements { most: most.elements, at: begins });
        }
        if RAW.iter().any(same) {
            rest = after_raw(rest, name);
        } else if !self_closed && !VOID.iter().any(same) {
            if closes_its_like(name) && open.last().is_some_and(same) {
                open.pop();
            }
            open.push(name);
            if open.len() > most.depth {
                return Err(PageExcess::Depth(most.depth));
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

/// Whether an element marks words: HTML opens it again where a paragraph has closed it (HTML, 13.2.4.3).
fn marks_words(name: &str) -> bool {
    const MARKS: [&str; 13] =
        ["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
    MARKS.iter().any(|mark| mark.eq_ignore_ascii_case(name))
}
