//! `/feed/TOKEN.atom` and `.json`: what a watchlist found, for a reader's own program.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;

use super::address_part::AddressPart;
use super::address_query::AddressQuery;
use super::face::WebState;
use super::page::{not_found, plain, unavailable};
use super::rows::{pieces, titled};
use crate::ask::desk::sight;
use crate::deliver::secret::hash;
use crate::digest::clean::web_address;
use crate::store::finds::{Find, FindSelection, page_of_finds};
use crate::store::outgoing_feeds::{OutgoingFeed, outgoing_feed};
use crate::store::subscribers::known_reader;
use crate::watch::found::Excerpt;

/// Entries of a feed on a page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "web/atom.xml")]
struct AtomFeed {
    feed: SentFeed,
}

/// A feed as both forms say it.
struct SentFeed {
    id: String,
    title: String,
    /// Where it is.
    address: String,
    next: Option<String>,
    updated: Timestamp,
    entries: Vec<SentEntry>,
    gone: Vec<SentTombstone>,
}

struct SentEntry {
    id: String,
    title: String,
    published: Timestamp,
    updated: Timestamp,
    source: String,
    lang: Option<String>,
    link: Option<String>,
    /// The page of the entry at this desk.
    page: String,
    terms: Vec<String>,
    html: String,
}

/// What was taken down (RFC 6721).
struct SentTombstone {
    id: String,
    when: Timestamp,
    title: String,
}

/// JSON Feed 1.1.
#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    items: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    external_url: &'a str,
    title: &'a str,
    content_html: &'a str,
    date_published: Timestamp,
    date_modified: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    authors: [JsonAuthor<'a>; 1],
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    _withdrawn: Option<Timestamp>,
}

#[derive(Serialize)]
struct JsonAuthor<'a> {
    name: &'a str,
}

/// Answers it; a wrong token as a wrong path.
pub(super) async fn feed(
    State(face): State<WebState>,
    AddressPart(name): AddressPart,
    mut asked: AddressQuery,
    headers: HeaderMap,
) -> Response {
    let Some((token, form)) = name.rsplit_once('.').filter(|(_, form)| matches!(*form, "atom" | "json"))
    else {
        return not_found();
    };
    let key = hash(token);
    let selection = FindSelection { before: asked.cursor("before"), within: None };
    let found = face
        .read(move |installation, connection| {
            let Some(OutgoingFeed { email, watchlist }) = outgoing_feed(connection, &key)? else {
                return Ok(None);
            };
            let id = known_reader(connection, &email)?.unwrap_or_default();
            // The operator may have taken the watchlist away, or closed it to this reader.
            if !sight(installation, id, &email).sees(&watchlist) {
                return Ok(None);
            }
            let title =
                installation.files.watchlists.get(&watchlist).map(|watchlist| watchlist.title.clone());
            Ok(Some((title.unwrap_or_default(), page_of_finds(connection, &watchlist, selection, PAGE)?)))
        })
        .await;
    let (title, finds) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return not_found(),
        Err(_) => return unavailable(),
    };
    if let Some(fault) = asked.into_faults().first() {
        return plain(StatusCode::BAD_REQUEST, "Not a page of this feed", &[&format!("{fault}.")]);
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let at = |path: &str| face.public(path).unwrap_or_else(|| format!("http://{host}/{path}"));
    let feed = sent_feed(&at, &name, &title, finds);
    let (kind, body) = match form {
        "atom" => ("application/atom+xml; charset=utf-8", AtomFeed { feed }.render().unwrap_or_default()),
        _ => ("application/feed+json; charset=utf-8", as_json(&feed)),
    };
    answer(&headers, kind, body)
}

/// The body, or that it is as it was.
fn answer(headers: &HeaderMap, kind: &'static str, body: String) -> Response {
    let mark: String = hash(&body).iter().fold(String::new(), |mut mark, byte| {
        let _ = write!(mark, "{byte:02x}");
        mark
    });
    let etag = format!("\"{mark}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok()).unwrap_or_default();
    let common = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, "private, max-age=60".to_owned())];
    if known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, kind)], body).into_response()
}

