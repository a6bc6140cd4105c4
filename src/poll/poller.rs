//! What every poll needs: the store, the way out, the settings, matchers, the time.

use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;

use crate::event::{KnownPublishers, ReaderPool};
use crate::feed::SiteShare;
use crate::fetch::Fetcher;
use crate::schedule::Now;
use crate::settings::FetchSettings;
use crate::store::Store;
use crate::watch::pool::MatcherPool;

/// Polls feeds: holds what every poll needs. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Poller {
    pub(super) store: Arc<Store>,
    pub(super) fetcher: Arc<Fetcher>,
    pub(super) settings: Arc<FetchSettings>,
    pub(super) matchers: Arc<MatcherPool>,
    pub(super) readers: Arc<ReaderPool>,
    pub(super) hands: Arc<Semaphore>,
    pub(super) share: SiteShare,
    pub(super) now: Now,
}

impl Poller {
    /// A poller of these sites for one set of watchlists and feeds; make a new one when they are reloaded.
    pub(crate) fn new(
        store: Arc<Store>,
        fetcher: Arc<Fetcher>,
        settings: FetchSettings,
        matchers: Arc<MatcherPool>,
        publishers: Arc<KnownPublishers>,
        share: SiteShare,
        now: Now,
    ) -> Self {
        Self {
            store,
            fetcher,
            settings: Arc::new(settings),
            matchers,
            readers: Arc::new(ReaderPool::new(publishers)),
            hands: Arc::new(Semaphore::new(available_parallelism().map_or(2, NonZero::get))),
            share,
            now,
        }
    }
}
