//! The time, as what works for longer than a moment is told it.

use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time to what works for longer than a moment; only `clock` makes one that reads the wall clock.
pub(crate) type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;
