//! A subscriber: who gets which watchlists, when, and how.
