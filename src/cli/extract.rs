//! `wirewatch extract`: what is taken of article pages, as JSON for people and for checks from outside.

use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use super::common::{Common, Exit};
use super::documents::{AnswerDocument, DocumentArgs, NamedDocument, answer_all};
use crate::article::{MOST_BYTES, WebPage};
use crate::entry::page_address;
use crate::pages::Extractors;

/// Print the articles of web pages as JSON, one object a line
#[derive(Debug, clap::Args)]
pub(super) struct ExtractArgs {
    #[command(flatten)]
    documents: DocumentArgs,
}

pub(super) fn run(_common: &Common, args: ExtractArgs) -> anyhow::Result<Exit> {
    answer_all(args.documents, &PageAnswers { extractors: Extractors::default() })
}

struct PageAnswers {
    extractors: Extractors,
}

impl AnswerDocument for PageAnswers {
    const MOST_BYTES: usize = MOST_BYTES;

    fn answer(&self, document: &NamedDocument, bytes: &[u8]) -> Value {
        let url = document.url.as_deref().and_then(|url| Url::parse(url).ok());
        let html = feeds::decode_page(bytes, document.content_type.as_deref(), document.url.as_deref());
        match self.extractors.read(html, url, 0) {
            Ok(page) => success(&document.file, &page),
            Err(error) => self.failure(&document.file, &error.to_string()),
        }
    }

    fn failure(&self, file: &str, error: &str) -> Value {
        json!({
            "file": file, "ok": false, "error": error, "kind": "none", "title": "", "text": "",
            "byline": null, "published": null, "modified": null, "canonical": null, "lang": null,
        })
    }
}

fn success(file: &str, page: &WebPage) -> Value {
    let article = &page.article;
    let time = |at: Option<Timestamp>| at.map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    json!({
        "file": file,
        "kind": page.kind.word(),
        "title": article.title,
        "text": article.text,
        "byline": article.byline,
        "published": time(article.published),
        "modified": time(article.modified),
        "canonical": article.canonical.as_deref().map(own_address),
        "lang": article.lang,
    })
}

/// The address of an article without what only counts who came from where, which some pages write into their own.
fn own_address(canonical: &str) -> String {
    Url::parse(canonical).map_or_else(|_| canonical.to_owned(), |url| page_address(url).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_that_is_printed_says_not_who_came_from_where() {
        for (canonical, printed) in [
            ("https://a.example/1?utm_source=x&fbclid=1", "https://a.example/1"),
            ("https://a.example/1?id=7&utm_medium=rss&b=%2f", "https://a.example/1?id=7&b=%2f"),
            ("https://a.example/1?id=7", "https://a.example/1?id=7"),
            ("https://a.example/1", "https://a.example/1"),
        ] {
            assert_eq!(own_address(canonical), printed);
        }
    }
}
