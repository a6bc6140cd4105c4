//! What loading ends in: everything that the files say, or everything that is wrong with them.

use crate::diagnostic::finding::Finding;
use crate::feed::Feed;
use crate::settings::Settings;
use crate::subscriber::{Output, Subscriber};
use crate::watch::set::Watchlists;

use super::counts::LoadedCounts;
use super::snapshot::ContentsHash;

/// Everything that the operator's files say, checked together.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub settings: Settings,
    /// Each address once, in the order of the files.
    pub feeds: Vec<Feed>,
    /// Readers with their parts, then outputs as the subscribers that they are.
    pub subscribers: Vec<Subscriber>,
    /// Where outputs go, in the order of the file.
    pub outputs: Vec<Output>,
    pub watchlists: Watchlists,
    /// What a person should look at, by path and place.
    pub warnings: Vec<Finding>,
    pub counts: LoadedCounts,
    pub hash: ContentsHash,
    /// Of the watchlists alone.
    pub watchlists_hash: ContentsHash,
}

/// Everything that is wrong, warnings included, by path and place.
#[derive(Debug, Clone)]
pub(crate) struct Rejected {
    pub findings: Vec<Finding>,
}
