//! The lane: takes what is due, site by site, until nothing is due or until it is stopped.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::earlier_looks::EarlierLooks;
use super::extractors::Extractors;
use super::sites::{Asking, SiteTurns};
use super::summary::PageSummary;
use super::visit::PageVisitor;
use crate::event::KnownPublishers;
use crate::fetch::Fetcher;
use crate::schedule::Now;
use crate::settings::PageSettings;
use crate::store::pages::{all_due, due_page_of, due_sites, next_page_due};
use crate::store::{Store, StoreError};
use crate::watch::pool::MatcherPool;

/// How often the lane looks for work while others write.
const TICK: Duration = Duration::from_secs(1);

/// So many sites are taken into view at once.
const SITES_IN_VIEW: u32 = 1_000;

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
    turns: SiteTurns,
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
    /// A lane for one set of watchlists and feeds; make a new one when they are reloaded.
    pub(crate) fn new(
        store: Arc<Store>,
        fetcher: Arc<Fetcher>,
        settings: PageSettings,
        matchers: Arc<MatcherPool>,
        publishers: Arc<KnownPublishers>,
        manners: PageManners,
        now: Now,
    ) -> Self {
        let visitor = PageVisitor {
            store,
            fetcher,
            settings: Arc::new(settings),
            matchers,
            publishers,
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
        if which == DuePages::All {
            let now = (self.visitor.now)();
            self.visitor.store.write(move |connection| all_due(connection, now)).await?;
        }
        let mut summary = PageSummary::default();
        let (mut under_way, mut in_view) = (JoinSet::new(), SitesInView::default());
        loop {
            summary += self.visitor.release_who_waited_enough().await?;
            let again = self.begin_looks(&mut in_view, &mut under_way)?;
            if under_way.is_empty() && in_view.sites.is_empty() {
                return Ok(summary);
            }
            tokio::select! {
                Some(finished) = under_way.join_next() => {
                    // A look that panicked is one page's trouble; its row stays due.
                    if let Ok((site, looked)) = finished {
                        in_view.sites.push_back(site);
                        summary += looked?;
                    }
                }
                () = sleep_until(again) => {}
                () = stop.cancelled() => break,
            }
        }
        while let Some(finished) = under_way.join_next().await {
            if let Ok((_, looked)) = finished {
                summary += looked?;
            }
        }
        Ok(summary)
    }

    /// When there is something to do next.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub(crate) fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        self.visitor.store.read(next_page_due)
    }

    /// Begins a look at a due page of each site that may be asked. Answers when to try again.
    fn begin_looks(&self, in_view: &mut SitesInView, under_way: &mut Looks) -> Result<Instant, StoreError> {
        let (now, today) = (Instant::now(), (self.visitor.now)());
        if in_view.sites.is_empty() || in_view.until <= now {
            in_view.sites = self.visitor.store.read(|store| due_sites(store, today, SITES_IN_VIEW))?.into();
            in_view.until = now + TICK;
        }
        let mut again = in_view.until;
        for _ in 0..in_view.sites.len() {
            let Some(site) = in_view.sites.pop_front() else { break };
            if under_way.len() >= self.visitor.settings.concurrency {
                in_view.sites.push_front(site);
                break;
            }
            let mut turn = match self.manners.turns.take(&site, self.visitor.settings.spacing, now) {
                Asking::Taken(turn) => turn,
                Asking::Busy => {
                    in_view.sites.push_back(site);
                    continue;
                }
                Asking::Rests(until) => {
                    again = again.min(until);
                    in_view.sites.push_back(site);
                    continue;
                }
            };
            let Some(page) = self.visitor.store.read(|store| due_page_of(store, &site, today))? else {
                turn.rest = Duration::ZERO;
                continue;
            };
            let earlier = match turn.first_after {
                Some(after) => EarlierLooks::of_another(&self.visitor.store, &site, after, today)?,
                None => EarlierLooks::Own,
            };
            let visitor = self.visitor.clone();
            under_way.spawn(async move {
                let looked = visitor.look_at(&page, earlier).await;
                if let Ok((_, rest)) = looked {
                    turn.rest = rest;
                }
                drop(turn);
                (site, looked.map(|(brought, _)| brought))
            });
        }
        Ok(again)
    }
}

/// Looks under way, each with its site.
type Looks = JoinSet<(String, Result<PageSummary, StoreError>)>;

/// Sites that had a due page when they were looked for, in the order in which they are asked.
struct SitesInView {
    sites: VecDeque<String>,
    until: Instant,
}

impl Default for SitesInView {
    fn default() -> Self {
        Self { sites: VecDeque::new(), until: Instant::now() }
    }
}
