//! Reads settings, feeds, subscribers and watchlists from disk: all of them, or all that is wrong with them.
