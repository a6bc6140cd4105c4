//! The addresses, and what answers each.

use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Router, middleware};

use super::api_error::{is_for_programs, told_no_address};
use super::face::WebState;
use super::guard::guard;
use super::page::{not_found, plain};
use super::{api, archive, changes, entry, feeds, front, join, letters, me, outgoing, sign_in};

/// Bytes of a form.
const FORM: usize = 64 << 10;

/// What is served to people.
pub(super) fn router(face: WebState) -> Router {
    Router::new()
        .route("/", get(front::front_page))
        .route("/sign-in", get(sign_in::ask_address).post(sign_in::take_address))
        .route("/sign-in/code", get(sign_in::ask_code).post(sign_in::take_code))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/join", get(join::ask_to_join).post(join::take_wish))
        .route("/confirm/{token}", get(join::ask_to_confirm).post(join::confirm))
        .route("/w/{id}", get(archive::archive_page))
        .route("/search", get(archive::search_page))
        .route("/e/{id}", get(entry::entry_page))
        .route("/e/{id}/diff/{before}/{after}", get(entry::diff_page))
        .route("/feeds", get(feeds::feeds_page))
        .route("/me", get(me::own_page).post(changes::change))
        .route("/feed/{name}", get(outgoing::feed))
        .route("/d/{token}", get(letters::digest))
        .route("/leave/{way}", get(letters::way_out).post(letters::follow))
        .route("/healthz", get(letters::healthz))
        .merge(api::router())
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_that_way)
        .layer(DefaultBodyLimit::max(FORM))
        .layer(middleware::from_fn_with_state(face.clone(), guard))
        .with_state(face)
}

async fn nothing_here(uri: Uri) -> Response {
    if is_for_programs(uri.path()) { told_no_address(&uri) } else { not_found() }
}

async fn not_that_way() -> Response {
    let words =
        "This page is there, and cannot be asked for in this way. Follow a link or press a button instead.";
    plain(StatusCode::METHOD_NOT_ALLOWED, "Not this way", &[words])
}
