//! `/api/v1`: what programs read of what a reader may see, in lines of JSON.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;
use tokio::time::{Instant, timeout_at};

use super::api_entry::entry_json;
use super::api_parameters::{ApiParameters, refused, told};
use super::api_reader::TokenBearer;
use super::face::{WebState, unavailable};
use super::{api_csv, api_token_page};
use crate::ask::desk::article_view;
use crate::ask::search::{SearchRequest, search};
use crate::ask::stream::{MatchQuestion, StreamPage, match_page, revision_page};
use crate::diagnostic::Problem;
use crate::diagnostic::finding::Finding;

/// The description for programs, which a test holds against the answers.
const OPENAPI: &str = include_str!("openapi.json");

/// Up to where it was looked: the cursor of the next question, also where there is no line.
const CURSOR: HeaderName = HeaderName::from_static("wirewatch-cursor");

/// Bytes of text that one search looks at.
const SEARCHED: usize = 64 << 20;

/// The addresses of programs.
pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/api/v1/openapi.json", get(openapi))
        .route("/api/v1/revisions", get(revisions))
        .route("/api/v1/matches", get(matches))
        .route("/api/v1/entry/{id}", get(entry))
        .route("/api/v1/search", get(searched))
        .route("/search.csv", get(api_csv::search_table))
        .route("/w/{id}/archive.csv", get(api_csv::archive_table))
        .route("/me/token", post(api_token_page::make_token))
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}

async fn revisions(State(face): State<WebState>, _bearer: TokenBearer, asked: ApiParameters) -> Response {
    let deadline = Instant::now() + asked.wait;
    let mut commits = face.store().commits_seen();
    loop {
        commits.mark_unchanged();
        let (after, limit) = (asked.after, asked.limit.get());
        match face.read(move |_, connection| revision_page(connection, after, limit)).await {
            Err(_) => return unavailable(),
            Ok(page) if page.count > 0 => return lines(page),
            Ok(page) => {
                if !matches!(timeout_at(deadline, commits.changed()).await, Ok(Ok(()))) {
                    return lines(page);
                }
            }
        }
    }
}

async fn matches(State(face): State<WebState>, bearer: TokenBearer, asked: ApiParameters) -> Response {
    let deadline = Instant::now() + asked.wait;
    let mut commits = face.store().commits_seen();
    let mut watchlists = bearer.sight.visible.clone();
    if let Some(wanted) = &asked.watchlist {
        watchlists.retain(|id| id == wanted);
        if watchlists.is_empty() {
            let words = format!("there is no watchlist {wanted}");
            return told(StatusCode::NOT_FOUND, &json!({ "error": words }));
        }
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
            Err(_) => return unavailable(),
            Ok(Err(problems)) => return wrong_query(asked.query.as_deref(), problems),
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

async fn entry(State(face): State<WebState>, bearer: TokenBearer, Path(id): Path<String>) -> Response {
    let Ok(id) = id.parse() else { return no_entry() };
    let view = face
        .read(move |installation, connection| article_view(connection, installation, &bearer.sight, id))
        .await;
    match view {
        Ok(Some(view)) => told(StatusCode::OK, &entry_json(&view)),
        Ok(None) => no_entry(),
        Err(_) => unavailable(),
    }
}

async fn searched(State(face): State<WebState>, _bearer: TokenBearer, asked: ApiParameters) -> Response {
    let Some(query) = asked.query.clone() else { return refused("q: write what to search for") };
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
        Err(_) => unavailable(),
        Ok(Err(problems)) => wrong_query(asked.query.as_deref(), problems),
        Ok(Ok(page)) => {
            let mut text = Vec::new();
            for entry in &page.entries {
                match serde_json::to_writer(&mut text, entry) {
                    Ok(()) => text.push(b'\n'),
                    Err(_) => return unavailable(),
                }
            }
            let count = page.entries.len();
            // The cursor goes back in time here: it is the next `before`, and none where nothing is left.
            match page.next {
                Some(next) => lines(StreamPage { lines: text, count, cursor: next }),
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

fn no_entry() -> Response {
    told(StatusCode::NOT_FOUND, &json!({ "error": "there is no such entry" }))
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
