//! What can go wrong with the bus, in words for operators. All of it is tried again.

use std::path::PathBuf;

/// A failed exchange with the server.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BusError {
    /// The operator's file.
    #[error("cannot read {}, `credentials_file` in [bus]: {reason}", .path.display())]
    Credentials { path: PathBuf, reason: String },
    /// No connection.
    #[error("the server at {server} cannot be reached: {reason}")]
    Connect { server: String, reason: String },
    /// The stream is not there and cannot be made, or nobody keeps streams there.
    #[error("the stream {stream} cannot be opened: {reason}")]
    Stream { stream: String, reason: String },
    /// A message was not acknowledged.
    #[error("the stream takes nothing: {0}")]
    Publish(String),
    /// A message that was sent did not arrive.
    #[error("a message was lost on its way from the stream")]
    Lost,
    /// Nothing could be taken.
    #[error("nothing can be taken from the stream: {0}")]
    Take(String),
}
