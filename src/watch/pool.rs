//! Matchers that wait for work: each has a memory of words that grows warm with use.

use std::sync::{Mutex, PoisonError};

use crate::watch::set::{Matcher, Watchlists};

/// The matchers of one set of watchlists, for whichever thread has something to match.
#[derive(Debug)]
pub(crate) struct MatcherPool {
    watchlists: Watchlists,
    idle: Mutex<Vec<Matcher>>,
}

impl MatcherPool {
    pub(crate) fn new(watchlists: &Watchlists) -> Self {
        Self { watchlists: watchlists.clone(), idle: Mutex::default() }
    }

    /// Works with a matcher that nobody else has meanwhile.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Matcher) -> T) -> T {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut matcher = idle.unwrap_or_else(|| self.watchlists.matcher());
        let answer = work(&mut matcher);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(matcher);
        answer
    }
}
