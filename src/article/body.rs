//! The text of a page: what the extractor finds, or what the publisher wrote into the page's data where that is more.

use trafilatura::dom::Document;
use trafilatura::{ExtractResult, ExtractionFocus, Options, extract_document};
use url::Url;

use super::words::count_words;

/// What a text by the publisher's own data must have more than the extracted one, in hundredths: `articleBody` often has
/// some captions more, and then no paragraphs.
const CLEARLY_LONGER: usize = 120;

/// Elements that call themselves advertisements: they change from look to look.
const ADVERTISEMENTS: &str = "div[class~=\"ad\"],div[class~=\"ads\"],div[class~=\"advert\"],div[class~=\"advertisement\"],aside[class~=\"ad\"]";

/// Extracts the text. `None` where the page holds none that is worth it.
///
/// Precision first: a name in a list of related stories is a false alert. The fallback (a second algorithm inside the
/// extractor) is off by default and worth five points of F1.
pub(super) fn extract(document: Document, url: Option<&Url>) -> Option<ExtractResult> {
    let mut options = Options::default()
        .with_fallback(true)
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true)
        .with_prune_selector(ADVERTISEMENTS);
    options.original_url = url.cloned();
    extract_document(document, &options).ok()
}

/// The extracted text, or the publisher's own where it is clearly longer.
pub(super) fn choose(extracted: String, structured: Option<String>) -> String {
    match structured {
        Some(body) if count_words(&body) * 100 > count_words(&extracted) * CLEARLY_LONGER => body,
        _ => extracted,
    }
}

/// Stands for the end of a paragraph while two forms of one text are laid side by side; of Unicode's private use.
const PARAGRAPH_END: char = '\u{E000}';

/// Elements whose end is the end of a paragraph, as the extractor writes them.
const BLOCK_ENDS: [&str; 14] = [
    "</p>",
    "</li>",
    "</blockquote>",
    "</div>",
    "</h1>",
    "</h2>",
    "</h3>",
    "</h4>",
    "</h5>",
    "</h6>",
    "</pre>",
    "</dd>",
    "<br>",
    "<br/>",
];

/// The extracted text, which is one line, with the paragraphs of its markup.
///
/// The text has a blank wherever a tag stands, so that tags glue no words together; but none belongs before a comma that
/// follows a link. Where the markup says something else than the text, the text stays one line.
pub(super) fn paragraphs(text: &str, markup: &str) -> String {
    let mut marked = String::with_capacity(markup.len() * 11 / 10);
    for piece in markup.split_inclusive('>') {
        marked.push_str(piece);
        if BLOCK_ENDS.iter().any(|end| piece.ends_with(end)) {
            marked.push(PARAGRAPH_END);
        }
    }
    let document = Document::parse(&marked);
    let by_markup = document.iter_text(document.root(), "");
    let mut letters = by_markup.chars().peekable();
    let mut broken = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let mut gap = MarkupGap::None;
        for (place, letter) in word.chars().enumerate() {
            while let Some(other) = letters.next_if(|other| other.is_whitespace() || *other == PARAGRAPH_END)
            {
                gap = gap.max(if other == PARAGRAPH_END { MarkupGap::Paragraph } else { MarkupGap::Blank });
            }
            if letters.next() != Some(letter) {
                return text.to_owned();
            }
            match gap {
                _ if place > 0 || broken.is_empty() => {}
                MarkupGap::Paragraph => broken.push('\n'),
                MarkupGap::None if ",.;:!?)]»”’".contains(letter) => {}
                MarkupGap::None | MarkupGap::Blank => broken.push(' '),
            }
            broken.push(letter);
        }
    }
    broken
}

/// What stands between two letters of the markup's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum MarkupGap {
    None,
    Blank,
    Paragraph,
}

/// Paragraphs without blanks around them and without empty ones between.
pub(super) fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_takes_the_paragraphs_of_its_markup() {
        for (text, markup, expected) in [
            ("One. Two.", "<p>One.</p><p>Two.</p>", "One.\nTwo."),
            ("A link , and so on.", "<p>A <a>link</a>, and so on.</p>", "A link, and so on."),
            ("Ali Aliyev", "<div><b>Ali</b><i>Aliyev</i></div>", "Ali Aliyev"),
            ("Head one two", "<h2>Head</h2><ul><li>one</li><li>two</li></ul>", "Head\none\ntwo"),
            ("Something else", "<p>One.</p>", "Something else"),
        ] {
            assert_eq!(paragraphs(text, markup), expected, "{markup}");
        }
    }
}
