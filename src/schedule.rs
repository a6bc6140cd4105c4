//! When a feed is next due, and when a digest is.

pub(crate) mod backoff;
pub(crate) mod due;
pub(crate) mod times;
