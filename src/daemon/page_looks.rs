//! The looks at pages under way: one pass at a time, begun when a page is due, ended when the files change.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::workers::Workers;
use crate::pages::{DuePages, PageSummary};
use crate::store::StoreError;

/// Whether a pass over the pages is under way, and how to stop it.
#[derive(Debug, Default)]
pub(super) struct PageLooks(Option<CancellationToken>);

impl PageLooks {
    /// A pass, where one is due and none is under way.
    pub(super) fn due(
        &mut self,
        workers: &Arc<Workers>,
        stop: &CancellationToken,
    ) -> Option<impl Future<Output = Result<PageSummary, StoreError>> + use<>> {
        let due = workers.pages.next_due().ok().flatten();
        if self.0.is_some() || due.is_none_or(|due| due > workers.now()) {
            return None;
        }
        let (stop, workers) = (stop.child_token(), Arc::clone(workers));
        self.0 = Some(stop.clone());
        Some(async move { workers.pages.run(DuePages::Now, &stop).await })
    }

    /// Ends the pass under way after the pages that it has begun: the next one is by other files.
    pub(super) fn stop(&self) {
        if let Some(under_way) = &self.0 {
            under_way.cancel();
        }
    }

    /// No pass is under way any more.
    pub(super) fn ended(&mut self) {
        self.0 = None;
    }

    /// Logs what a pass brought.
    pub(super) fn note(&mut self, seen: Result<PageSummary, StoreError>) {
        self.ended();
        match seen {
            Ok(PageSummary { pages: 0, failed: 0, .. }) => {}
            Ok(PageSummary { pages, failed, edited, withdrawn, matches }) => {
                tracing::info!(pages, failed, edited, withdrawn, matches, "pages looked at");
            }
            Err(error) => tracing::error!(%error, "looking at pages failed; it is tried again"),
        }
    }
}
