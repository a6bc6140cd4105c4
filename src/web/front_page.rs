//! What stands on the front page.

/// What the front page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrontPage {
    /// Nothing: who has no link to a digest learns nothing.
    Closed,
    /// Every digest. For the demo on loopback only.
    Digests,
}
