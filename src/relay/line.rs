//! What the line between this machine and the others needs: the store, the server, what runs.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tokio::sync::watch;

use crate::installation::Installation;
use crate::schedule::Now;
use crate::settings::BusSettings;
use crate::store::Store;

/// The line between this machine and the others. Cheap to clone.
#[derive(Clone)]
pub(crate) struct RelayLine {
    pub(super) store: Arc<Store>,
    pub(super) settings: Arc<BusSettings>,
    /// `[fetch] ca_file`.
    pub(super) certificates: Option<PathBuf>,
    /// What runs, now and after every reload.
    pub(super) running: watch::Receiver<Arc<Installation>>,
    pub(super) now: Now,
    /// Set when something was taken that somebody may have to be told.
    pub(super) news: Arc<AtomicBool>,
}

impl RelayLine {
    /// The line of what runs; `None` where one machine does it all.
    pub(crate) fn of(running: watch::Receiver<Arc<Installation>>, news: Arc<AtomicBool>) -> Option<Self> {
        let installation = Arc::clone(&running.borrow());
        let settings = &installation.files.settings;
        Some(Self {
            store: Arc::clone(&installation.store),
            settings: Arc::new(settings.bus.clone()?),
            certificates: settings.fetch.ca_file.clone(),
            running,
            now: installation.clock(),
            news,
        })
    }
}
