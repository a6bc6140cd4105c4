//! HTML reduced to the plain text that a reader would see.

use crate::reference;

/// The plain text of a piece of HTML: paragraphs apart by an empty line, lines by a line break, white space
/// collapsed, references decoded, scripts, styles and comments dropped.
///
/// Total and linear in its input; a `<` that opens no tag is text.
pub(crate) fn to_text(html: &str) -> String {
    let mut text = Text { out: String::with_capacity(html.len()), gap: Gap::None };
    let mut open_ended = [false; RAW_ELEMENTS.len()];
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &html.as_bytes()[at..]) {
        let tag = at + found;
        let Some(markup) = markup_at(html, tag) else {
            text.push(&html[at..=tag]);
            at = tag + 1;
            continue;
        };
        text.push(&html[at..tag]);
        text.widen(Gap::around(markup.name));
        at = markup.end;
        let raw = RAW_ELEMENTS.iter().position(|raw| markup.opens && markup.name.eq_ignore_ascii_case(raw));
        if let Some(raw) = raw.filter(|raw| !open_ended[*raw]) {
            match end_of_raw(html, at, RAW_ELEMENTS[raw]) {
                Some(end) => at = end,
                // Without an end tag the rest is kept: better noise than a lost article. Looked for once.
                None => open_ended[raw] = true,
            }
        }
    }
    text.push(&html[at..]);
    text.out
}

/// The same on one line, for titles.
pub(crate) fn to_line(html: &str) -> String {
    let text = to_text(html);
    if text.contains('\n') { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text }
}

/// Elements whose content is not text.
const RAW_ELEMENTS: [&str; 3] = ["script", "style", "template"];

/// A tag, comment, declaration or processing instruction.
struct Markup<'h> {
    name: &'h str,
    opens: bool,
    end: usize,
}

/// The markup that begins with the `<` at `start`, or none where that is text.
fn markup_at(html: &str, start: usize) -> Option<Markup<'_>> {
    let bytes = html.as_bytes();
    let closing = bytes.get(start + 1) == Some(&b'/');
    let name_start = start + 1 + usize::from(closing);
    match bytes.get(name_start)? {
        byte if byte.is_ascii_alphabetic() => {
            let name_end = name_end(html, name_start);
            let name = &html[name_start..name_end];
            Some(Markup { name, opens: !closing, end: tag_end(html, name_end) })
        }
        b'!' if bytes[name_start..].starts_with(b"![CDATA[") => {
            Some(Markup { name: "", opens: false, end: name_start + 8 })
        }
        b'!' if bytes[name_start..].starts_with(b"!--") => {
            Some(Markup { name: "", opens: false, end: comment_end(html, name_start + 3) })
        }
        b'!' | b'?' => Some(Markup { name: "", opens: false, end: tag_end(html, name_start + 1) }),
        _ => None,
    }
}

/// Where the name that starts at `start` ends.
pub(crate) fn name_end(markup: &str, start: usize) -> usize {
    let ends =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'<' | b'=' | b'"' | b'\'');
    let bytes = &markup.as_bytes()[start..];
    start + bytes.iter().position(ends).unwrap_or(bytes.len())
}

/// Where the tag whose name ends at `from` ends: after its `>`, or before the next `<`.
///
/// Quotes count only after `=`, and only where they are closed before the next `<`: one lost quote must not
/// swallow the tags that follow.
pub(crate) fn tag_end(markup: &str, from: usize) -> usize {
    let bytes = markup.as_bytes();
    let mut at = from;
    while let Some(found) = memchr::memchr3(b'>', b'<', b'=', &bytes[at..]) {
        at += found;
        match bytes[at] {
            b'>' => return at + 1,
            b'<' => return at,
            _ => at = after_value(bytes, at + 1),
        }
    }
    bytes.len()
}

