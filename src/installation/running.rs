//! A set of files on its database, with the time.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::error::InstallationError;
use super::files::Files;
use crate::load::Loaded;
use crate::schedule::Now;
use crate::shown::Shown;
use crate::store::listing::list_feeds;
use crate::store::outbox::doubt_interrupted;
use crate::store::subscribers::{Departure, Listing, sync_subscribers, sync_watchlists};
use crate::store::{Store, StoreError};

/// An opened installation. It never changes: another set of files makes another, and who holds the old one ends what was
/// begun on it.
pub(crate) struct Installation {
    /// The database.
    pub store: Arc<Store>,
    /// What the files say: settings, feeds, subscribers, compiled watchlists.
    pub files: Loaded,
    now: Now,
}

impl Installation {
    /// Opens the database for writing, puts in doubt what a crash left half sent, and takes the files.
    ///
    /// # Errors
    ///
    /// When the database cannot be opened or written, as when another process has it open for writing.
    pub(crate) fn open(files: Loaded, now: Now) -> Result<Arc<Self>, InstallationError> {
        let store = Arc::new(Store::open(&files.settings.store.database)?);
        let doubtful = store.write_blocking(doubt_interrupted)?;
        if doubtful > 0 {
            tracing::warn!(
                mails = doubtful,
                "mails were being sent when the last process ended; they are in doubt"
            );
        }
        Self::on(store, files, now)
    }

    /// The same database with another set of files.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub(crate) fn with_files(&self, files: Loaded) -> Result<Arc<Self>, InstallationError> {
        Self::on(Arc::clone(&self.store), files, Arc::clone(&self.now))
    }

    fn on(store: Arc<Store>, files: Loaded, now: Now) -> Result<Arc<Self>, InstallationError> {
        let installation = Self { store, files, now };
        installation.list()?;
        Ok(Arc::new(installation))
    }

    /// Brings the store in line with the files.
    fn list(&self) -> Result<(), StoreError> {
        let Loaded { feeds, warnings, counts, .. } = &self.files;
        let (feeds, readers, now) = (feeds.clone(), self.listings(), self.now());
        let taken = Files::new(*counts, warnings.len(), Some(now));
        let titles = self.titles();
        let departures = self.store.write_blocking(move |connection| {
            taken.save(connection)?;
            list_feeds(connection, &feeds)?;
            sync_watchlists(connection, &titles)?;
            sync_subscribers(connection, &readers, now)
        })?;
        for Departure { email, waiting } in departures {
            let reader = Shown::mailbox(&email);
            tracing::warn!(%reader, waiting, "the files name this reader no more; what waits is kept for 30 days");
        }
        Ok(())
    }

    /// What each watchlist is called, by id.
    fn titles(&self) -> BTreeMap<String, String> {
        let watchlists = &self.files.watchlists;
        let listed = watchlists.ids().filter_map(|id| watchlists.get(id));
        listed.map(|watchlist| (watchlist.id.clone(), watchlist.title.clone())).collect()
    }

    /// The subscriptions, as the store lists them.
    fn listings(&self) -> Vec<Listing> {
        let Loaded { subscribers, watchlists, .. } = &self.files;
        let listings = subscribers.iter().map(|subscriber| Listing {
            email: subscriber.email.clone(),
            watchlists: watchlists.ids().filter(|id| subscriber.wants(id)).map(str::to_owned).collect(),
        });
        listings.collect()
    }

    /// Tells the time.
    pub(crate) fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// The clock, for what asks more than once.
    pub(crate) fn clock(&self) -> Now {
        Arc::clone(&self.now)
    }
}
