//! When a feed is next due, and when a digest is.
