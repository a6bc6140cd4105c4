//! The invented outlets as a web server on loopback: one edition at a time.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::demo::editions;

/// What lies on the stand. Cheap to clone: the server holds one and the demo another.
#[derive(Debug, Clone)]
pub(crate) struct Newsstand {
    edition: Arc<AtomicUsize>,
    now: Timestamp,
}

impl Newsstand {
    /// A stand with the first edition, of a demo whose present is `now`.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self { edition: Arc::default(), now }
    }

    /// Puts out an edition, counted from 0; one that there is not answers 404.
    pub(crate) fn put_out(&self, edition: usize) {
        self.edition.store(edition, Ordering::Relaxed);
    }

    /// Serves until `stop`.
    pub(crate) async fn serve(self, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
        let router = Router::new().fallback(page).with_state(self);
        axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
    }
}

async fn page(State(stand): State<Newsstand>, uri: Uri) -> Response {
    match editions::answer(stand.edition.load(Ordering::Relaxed), uri.path(), stand.now) {
        Some(answer) => {
            let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, [(header::CONTENT_TYPE, answer.content_type)], answer.body).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
