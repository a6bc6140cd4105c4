//! `wirewatch extract`: what is taken of article pages, as JSON for people and for checks from outside.

use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use super::common::{Common, Exit};
use super::documents::{AnswerDocument, DocumentArgs, NamedDocument, answer_all};
use crate::article::{MOST_BYTES, WebPage};
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
        "canonical": article.canonical,
        "lang": article.lang,
    })
}
