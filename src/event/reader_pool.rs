//! Readers of fingerprints that wait for work: each has a memory of words that grows warm with use.

use std::sync::{Arc, Mutex, PoisonError};

use crate::event::citation::KnownPublishers;
use crate::event::reader::FingerprintReader;

/// The readers that know the publishers of one list of feeds, for whichever thread has an article that matches.
#[derive(Debug)]
pub(crate) struct ReaderPool {
    publishers: Arc<KnownPublishers>,
    idle: Mutex<Vec<FingerprintReader>>,
}

impl ReaderPool {
    pub(crate) fn new(publishers: Arc<KnownPublishers>) -> Self {
        Self { publishers, idle: Mutex::default() }
    }

    /// Works with a reader that nobody else has meanwhile.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut FingerprintReader) -> T) -> T {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = idle.unwrap_or_else(|| FingerprintReader::new(&self.publishers));
        let answer = work(&mut reader);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        answer
    }
}
