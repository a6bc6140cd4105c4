//! HTML reduced to the plain text that a reader would see.

use crate::markup::{Markup, Tag};
use crate::reference;
use crate::scanner::Scanner;

/// The plain text of a piece of HTML: paragraphs apart by an empty line, lines by a line break, white space
/// collapsed, references decoded, scripts, styles and comments dropped.
///
/// Total and linear in its input; a `<` that opens no tag is text.
pub fn to_text(html: &str) -> String {
    let mut text = PlainText { out: String::with_capacity(html.len()), gap: Gap::None };
    let mut scanner = Scanner::html(html);
    let mut at = 0;
    while let Some((start, markup)) = scanner.next_markup() {
        text.push(&html[at..start]);
        if let Markup::Start(Tag { name, .. }) | Markup::End(name) = markup {
            text.widen(Gap::around(name));
        }
        at = scanner.at;
    }
    text.push(&html[at..]);
    text.out
}

/// The same on one line, for titles.
pub fn to_line(html: &str) -> String {
    let text = to_text(html);
    if text.contains('\n') { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text }
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

struct PlainText {
    out: String,
    gap: Gap,
}

impl PlainText {
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
