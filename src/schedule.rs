//! When a feed is next due, and when a digest is.

pub(crate) mod backoff;
pub(crate) mod due;
mod now;
pub(crate) mod times;

pub(crate) use now::Now;
