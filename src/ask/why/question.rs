//! What is asked of the way of a page, and of which installation.

use jiff::Timestamp;

use crate::load::Loaded;

/// One page, one installation, one instant.
pub(crate) struct WhyQuestion<'a> {
    /// The address of a page as somebody pasted it, or the number of an entry.
    pub page: &'a str,
    /// What the files say.
    pub loaded: &'a Loaded,
    /// Whether a daemon runs: without one nothing that waits goes on.
    pub running: bool,
    pub now: Timestamp,
}
