//! When a feed is next due, and when a digest is.

pub(crate) mod backoff;
pub(crate) mod due;
pub(crate) mod times;

use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time to what works for longer than a moment; only `clock` makes one that reads the wall clock.
pub(crate) type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;
