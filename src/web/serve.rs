//! The listener: it takes its address before anybody is told that the service is ready, and serves until it is told to stop.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;

use super::error::WebError;
use super::face::{OwnChanges, WebState};
use super::loop_health::LoopHealth;
use super::meters::Meters;
use super::metrics_page;
use super::peer::{ClientLimits, Peer};
use super::router::router;
use super::welcome::Welcome;
use crate::installation::Installation;

/// How long requests that are being answered may take when the service stops.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// Connections that are open at one time, at most.
const CONNECTIONS: usize = 256;

/// How long the head of a request may take, from the connection's beginning or the end of the answer before.
const TIME_FOR_HEADERS: Duration = Duration::from_secs(10);

/// Takes the address, before anybody is told that the service is ready. Port 0 takes a free one.
pub(crate) async fn bind(listen: SocketAddr) -> Result<TcpListener, WebError> {
    TcpListener::bind(listen).await.map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => WebError::PortInUse(listen),
        _ => WebError::Bind { listen, source },
    })
}

/// Serves until `stop`; answers that are under way then have [`LAST_ANSWERS`] to finish. Beyond
/// [`CONNECTIONS`] the oldest one makes room, which is an idle one: an answer takes milliseconds. So those who connect and
/// say nothing can take neither memory nor descriptors from polling and mail, nor the pages from readers.
pub(crate) async fn serve(
    listener: TcpListener,
    running: watch::Receiver<Arc<Installation>>,
    health: LoopHealth,
    welcome: Welcome,
    changes: OwnChanges,
    stop: CancellationToken,
) {
    let face = WebState { running, health, welcome, changes, limits: ClientLimits::default() };
    serve_router(listener, router(face), stop).await;
}

/// Serves the numbers for machines in the same way.
pub(crate) async fn serve_metrics(
    listener: TcpListener,
    meters: Meters,
    running: watch::Receiver<Arc<Installation>>,
    health: LoopHealth,
    stop: CancellationToken,
) {
    serve_router(listener, metrics_page::router(meters, running, health), stop).await;
}

async fn serve_router(listener: TcpListener, router: Router, stop: CancellationToken) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(TIME_FOR_HEADERS);
    let (mut open, graceful) = (VecDeque::new(), GracefulShutdown::new());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let service = TowerToHyperService::new(router.clone().layer(Extension(Peer(peer))));
                let connection = http.serve_connection(TokioIo::new(stream), service);
                let connection = graceful.watch(connection);
                make_room(&mut open);
                // Who hangs up in between is no matter of ours.
                let task = tokio::spawn(async move { drop(connection.await) });
                open.push_back(task.abort_handle());
            }
            // The one who connected has gone, or descriptors have run out: those in use will be given back.
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "the web face could not take a connection");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
    let _ = tokio::time::timeout(LAST_ANSWERS, graceful.shutdown()).await;
}

fn make_room(open: &mut VecDeque<AbortHandle>) {
    if open.len() >= CONNECTIONS {
        open.retain(|connection| !connection.is_finished());
    }
    if open.len() >= CONNECTIONS {
        open.pop_front().inspect(AbortHandle::abort);
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
