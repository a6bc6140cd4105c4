//! The only reader of the wall clock.

use std::sync::Arc;

use jiff::Timestamp;

use crate::schedule::Now;

/// The present moment.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads it")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// The wall clock, for what asks more than once.
pub(crate) fn wall() -> Now {
    Arc::new(now)
}
