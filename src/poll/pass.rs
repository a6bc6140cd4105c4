//! One pass over the feeds that are due.

use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::poller::Poller;
use super::summary::{PolledFeed, Summary};
use super::window::PollWindow;
use crate::store::StoreError;
use crate::store::feeds::Waiting;

/// Polls `feeds`, telling `observe` of each as it is stored. When `stop` is cancelled, no further request
/// starts and what is under way is dropped unless its transaction has begun.
///
/// # Errors
///
/// When the store fails for a reason that is not the feed's: a full disk, a closed store.
pub(crate) async fn pass(
    poller: &Poller,
    feeds: Vec<Waiting>,
    stop: &CancellationToken,
    mut observe: impl FnMut(&PolledFeed),
) -> Result<Summary, StoreError> {
    let started = Instant::now();
    let mut window = PollWindow::new(&poller.settings);
    window.wait_for(feeds);
    let mut summary = Summary::default();
    loop {
        window.start(poller);
        let finished = tokio::select! {
            finished = window.next() => finished,
            () = stop.cancelled() => break,
        };
        let Some(finished) = finished else { break };
        let Some(line) = finished.result? else { continue };
        summary.count(&line);
        observe(&line);
    }
    summary.elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(summary)
}
