//! Why the service cannot run.

use std::path::PathBuf;

use crate::installation::InstallationError;
use crate::web::WebError;

/// Why the service cannot run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DaemonError {
    /// The store or the HTTP client.
    #[error(transparent)]
    Installation(#[from] InstallationError),
    /// The web face.
    #[error(transparent)]
    Web(#[from] WebError),
    /// The control socket.
    #[error("cannot open the control socket {}: {source}", .path.display())]
    Control {
        /// Where.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// Signals.
    #[error("cannot listen for signals: {0}")]
    Signals(std::io::Error),
}
