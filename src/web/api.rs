//! `/api/v1`: what programs read of what a reader may see, in lines of JSON.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;
use tokio::time::{Instant, timeout_at};

use super::address_query::{AddressQuery, ParameterFault};
use super::api_entry::entry_json;
use super::api_error::{told, told_error, told_faults, told_method, told_unavailable};
use super::api_parameters::{ApiParameters, OF_MATCHES, OF_REVISIONS, OF_SEARCH};
use super::api_reader::TokenBearer;
use super::face::WebState;
use super::{api_csv, api_token_page};
use crate::ask::desk::article_view;
use crate::ask::search::{SearchRequest, search};
use crate::ask::stream::{MatchQuestion, StreamPage, match_page, revision_page};
use crate::diagnostic::Problem;
use crate::diagnostic::finding::Finding;
use crate::wording::list_up_to;

/// The description for programs, which a test holds against the answers.
const OPENAPI: &str = include_str!("openapi.json");

/// Up to where it was looked: the cursor of the next question, also where there is no line.
const CURSOR: HeaderName = HeaderName::from_static("wirewatch-cursor");

/// Watchlists that are named to whoever asks for another.
const NAMED: usize = 8;

/// Bytes of text that one search looks at.
const SEARCHED: usize = 64 << 20;

/// The addresses of programs.
pub(super) fn router() -> Router<WebState> {
    let of_programs = Router::new()
        .route("/api/v1/openapi.json", get(openapi))
        .route("/api/v1/revisions", get(revisions))
        .route("/api/v1/matches", get(matches))
        .route("/api/v1/entry/{id}", get(entry))
        .route("/api/v1/search", get(searched))
        .method_not_allowed_fallback(told_method);
    of_programs
        .route("/search.csv", get(api_csv::search_table))
        .route("/w/{id}/archive.csv", get(api_csv::archive_table))
        .route("/me/token", post(api_token_page::make_token))
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}

async fn revisions(State(face): State<WebState>, _bearer: TokenBearer, query: AddressQuery) -> Response {
    let asked = match ApiParameters::read(query, OF_REVISIONS) {
        Ok(asked) => asked,
        Err(faults) => return wrong(&faults),
    };
    let deadline = Instant::now() + asked.wait;
    let mut commits = face.store().commits_seen();
    loop {
        commits.mark_unchanged();
        let (after, limit) = (asked.after, asked.limit.get());
        match face.read(move |_, connection| revision_page(connection, after, limit)).await {
            Err(_) => return told_unavailable(),
            Ok(StreamPage { ends_before: Some(end), .. }) => return behind_the_end(after, end),
            Ok(page) if page.count > 0 => return lines(page),
            Ok(page) => {
                if !matches!(timeout_at(deadline, commits.changed()).await, Ok(Ok(()))) {
                    return lines(page);
                }
            }
        }
    }
}

async fn matches(State(face): State<WebState>, bearer: TokenBearer, query: AddressQuery) -> Response {
    let asked = match ApiParameters::read(query, OF_MATCHES) {
        Ok(asked) => asked,
        Err(faults) => return wrong(&faults),
    };
    let deadline = Instant::now() + asked.wait;
    let mut commits = face.store().commits_seen();
    let mut watchlists = bearer.sight.visible.clone();
    if let Some(wanted) = &asked.watchlist {
        if !watchlists.contains(wanted) {
            let expected = format!("one that you may see: {}", list_up_to(NAMED, &watchlists));
            let fault = ParameterFault::wrong("watchlist", wanted, expected);
            return told_faults(StatusCode::NOT_FOUND, &[fault]);
        }
        watchlists.retain(|id| id == wanted);
    }
    let (limit, query) = (asked.limit.get(), asked.query.clone());
    let mut question = MatchQuestion { after: asked.after, limit, watchlists, query };
    loop {
        commits.mark_unchanged();
        let asking = question.clone();
        let page = face.read(move |installation, connection| {
            match_page(connection, &installation.files.watchlists, &asking)
        });
        match page.await {
            Err(_) => return told_unavailable(),
            Ok(Err(problems)) => return wrong_query(asked.query.as_deref(), problems),
            Ok(Ok(StreamPage { ends_before: Some(end), .. })) => return behind_the_end(asked.after, end),
            Ok(Ok(page)) if page.count > 0 => return lines(page),
            Ok(Ok(page)) => {
                // What was looked through is not looked through again.
                let goes_on = page.cursor > question.after;
                question.after = page.cursor;
                let waited = async { commits.changed().await.is_ok() };
                if !goes_on && !matches!(timeout_at(deadline, waited).await, Ok(true))
                    || Instant::now() > deadline
                {
                    return lines(page);
                }
            }
        }
    }
}

