//! Why nothing is served.

use std::io;
use std::net::SocketAddr;

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
}
