//! The listener: it takes its address before anybody is told that the service is ready, and serves until it is told to stop.

use std::future::IntoFuture;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::error::WebError;
use super::front_page::FrontPage;
use super::loop_health::LoopHealth;
use super::pages;
use crate::installation::Installation;

/// How long requests that are being answered may take when the service stops.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// Takes the address, before anybody is told that the service is ready. Port 0 takes a free one.
pub(crate) async fn bind(listen: SocketAddr) -> Result<TcpListener, WebError> {
    TcpListener::bind(listen).await.map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => WebError::PortInUse(listen),
        _ => WebError::Bind { listen, source },
    })
}

/// Serves until `stop`; answers that are under way then have [`LAST_ANSWERS`] to finish.
pub(crate) async fn serve(
    listener: TcpListener,
    running: watch::Receiver<Arc<Installation>>,
    health: LoopHealth,
    front: FrontPage,
    stop: CancellationToken,
) -> Result<(), WebError> {
    let stopped = stop.clone();
    let server = axum::serve(listener, pages::router(running, health, front))
        .with_graceful_shutdown(async move { stop.cancelled().await })
        .into_future();
    let deadline = async {
        stopped.cancelled().await;
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    tokio::select! {
        ended = server => ended.map_err(WebError::Serve),
        () = deadline => Ok(()),
    }
}
