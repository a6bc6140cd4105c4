//! Who may ask at one time: the slots, the late lane beside them, and the lane of feeds that fail.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// An answer that is not there after this gives its slot to the next request and goes on in the late lane.
const LATE_AFTER: Duration = Duration::from_secs(1);

/// Places in the late lane for each slot: so many slow hosts may hang at one time and hold nobody else.
pub(crate) const LATE_PER_SLOT: usize = 4;

/// Requests for each slot to feeds that failed last time: they may all hang and take no slot from those that work.
pub(crate) const FAILING_PER_SLOT: usize = 2;

/// Which places a request takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// One of the `concurrency` slots.
    Usual,
    /// One of those for feeds that failed last time.
    Failing,
}

/// One of the `concurrency` places. Keep it until the poll is stored: it is what bounds the bodies in memory.
#[derive(Debug)]
#[must_use = "dropping it lets the next request start"]
pub(crate) struct RequestSlot(#[expect(dead_code, reason = "held, not read")] Option<OwnedSemaphorePermit>);

impl RequestSlot {
    /// No place: for what is answered without a request.
    pub(crate) fn none() -> Self {
        Self(None)
    }
}

/// The places for requests.
#[derive(Debug)]
pub(super) struct Lanes {
    usual: Arc<Semaphore>,
    late: Arc<Semaphore>,
    failing: Arc<Semaphore>,
}

impl Lanes {
    pub(super) fn new(concurrency: usize) -> Self {
        let places = |count: usize| Arc::new(Semaphore::new(count));
        let usual = concurrency.max(1);
        Self {
            usual: places(usual),
            late: places(usual * LATE_PER_SLOT),
            failing: places(usual * FAILING_PER_SLOT),
        }
    }

    /// Waits for a place.
    pub(super) async fn place(&self, lane: Lane) -> RequestSlot {
        let places = match lane {
            Lane::Usual => &self.usual,
            Lane::Failing => &self.failing,
        };
        RequestSlot(Arc::clone(places).acquire_owned().await.ok())
    }

    /// Waits for an answer in a place, and if that takes long, in the late lane while there is room.
    pub(super) async fn wait<T>(
        &self,
        answer: impl Future<Output = T>,
        slot: RequestSlot,
    ) -> (T, RequestSlot) {
        tokio::pin!(answer);
        tokio::select! {
            biased;
            answer = &mut answer => (answer, slot),
            () = tokio::time::sleep(LATE_AFTER) => {
                let late = Arc::clone(&self.late).try_acquire_owned();
                let slot = late.map_or(slot, |permit| RequestSlot(Some(permit)));
                (answer.await, slot)
            }
        }
    }
}
