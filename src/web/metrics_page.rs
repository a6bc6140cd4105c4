//! `/metrics`: the numbers, on a listener of their own.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::sync::watch;

use super::loop_health::LoopHealth;
use super::meters::Meters;
use crate::clock;
use crate::installation::Installation;

/// The text format that every scraper reads.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

#[derive(Clone)]
struct MetricsState {
    meters: Meters,
    running: watch::Receiver<Arc<Installation>>,
    health: LoopHealth,
}

pub(super) fn router(
    meters: Meters,
    running: watch::Receiver<Arc<Installation>>,
    health: LoopHealth,
) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(MetricsState { meters, running, health })
}

async fn metrics(State(state): State<MetricsState>) -> Response {
    let store = Arc::clone(&state.running.borrow().store);
    let read = move || state.meters.read(&store, state.health.since_round(), clock::now());
    match tokio::task::spawn_blocking(read).await {
        Ok(Ok(text)) => ([(header::CONTENT_TYPE, TEXT)], text).into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}
