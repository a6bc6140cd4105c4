//! The text of a page: what the extractor finds, or what the publisher wrote into the page's data where that is more.

use trafilatura::dom::Document;
use trafilatura::{ExtractResult, ExtractionFocus, Options, extract_document};
use url::Url;

use super::words::count_words;

/// What a text by the publisher's own data must have more than the extracted one, in hundredths: `articleBody` often has
/// some captions more, and then no paragraphs.
const CLEARLY_LONGER: usize = 120;

/// Extracts the text. `None` where the page holds none that is worth it.
///
/// Precision first: a name in a list of related stories is a false alert. The fallback (a second algorithm inside the
/// extractor) is off by default and worth five points of F1.
pub(super) fn extract(document: Document, url: Option<&Url>) -> Option<ExtractResult> {
    let mut options = Options::default()
        .with_fallback(true)
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true);
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

/// Paragraphs without blanks around them and without empty ones between.
pub(super) fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
