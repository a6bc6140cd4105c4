//! `wirewatch read`: what the reader makes of feeds, as JSON for people and for checks from outside.

use feeds::{ParsedEntry, ParsedFeed};
use serde_json::{Value, json};

use super::common::{Common, Exit};
use super::documents::{AnswerDocument, DocumentArgs, NamedDocument, answer_all};
use crate::read::{key_of, second_opinion};

/// Print feeds as JSON, one object a line
#[derive(Debug, clap::Args)]
pub(super) struct ReadArgs {
    #[command(flatten)]
    documents: DocumentArgs,
    /// Add what a strict reader, feed-rs, makes of the same bytes: its error with the place, entries it misses, fields it
    /// reads otherwise
    #[arg(long)]
    strict: bool,
}

pub(super) fn run(_common: &Common, args: ReadArgs) -> anyhow::Result<Exit> {
    if args.strict {
        quietly(|| answer_all(args.documents, &FeedAnswers { strict: true }))
    } else {
        answer_all(args.documents, &FeedAnswers { strict: false })
    }
}

/// Does something that may panic and be caught: nobody is shown the panics of another reader.
pub(super) fn quietly<T>(act: impl FnOnce() -> T) -> T {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let done = act();
    std::panic::set_hook(usual);
    done
}

struct FeedAnswers {
    strict: bool,
}

impl AnswerDocument for FeedAnswers {
    /// No poll reads a larger one, whatever `max_body` says.
    const MOST_BYTES: usize = 1 << 30;

    fn answer(&self, document: &NamedDocument, bytes: &[u8]) -> Value {
        let read = feeds::read(bytes, document.content_type.as_deref(), document.url.as_deref());
        let mut answer = match &read {
            Ok(feed) => success(&document.file, feed),
            Err(error) => self.failure(&document.file, &error.to_string()),
        };
        if self.strict {
            answer["strict"] = json!(second_opinion(bytes, read.as_ref().ok()));
        }
        answer
    }

    fn failure(&self, file: &str, error: &str) -> Value {
        json!({ "file": file, "ok": false, "error": error, "feed": {}, "entries": [], "warnings": [] })
    }
}

fn success(file: &str, feed: &ParsedFeed) -> Value {
    json!({
        "file": file,
        "ok": true,
        "feed": { "title": feed.title, "link": feed.link, "lang": feed.lang },
        "entries": feed.entries.iter().map(entry).collect::<Vec<_>>(),
        "warnings": feed.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// An entry without a guid shows the key by which it is told from others.
pub(super) fn entry(entry: &ParsedEntry) -> Value {
    json!({
        "title": entry.title,
        "link": entry.link,
        "id": entry.guid.clone().unwrap_or_else(|| key_of(entry).to_string()),
        "published": entry.published.map(|at| at.to_string()),
        "updated": entry.updated.map(|at| at.to_string()),
        "summary": entry.summary,
        "content": entry.content,
        "author": entry.author,
        "tags": entry.tags,
        "lang": entry.lang,
    })
}
