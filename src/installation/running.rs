//! A set of files on its database, with the time.

use std::sync::Arc;

use jiff::Timestamp;

use super::error::InstallationError;
use super::files::Files;
use super::listings::{listings, signs};
use super::own_readers::all_readers;
use crate::load::Loaded;
use crate::schedule::Now;
use crate::settings::BusRole;
use crate::shown::Shown;
use crate::store::listing::{list_feeds, list_share};
use crate::store::outbox::doubt_interrupted;
use crate::store::outgoing::end_noting;
use crate::store::own_readers::own_readers;
use crate::store::pages::leave_all_to_others;
use crate::store::posts::doubt_interrupted_posts;
use crate::store::renamed_watchlists::sync_watchlists;
use crate::store::subscribers::sync_subscribers;
use crate::store::taken_away::{DroppedReader, DroppedWatchlist, TakenAway};
use crate::store::{Store, StoreError};
use crate::subscriber::Subscriber;

/// Readers that are logged each in a line when the files drop them.
const LOGGED: usize = 20;

/// An opened installation. It never changes: another set of files makes another, and who holds the old one ends what was
/// begun on it.
pub(crate) struct Installation {
    /// The database.
    pub store: Arc<Store>,
    /// What the files say: settings, feeds, subscribers, compiled watchlists.
    pub files: Loaded,
    /// The subscribers of the files, and those who have subscribed by themselves.
    pub readers: Vec<Subscriber>,
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
        let doubtful = store.write_blocking(|connection| {
            Ok(doubt_interrupted(connection)? + doubt_interrupted_posts(connection, None)?)
        })?;
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
        let own = store.read(own_readers)?;
        let readers = all_readers(&files, &own);
        let installation = Self { store, files, readers, now };
        installation.list()?;
        Ok(Arc::new(installation))
    }

    /// Brings the store in line with the files.
    fn list(&self) -> Result<(), StoreError> {
        let Loaded { settings, feeds, warnings, counts, watchlists, .. } = &self.files;
        let (readers, now) = (listings(&self.readers, watchlists), self.now());
        let (feeds, role) = (feeds.clone(), settings.bus.as_ref().map(|bus| bus.role));
        let taken = Files::new(*counts, warnings.len(), Some(now));
        let signs = signs(&self.files);
        let dropped = self.store.write_blocking(move |connection| {
            taken.save(connection)?;
            match role {
                // Its feeds are those that are told to it.
                Some(BusRole::Desk(_)) => {
                    end_noting(connection)?;
                    leave_all_to_others(connection)?;
                }
                Some(BusRole::Poll(share)) => list_share(connection, &feeds, share, now)?,
                None => {
                    end_noting(connection)?;
                    list_feeds(connection, &feeds)?;
                }
            }
            sync_watchlists(connection, &signs)?;
            sync_subscribers(connection, &readers, now)
        })?;
        log(&dropped);
        Ok(())
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

/// Says whom a set of files takes away, and how much waits for them.
fn log(TakenAway { readers, watchlists, .. }: &TakenAway) {
    for DroppedReader { email, waiting } in readers.iter().take(LOGGED) {
        let reader = Shown::mailbox(email);
        tracing::warn!(%reader, waiting, "the files name this reader no more; what waits is kept for 30 days");
    }
    if let Some(rest @ [_, ..]) = readers.get(LOGGED..) {
        let waiting: i64 = rest.iter().map(|reader| reader.waiting).sum();
        tracing::warn!(readers = rest.len(), waiting, "more readers whom the files name no more");
    }
    for DroppedWatchlist { watchlist, readers, waiting } in watchlists {
        tracing::warn!(
            watchlist,
            readers,
            waiting,
            "readers follow this watchlist no more; what waits is kept for 30 days"
        );
    }
}
