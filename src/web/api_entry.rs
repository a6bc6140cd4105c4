//! An entry as programs get it.

use serde_json::{Value, json};

use crate::ask::desk::{ArticleView, MarkedText};
use crate::digest::clean::web_address;
use crate::watch::found::Excerpt;

/// The entry with its present text, its revisions, where else it ran, and what the reader's watchlists find in it.
pub(super) fn entry_json(view: &ArticleView) -> Value {
    let ArticleView {
        history, source, title, paragraphs, author, lang, matches, elsewhere, revisions, ..
    } = view;
    let text: Vec<&str> = paragraphs.iter().map(|MarkedText { text, .. }| text.as_str()).collect();
    let excerpt = |Excerpt { text, marks, .. }: &Excerpt| json!({ "text": text, "marks": marks });
    json!({
        "id": history.id,
        "title": title.text,
        "url": history.link.as_deref().and_then(web_address),
        "source": source,
        "author": author,
        "lang": lang,
        "published": history.published,
        "seen": history.first_seen,
        "withdrawn": history.withdrawn,
        "text": text.join("\n"),
        "matches": matches.iter().map(|seen| json!({
            "watchlist": seen.watchlist,
            "score": seen.found.score,
            "matched": seen.found.terms,
            "notable": seen.found.notable,
            "excerpts": seen.found.excerpts.iter().map(excerpt).collect::<Vec<Value>>(),
        })).collect::<Vec<Value>>(),
        "revisions": revisions.iter().map(|revision| json!({
            "number": revision.number,
            "seen": revision.seen,
            "origin": if revision.of_page { "page" } else { "feed" },
            "quiet": !revision.aloud,
        })).collect::<Vec<Value>>(),
        "elsewhere": elsewhere.iter().map(|other| json!({
            "entry": other.entry,
            "title": other.title,
            "source": other.source,
            "seen": other.first_seen,
        })).collect::<Vec<Value>>(),
    })
}
