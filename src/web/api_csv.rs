//! `/search.csv` and `/w/ID/archive.csv`: the lists that readers look through, as tables for spreadsheets.

use std::num::NonZero;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::address_part::AddressPart;
use super::face::WebState;
use super::list_parameters::ListParameters;
use super::page::{not_found, plain, unavailable};
use super::reader::SignedIn;
use crate::ask::csv_table::csv_table;
use crate::ask::desk::archive;
use crate::ask::search::{SearchRequest, SearchedEntry, search};
use crate::digest::clean::web_address;
use crate::store::finds::Find;

/// Lines of a table at most; what is older is in the next one, after `before`.
const LINES: NonZero<usize> = NonZero::new(1_000).expect("it is more than none");

/// Pages of an archive that are looked through for one table.
const PAGES: usize = 100;

/// Bytes of text that a search looks at for one table.
const SEARCHED: usize = 64 << 20;

/// Answers `/search.csv`.
pub(super) async fn search_table(
    State(face): State<WebState>,
    _reader: SignedIn,
    asked: ListParameters,
) -> Response {
    let asked = asked.of_search();
    if !asked.faults.is_empty() {
        return wrong(&asked);
    }
    let Some(query) = asked.query else { return wrong_query() };
    let request = SearchRequest {
        query,
        since: None,
        lang: asked.lang,
        limit: LINES,
        before: asked.before,
        bytes: Some(SEARCHED),
    };
    let found = face
        .read(move |installation, connection| search(connection, &installation.files.watchlists, &request))
        .await;
    match found {
        Ok(Ok(page)) => table("search.csv", &page.entries),
        Ok(Err(_)) => wrong_query(),
        Err(_) => unavailable(),
    }
}

/// Answers `/w/ID/archive.csv`: the list as it is narrowed, from its beginning on.
pub(super) async fn archive_table(
    State(face): State<WebState>,
    reader: SignedIn,
    AddressPart(id): AddressPart,
    asked: ListParameters,
) -> Response {
    if !reader.sight.sees(&id) {
        return not_found();
    }
    if !asked.faults.is_empty() {
        return wrong(&asked);
    }
    let (name, zone, mut question) = (format!("{id}.csv"), reader.sight.zone.clone(), asked.question());
    let found = face
        .read(move |installation, connection| {
            let (mut entries, watchlists) = (Vec::new(), &installation.files.watchlists);
            for _ in 0..PAGES {
                let page = archive(connection, watchlists, &id, &question, &zone)?;
                let Ok(page) = page else { return Ok(None) };
                entries.extend(page.entries.into_iter().map(line_of));
                question.before = page.next;
                if page.next.is_none() || entries.len() >= LINES.get() {
                    break;
                }
            }
            Ok(Some(entries))
        })
        .await;
    match found {
        Ok(Some(entries)) => table(&name, &entries),
        Ok(None) => wrong_query(),
        Err(_) => unavailable(),
    }
}

fn line_of(found: Find) -> SearchedEntry {
    let Find { entry, title, url, source, lang, published, first_seen, found_match, .. } = found;
    let (score, excerpts) = (found_match.score, found_match.excerpts);
    let url = url.as_deref().and_then(web_address);
    SearchedEntry { id: entry, title, url, source, lang, published, seen: first_seen, score, excerpts }
}

fn table(name: &str, entries: &[SearchedEntry]) -> Response {
    let Ok(table) = csv_table(entries) else { return unavailable() };
    let named = format!("attachment; filename=\"{name}\"");
    let kind = "text/csv; charset=utf-8".to_owned();
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, named)], table).into_response()
}

fn wrong_query() -> Response {
    plain(StatusCode::BAD_REQUEST, "Nothing was looked for", &["The query is wrong: the page shows where."])
}

fn wrong(asked: &ListParameters) -> Response {
    let faults: Vec<String> = asked.faults.iter().map(|fault| format!("{fault}.")).collect();
    let sentences: Vec<&str> = faults.iter().map(String::as_str).collect();
    plain(StatusCode::BAD_REQUEST, "Nothing was looked for", &sentences)
}
