//! The web face: digests and ways out under unguessable links, and the health of the loop.

mod health;
mod pages;

use std::future::IntoFuture;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::store::Store;

pub(crate) use health::Health;

/// How long requests that are being answered may take when the service stops.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// What the front page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrontPage {
    /// Nothing: who has no link to a digest learns nothing.
    Closed,
    /// Every digest. For the demo on loopback only.
    Digests,
}

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebError {
    /// Somebody else listens there.
    #[error("cannot serve on {0}: the port is in use; stop what uses it, or change `listen` under [web]")]
    PortInUse(SocketAddr),
    /// The address is not ours, or not allowed.
    #[error("cannot serve on {listen}: {source}")]
    Bind {
        /// The address that was asked for.
        listen: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The listener broke.
    #[error("the web server stopped: {0}")]
    Serve(io::Error),
}

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
    store: Arc<Store>,
    health: Health,
    front: FrontPage,
    stop: CancellationToken,
) -> Result<(), WebError> {
    let stopped = stop.clone();
    let server = axum::serve(listener, pages::router(store, health, front))
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

#[cfg(test)]
mod tests;
