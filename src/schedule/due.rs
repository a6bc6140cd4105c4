//! When a feed is next due.

use jiff::Timestamp;

use crate::feed::FeedState;
use crate::feed::Health;

/// Whether a feed is to be polled at `now`: never polled, or its time has come. One that is gone never is.
pub(crate) fn is_due(state: &FeedState, now: Timestamp) -> bool {
    state.health != Health::Gone && state.next_due.is_none_or(|due| due <= now)
}