async fn entry(
    State(face): State<WebState>,
    bearer: TokenBearer,
    id: Result<Path<String>, PathRejection>,
    mut query: AddressQuery,
) -> Response {
    query.only(&[]);
    let faults = query.into_faults();
    if !faults.is_empty() {
        return wrong(&faults);
    }
    let Some(id) = id.ok().and_then(|Path(id)| id.parse().ok()) else { return no_entry() };
    let view = face
        .read(move |installation, connection| article_view(connection, installation, &bearer.sight, id))
        .await;
    match view {
        Ok(Some(view)) => told(StatusCode::OK, &entry_json(&view)),
        Ok(None) => no_entry(),
        Err(_) => told_unavailable(),
    }
}

async fn searched(State(face): State<WebState>, _bearer: TokenBearer, query: AddressQuery) -> Response {
    let asked = match ApiParameters::read(query, OF_SEARCH) {
        Ok(asked) => asked,
        Err(faults) => return wrong(&faults),
    };
    let Some(query) = asked.query.clone() else {
        return wrong(&[ParameterFault::missing("q", "what to search for, in the language of watchlists")]);
    };
    let request = SearchRequest {
        query,
        since: asked.since,
        lang: asked.lang,
        limit: asked.limit,
        before: asked.before,
        bytes: Some(SEARCHED),
    };
    let found = face
        .read(move |installation, connection| search(connection, &installation.files.watchlists, &request))
        .await;
    match found {
        Err(_) => told_unavailable(),
        Ok(Err(problems)) => wrong_query(asked.query.as_deref(), problems),
        Ok(Ok(page)) => {
            let mut text = Vec::new();
            for entry in &page.entries {
                match serde_json::to_writer(&mut text, entry) {
                    Ok(()) => text.push(b'\n'),
                    Err(_) => return told_unavailable(),
                }
            }
            let count = page.entries.len();
            // The cursor goes back in time here: it is the next `before`, and none where nothing is left.
            match page.next {
                Some(next) => lines(StreamPage { lines: text, count, cursor: next, ends_before: None }),
                None => ([(header::CONTENT_TYPE, NDJSON)], text).into_response(),
            }
        }
    }
}

/// Lines of JSON.
const NDJSON: &str = "application/x-ndjson";

fn lines(page: StreamPage) -> Response {
    ([(header::CONTENT_TYPE, NDJSON.to_owned()), (CURSOR, page.cursor.to_string())], page.lines)
        .into_response()
}

/// Nothing would ever come after it.
fn behind_the_end(after: i64, end: i64) -> Response {
    let expected = format!(
        "a cursor of this database, which ends at {end} (a copy may have been put back: begin there, or at 0)"
    );
    wrong(&[ParameterFault::wrong("after", &after.to_string(), expected)])
}

fn no_entry() -> Response {
    told_error(
        StatusCode::NOT_FOUND,
        "there is no such entry; write the number that `entry` says in an answer",
    )
}

fn wrong(faults: &[ParameterFault]) -> Response {
    told_faults(StatusCode::BAD_REQUEST, faults)
}

/// A query that is wrong, each mistake with its place as `check` shows it.
fn wrong_query(query: Option<&str>, problems: Vec<Problem>) -> Response {
    let source: Arc<str> = query.unwrap_or_default().into();
    let finding = |problem| Finding { path: "q".to_owned(), source: Arc::clone(&source), problem };
    let findings: Vec<Finding> = problems.into_iter().map(finding).collect();
    let words: Vec<String> = findings.iter().map(Finding::headline).collect();
    let places: Vec<_> = findings.iter().map(Finding::to_json).collect();
    told(StatusCode::BAD_REQUEST, &json!({ "error": words.join("; "), "problems": places }))
}
