//! Watchlists: files of names and queries, compiled whole or not at all, and matched against entries.
