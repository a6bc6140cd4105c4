//! What an edit added and what it took away.
