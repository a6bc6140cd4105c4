//! The looks at pages under way: one pass at a time, begun when a page is due, ended when the files change.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::workers::Workers;
use crate::pages::{DuePages, PageSummary};
use crate::store::StoreError;

/// How long looking at pages rests after the store has failed.
const REST: Duration = Duration::from_mins(1);

/// Whether a pass over the pages is under way, and how to stop it.
#[derive(Debug, Default)]
pub(super) struct PageLooks {
    under_way: Option<CancellationToken>,
    /// After a failure of the store.
    rests_until: Option<Instant>,
}

impl PageLooks {
    /// A pass, where one is due and none is under way.
    pub(super) fn due(
        &mut self,
        workers: &Arc<Workers>,
        stop: &CancellationToken,
    ) -> Option<impl Future<Output = Result<PageSummary, StoreError>> + use<>> {
        if self.rests_until.is_some_and(|until| Instant::now() < until) {
            return None;
        }
        let due = workers.pages.next_due().ok().flatten();
        if self.under_way.is_some()
            || due.is_none_or(|due| due > workers.now())
            || workers.has_pages_to_come()
        {
            return None;
        }
        let (stop, workers) = (stop.child_token(), Arc::clone(workers));
        self.under_way = Some(stop.clone());
        Some(async move { workers.pages.run(DuePages::Now, &stop).await })
    }

    /// Ends the pass under way after the pages that it has begun: the next one is by other files.
    pub(super) fn stop(&self) {
        if let Some(under_way) = &self.under_way {
            under_way.cancel();
        }
    }

    /// No pass is under way any more.
    pub(super) fn ended(&mut self) {
        self.under_way = None;
    }

    /// Logs what a pass brought, and hands it on.
    pub(super) fn note(&mut self, seen: Result<PageSummary, StoreError>) -> PageSummary {
        self.ended();
        let brought = seen.as_ref().copied().unwrap_or_default();
        match seen {
            Ok(PageSummary { pages: 0, failed: 0, .. }) => {}
            Ok(PageSummary { pages, failed, edited, withdrawn, matches }) => {
                tracing::info!(pages, failed, edited, withdrawn, matches, "pages looked at");
            }
            Err(error) => {
                self.rests_until = Some(Instant::now() + REST);
                tracing::error!(%error, "looking at pages rests for {} seconds", REST.as_secs());
            }
        }
        brought
    }
}
