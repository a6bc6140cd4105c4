//! The lane: takes what is due, site by site, until nothing is due or until it is stopped.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::extractors::Extractors;
use super::sites::SiteTurns;
use super::summary::PageSummary;
use super::visit::PageVisitor;
use crate::fetch::Fetcher;
use crate::schedule::Now;
use crate::settings::PageSettings;
use crate::store::pages::{DuePage, due_pages, next_page_due};
use crate::store::{Store, StoreError};
use crate::watch::pool::MatcherPool;
use crate::watch::set::Watchlists;

/// How often the lane looks for work while others write.
const TICK: Duration = Duration::from_secs(1);

/// Which pages a pass looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DuePages {
    /// Those that are due, and those that become due meanwhile.
    Now,
    /// Every page that is still watched, once.
    All,
}

/// What outlives a set of files: whose turn it is at which site, and the places at the extractor.
#[derive(Debug, Clone, Default)]
pub(crate) struct PageManners {
    turns: Arc<Mutex<SiteTurns>>,
    extractors: Extractors,
}

/// Looks at pages: holds what every look needs. Cheap to clone.
#[derive(Clone)]
pub(crate) struct PageLane {
    visitor: PageVisitor,
    /// Handed on when the files change.
    pub manners: PageManners,
}

impl PageLane {
    /// A lane for one set of watchlists; make a new one when they are reloaded.
    pub(crate) fn new(
        store: Arc<Store>,
        fetcher: Arc<Fetcher>,
        settings: PageSettings,
        watchlists: &Watchlists,
        manners: PageManners,
        now: Now,
    ) -> Self {
        let visitor = PageVisitor {
            store,
            fetcher,
            settings: Arc::new(settings),
            matchers: Arc::new(MatcherPool::new(watchlists)),
            extractors: manners.extractors.clone(),
            news: Arc::default(),
            now,
        };
        Self { visitor, manners }
    }

    /// Whether something was written since the last call that somebody may have to be told.
    pub(crate) fn take_news(&self) -> bool {
        self.visitor.news.swap(false, Ordering::Relaxed)
    }

    /// Works until there is nothing to do or until it is stopped; what has begun is finished.
    ///
    /// # Errors
    ///
    /// When the store fails for a reason that is no page's.
    pub(crate) async fn run(
        &self,
        which: DuePages,
        stop: &CancellationToken,
    ) -> Result<PageSummary, StoreError> {
        let began = (self.visitor.now)();
        self.turns().begin();
        let mut under_way = JoinSet::new();
        let mut summary = PageSummary::default();
        loop {
            summary += self.visitor.release_who_waited_enough().await?;
            let free = self.visitor.settings.concurrency.saturating_sub(under_way.len());
            for page in self.due(which, began, free)? {
                let wait = self.turns().take(&page.site, Instant::now());
                let (visitor, site) = (self.visitor.clone(), page.site.clone());
                under_way.spawn(async move {
                    sleep(wait).await;
                    (site, visitor.look_at(&page).await)
                });
            }
            if under_way.is_empty() {
                return Ok(summary);
            }
            tokio::select! {
                Some(finished) = under_way.join_next() => {
                    // A look that panicked is one page's trouble; its row stays due.
                    if let Ok((site, looked)) = finished {
                        summary += self.ended(&site, looked)?;
                    }
                }
                () = sleep(TICK) => {}
                () = stop.cancelled() => break,
            }
        }
        while let Some(finished) = under_way.join_next().await {
            if let Ok((site, looked)) = finished {
                summary += self.ended(&site, looked)?;
            }
        }
        Ok(summary)
    }

    /// Gives the turn at a site back, for its time of rest.
    fn ended(
        &self,
        site: &str,
        looked: Result<(PageSummary, Duration), StoreError>,
    ) -> Result<PageSummary, StoreError> {
        let rest = looked.as_ref().map_or(self.visitor.settings.spacing, |(_, rest)| *rest);
        let now = Instant::now();
        self.turns().give_back(site, now + rest, now);
        looked.map(|(brought, _)| brought)
    }

    fn turns(&self) -> MutexGuard<'_, SiteTurns> {
        self.manners.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When there is something to do next.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub(crate) fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        self.visitor.store.read(next_page_due)
    }

    /// One due page of each site that is not being asked.
    fn due(&self, which: DuePages, began: Timestamp, free: usize) -> Result<Vec<DuePage>, StoreError> {
        if free == 0 {
            return Ok(Vec::new());
        }
        let (all, now) = match which {
            DuePages::All => (true, began),
            DuePages::Now => (false, (self.visitor.now)()),
        };
        let busy = self.turns().busy().to_vec();
        let mut due = self.visitor.store.read(|connection| due_pages(connection, now, &busy, all, 256))?;
        let mut sites = Vec::new();
        due.retain(|page| {
            let is_first = !sites.contains(&page.site);
            sites.push(page.site.clone());
            is_first
        });
        due.truncate(free);
        Ok(due)
    }
}