fn sent_feed(at: &dyn Fn(&str) -> String, name: &str, title: &str, finds: Vec<Find>) -> SentFeed {
    let next = finds.get(PAGE - 1).map(|last| at(&format!("feed/{name}?before={}", last.id)));
    let (gone, entries): (Vec<Find>, Vec<Find>) =
        finds.into_iter().partition(|find| find.withdrawn.is_some());
    let entries: Vec<SentEntry> = entries.into_iter().map(|find| sent_entry(at, find)).collect();
    let gone: Vec<SentTombstone> = gone
        .into_iter()
        .filter_map(|find| {
            let (id, title) = (at(&format!("e/{}", find.entry)), writable(&titled(&find.title)));
            Some(SentTombstone { id, when: find.withdrawn?, title })
        })
        .collect();
    let times = entries.iter().map(|entry| entry.updated).chain(gone.iter().map(|gone| gone.when));
    SentFeed {
        id: at(&format!("feed/{name}")),
        title: writable(title),
        address: at(&format!("feed/{name}")),
        next,
        updated: times.max().unwrap_or(Timestamp::UNIX_EPOCH),
        entries,
        gone,
    }
}

/// A text without what no XML document may hold (XML 1.0, 2.2): one such letter in a title would break the whole feed.
fn writable(text: &str) -> String {
    let is_writable = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(is_writable).collect()
}

fn sent_entry(at: &dyn Fn(&str) -> String, find: Find) -> SentEntry {
    let found = find.found_match;
    SentEntry {
        id: at(&format!("e/{}", find.entry)),
        page: at(&format!("e/{}", find.entry)),
        title: writable(&titled(&find.title)),
        published: find.first_seen,
        updated: find.edited.unwrap_or(find.first_seen).max(find.first_seen),
        source: writable(&find.source),
        lang: find.lang,
        link: find.url.as_deref().and_then(web_address),
        terms: found.terms.iter().chain(&found.notable).map(|term| writable(term)).collect(),
        html: writable(&found.excerpts.iter().map(as_html).collect::<String>()),
    }
}

/// An excerpt as a paragraph with its marks.
fn as_html(excerpt: &Excerpt) -> String {
    let marked = pieces(&excerpt.text, &excerpt.marks).into_iter().map(|piece| {
        let text = html_escape::encode_text(&piece.text).into_owned();
        if piece.marked { format!("<b>{text}</b>") } else { text }
    });
    format!("<p>{}</p>", marked.collect::<String>())
}

fn as_json(feed: &SentFeed) -> String {
    let items = feed.entries.iter().map(|entry| JsonItem {
        id: &entry.id,
        url: Some(&entry.page),
        external_url: entry.link.as_deref().unwrap_or(&entry.page),
        title: &entry.title,
        content_html: &entry.html,
        date_published: entry.published,
        date_modified: entry.updated,
        language: entry.lang.as_deref(),
        authors: [JsonAuthor { name: &entry.source }],
        tags: &entry.terms,
        _withdrawn: None,
    });
    // JSON Feed has no tombstones: what was taken down stays with a word about it.
    let words: Vec<String> = feed.gone.iter().map(|gone| format!("Taken down: {}", gone.title)).collect();
    let gone = feed.gone.iter().zip(&words).map(|(gone, title)| JsonItem {
        id: &gone.id,
        url: Some(&gone.id),
        external_url: &gone.id,
        title,
        content_html: "",
        date_published: gone.when,
        date_modified: gone.when,
        language: None,
        authors: [JsonAuthor { name: "Wirewatch" }],
        tags: &[],
        _withdrawn: Some(gone.when),
    });
    let json = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        feed_url: &feed.address,
        next_url: feed.next.as_deref(),
        items: items.chain(gone).collect(),
    };
    serde_json::to_string_pretty(&json).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_breaks_a_document_is_written() {
        assert_eq!(writable("Talks\u{1} in\u{b}\u{85} Баку\u{ffff} 🛰"), "Talks in Баку 🛰");
    }
}
