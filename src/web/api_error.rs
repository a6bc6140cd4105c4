//! What programs are told where nothing is answered: JSON with our words, and with the parameters that were wrong.

use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::address_query::ParameterFault;
use crate::wording::line_up_to;

/// Whether an address is one of programs, which read JSON and no pages.
pub(super) fn is_for_programs(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// One thing as JSON.
pub(super) fn told(status: StatusCode, what: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], what.to_string()).into_response()
}

/// That something went wrong, in a sentence.
pub(super) fn told_error(status: StatusCode, words: &str) -> Response {
    told(status, &json!({ "error": words }))
}

/// What is wrong with the parameters of a question.
pub(super) fn told_faults(status: StatusCode, faults: &[ParameterFault]) -> Response {
    let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
    told(status, &json!({ "error": words.join("; "), "parameters": faults }))
}

/// The database gives no answer.
pub(super) fn told_unavailable() -> Response {
    told_error(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer; try again later")
}

/// Nothing answers at this address.
pub(super) fn told_no_address(uri: &Uri) -> Response {
    let words = format!(
        "there is no address {}; /api/v1/openapi.json describes those that there are",
        line_up_to(100, uri.path())
    );
    told_error(StatusCode::NOT_FOUND, &words)
}

/// The address is read, and something else was asked for.
pub(super) async fn told_method(method: Method) -> Response {
    let words = format!("this address is read with GET; {method} was sent");
    told_error(StatusCode::METHOD_NOT_ALLOWED, &words)
}
