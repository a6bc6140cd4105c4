//! What a page may cost: its shape is measured before a tree is built of it, for a tree of the wrong shape kills.
//!
//! Measured on eleven extractors: 20 000 nested list items end the process (their walks are recursive and a stack
//! that overflows cannot be caught), 100 000 attributes take half a minute. Of 1 301 real pages the deepest had 51 open
//! elements, the widest element 70 attributes and the longest page 10 106 elements.

use feeds::{PageExcess, PageLimits};

/// The most bytes of a page, decoded.
pub(crate) const MOST_BYTES: usize = 5 << 20;

/// The most that a page may have of each.
const MOST: PageLimits =
    PageLimits { bytes: MOST_BYTES, depth: 256, attributes: 256, elements: 50_000, left_open: usize::MAX };

/// Whether a tree may be built of a page.
///
/// # Errors
///
/// The first limit that the page is over.
pub(super) fn measure(html: &str) -> Result<(), PageExcess> {
    feeds::measure(html, &MOST)
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
            ("<div>".repeat(257), Err(PageExcess::Depth(256))),
            ("<ul><li>".repeat(20_000), Err(PageExcess::Depth(256))),
            ("<div><p></div>".repeat(30_000), Err(PageExcess::Elements { most: 50_000, at: 350_000 })),
            (format!("<div{attributes}>"), Err(PageExcess::Attributes(256))),
            ("x".repeat(MOST_BYTES + 1), Err(PageExcess::Bytes(MOST_BYTES))),
            ("<div title=\"a > b <i <i <i\">".repeat(256), Ok(())),
            ("<".repeat(1_000_000), Ok(())),
            ("<a href=\"".repeat(1_000), Err(PageExcess::Attributes(256))),
        ] {
            assert_eq!(measure(&html), expected, "{}", &html[..html.len().min(40)]);
        }
    }
}