/// Where the quoted value after a `=` ends; the place itself where there is none.
fn after_value(bytes: &[u8], start: usize) -> usize {
    let space = bytes[start..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let open = start + space;
    let Some(quote @ (b'"' | b'\'')) = bytes.get(open).copied() else {
        return open;
    };
    match memchr::memchr2(quote, b'<', &bytes[open + 1..]) {
        Some(found) if bytes[open + 1 + found] == quote => open + found + 2,
        _ => open + 1,
    }
}

/// Where a comment ends; one without an end ends with the next `>`.
pub(crate) fn comment_end(markup: &str, from: usize) -> usize {
    let bytes = &markup.as_bytes()[from..];
    let end = memchr::memmem::find(bytes, b"-->").map(|found| found + 3);
    let end = end.or_else(|| memchr::memchr(b'>', bytes).map(|found| found + 1));
    from + end.unwrap_or(bytes.len())
}

/// After the end tag of a raw element, or none where it has none.
fn end_of_raw(html: &str, from: usize, name: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    for found in memchr::memmem::find_iter(&bytes[from..], b"</") {
        let start = from + found + 2;
        if bytes[start..].get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return Some(tag_end(html, start + name.len()));
        }
    }
    None
}

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Break,
    Paragraph,
}

impl Gap {
    /// The gap that a tag of this name makes before and after itself.
    fn around(name: &str) -> Self {
        let mut lower = [0; 10];
        let Some(lower) = lower.get_mut(..name.len()) else {
            return Self::None;
        };
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        match &*lower {
            b"p" | b"div" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"ul" | b"ol" | b"dl"
            | b"table" | b"pre" | b"hr" | b"section" | b"article" | b"aside" | b"header" | b"footer"
            | b"main" | b"nav" | b"figure" | b"blockquote" | b"form" | b"fieldset" | b"details"
            | b"title" | b"body" => Self::Paragraph,
            b"br" => Self::Break,
            b"li" | b"tr" | b"dt" | b"dd" | b"figcaption" | b"caption" | b"legend" | b"address"
            | b"option" | b"summary" | b"textarea" | b"iframe" => Self::Line,
            b"td" | b"th" | b"button" | b"select" | b"label" => Self::Space,
            _ => Self::None,
        }
    }
}

struct Text {
    out: String,
    gap: Gap,
}

impl Text {
    /// Two breaks in a row are a paragraph: many publishers write `<br><br>`.
    fn widen(&mut self, gap: Gap) {
        self.gap =
            if (self.gap, gap) == (Gap::Break, Gap::Break) { Gap::Paragraph } else { self.gap.max(gap) };
    }

    /// Appends the words of a run without tags.
    fn push(&mut self, run: &str) {
        let decoded = reference::decode(run);
        if decoded.starts_with(char::is_whitespace) {
            self.gap = self.gap.max(Gap::Space);
        }
        for word in decoded.split_whitespace() {
            self.push_word(word);
            self.gap = Gap::Space;
        }
        if !decoded.is_empty() && !decoded.ends_with(char::is_whitespace) {
            self.gap = Gap::None;
        }
    }

    fn push_word(&mut self, word: &str) {
        if !self.out.is_empty() {
            self.out.push_str(match self.gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line | Gap::Break => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        // Soft hyphens and byte order marks are never seen; they would only hide a name.
        for part in word.split(['\u{ad}', '\u{feff}']) {
            self.out.push_str(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_sees_words_lines_and_paragraphs() {
        for (html, text) in [
            ("", ""),
            ("  two\n words ", "two words"),
            ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
            ("<p>One<br>Two<br/><br />Three</p>", "One\nTwo\n\nThree"),
            ("<ul><li>a</li><li>b</li></ul>c", "a\nb\n\nc"),
            ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
            ("In<b>ter</b>nal <i> x</i>y", "Internal xy"),
            ("AT&amp;T &lt;b&gt; &nbsp; x&shy;y", "AT&T <b> xy"),
            ("a<script>var x = '<p>';</script>b<STYLE>p{}</Style >c", "abc"),
            ("a<script>never closed", "anever closed"),
            ("a <!-- <p>no</p> --> b<!-- open > c", "a b c"),
            ("1 < 2 and 3<4, <3", "1 < 2 and 3<4, <3"),
            ("<a title=\"x > y\" href='z'>link</a>", "link"),
            ("<a title=\"lost>text</a> and <b>more</b>", "text and more"),
            ("<p>cut <a hre", "cut"),
            ("<![CDATA[<p>kept</p>", "kept"),
            ("<o:p>x</o:p><?xml v?>y<!DOCTYPE html>z", "xyz"),
            ("Азер\u{ad}байджан", "Азербайджан"),
            ("<", "<"),
            ("</", "</"),
            ("<!", ""),
        ] {
            assert_eq!(to_text(html), text, "{html}");
        }
    }

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(to_line("One<br>&amp; <b>two</b>\n three"), "One & two three");
    }
}
