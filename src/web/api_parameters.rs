//! What programs may say in the query of an address: each parameter within its bounds, and nothing that is not known.

use std::num::NonZero;
use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::settings::units::parse_duration;

/// Lines of a page where nothing is said, and at most.
const LINES: usize = 100;
const MOST_LINES: usize = 10_000;

/// How long a question may wait for something new.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// The parameters as they are written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SaidParameters {
    after: Option<i64>,
    before: Option<i64>,
    limit: Option<usize>,
    wait: Option<String>,
    watchlist: Option<String>,
    q: Option<String>,
    since: Option<String>,
    lang: Option<String>,
}

/// The parameters of any question; each question takes those that it knows.
#[derive(Debug)]
pub(super) struct ApiParameters {
    /// The cursor: only what came later.
    pub after: i64,
    /// The cursor of a search: only what is older.
    pub before: Option<i64>,
    /// So many lines at most.
    pub limit: NonZero<usize>,
    /// How long to wait where there is nothing.
    pub wait: Duration,
    pub watchlist: Option<String>,
    pub query: Option<String>,
    pub since: Option<Timestamp>,
    pub lang: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for ApiParameters {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let said: Result<Query<SaidParameters>, QueryRejection> =
            Query::from_request_parts(parts, state).await;
        let Query(said) = said.map_err(|rejection| refused(&rejection.body_text()))?;
        let wait = match said.wait.as_deref() {
            None => Duration::ZERO,
            Some(text) => {
                parse_duration(text).map_err(|fault| refused(&format!("wait: {}", fault.message)))?
            }
        };
        let since = match said.since.as_deref() {
            None => None,
            Some(text) => {
                let time =
                    text.parse().map_err(|_| refused("since: write a time such as 2026-11-30T00:00:00Z"));
                Some(time?)
            }
        };
        let limit = said.limit.unwrap_or(LINES).min(MOST_LINES);
        let text = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Ok(Self {
            after: said.after.unwrap_or(0),
            before: said.before,
            limit: NonZero::new(limit).ok_or_else(|| refused("limit: at least 1"))?,
            wait: wait.min(LONGEST_WAIT),
            watchlist: text(said.watchlist),
            query: text(said.q),
            since,
            lang: text(said.lang),
        })
    }
}

/// What is wrong with a question.
pub(super) fn refused(words: &str) -> Response {
    told(StatusCode::BAD_REQUEST, &json!({ "error": words }))
}

/// One thing as JSON.
pub(super) fn told(status: StatusCode, what: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], what.to_string()).into_response()
}
