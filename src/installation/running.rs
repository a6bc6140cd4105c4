//! A set of files on its database, with the time.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::error::InstallationError;
use super::files::Files;
use super::listings::{listings, signs};
use super::missed::{CaughtUp, FormerFiles, catch_up};
use super::own_readers::all_readers;
use crate::load::Loaded;
use crate::schedule::Now;
use crate::settings::BusRole;
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
use crate::subscriber::{Output, Subscriber};
use crate::watch::pool::MatcherPool;

/// How long new files wait at most for what returning watchlists have missed; the rest follows while they run.
const PATIENCE: Duration = Duration::from_secs(10);

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
    /// Who matches what comes by these files holds it: as long as it is held, they are at work.
    pub matchers: Arc<MatcherPool>,
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
        Self::on(store, files, FormerFiles::Gone, now)
    }

    /// The same database with another set of files.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub(crate) fn with_files(&self, files: Loaded) -> Result<Arc<Self>, InstallationError> {
        Self::on(Arc::clone(&self.store), files, FormerFiles::AtWork, Arc::clone(&self.now))
    }

    fn on(
        store: Arc<Store>,
        files: Loaded,
        former: FormerFiles,
        now: Now,
    ) -> Result<Arc<Self>, InstallationError> {
        let own = store.read(own_readers)?;
        let readers = all_readers(&files, &own);
        let matchers = Arc::new(MatcherPool::new(&files.watchlists));
        let installation = Self { store, files, readers, matchers, now };
        installation.list()?;
        // Before anybody composes by these files.
        installation.catch_up(former, PATIENCE)?;
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
            sync_watchlists(connection, &signs, now)?;
            sync_subscribers(connection, &readers, now)
        })?;
        log(&dropped);
        Ok(())
    }

    /// Matches what was stored while watchlists were out of the files that are back in them, for about `patience`.
    ///
    /// # Errors
    ///
    /// When the database cannot be read or written; what was matched until then is there.
    pub(crate) fn catch_up(&self, former: FormerFiles, patience: Duration) -> Result<CaughtUp, StoreError> {
        let caught_up = catch_up(&self.store, &self.files, former, patience, self.now())?;
        if caught_up.matches > 0 {
            let matches = caught_up.matches;
            tracing::info!(matches, "what was stored while watchlists were away is matched by them now");
        }
        Ok(caught_up)
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
    for DroppedReader { email, waiting, unsent } in readers.iter().take(LOGGED) {
        let reader = Output::shown(email);
        tracing::warn!(
            reader,
            waiting,
            unsent,
            "the files name this reader no more; what waits is kept for 30 days"
        );
    }
    if let Some(rest @ [_, ..]) = readers.get(LOGGED..) {
        let waiting: i64 = rest.iter().map(|reader| reader.waiting).sum();
        let unsent: i64 = rest.iter().map(|reader| reader.unsent).sum();
        tracing::warn!(readers = rest.len(), waiting, unsent, "more readers whom the files name no more");
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
