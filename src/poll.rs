//! One pass over the feeds that are due: fetch, read, decide, match, one transaction a feed.
