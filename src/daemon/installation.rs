//! Everything that runs on one set of files: the store, the poller, the composer, the sender. Commands and the daemon alike.

use std::sync::Arc;

use jiff::Timestamp;

use crate::daemon::files::Files;
use crate::deliver::compose::Composer;
use crate::deliver::send::Sender;
use crate::feed::Feed;
use crate::fetch::{FetchError, Fetcher};
use crate::load::Loaded;
use crate::mail::transport::Transport;
use crate::poll::Poller;
use crate::schedule::Now;
use crate::settings::{FetchSettings, Settings};
use crate::store::feeds::asked_for_patience;
use crate::store::listing::list_feeds;
use crate::store::outbox::doubt_interrupted;
use crate::store::subscribers::{Listing, sync_subscribers};
use crate::store::{Store, StoreError};

/// An opened installation.
pub(crate) struct Installation {
    /// The database.
    pub store: Arc<Store>,
    /// Polls feeds.
    pub poller: Poller,
    /// Composes digests.
    pub composer: Composer,
    /// Sends mails.
    pub sender: Sender,
    /// What the files say.
    pub settings: Arc<Settings>,
    now: Now,
}

/// Why an installation cannot be opened, or a new set of files not be taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InstallationError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The HTTP client.
    #[error(transparent)]
    Fetch(#[from] FetchError),
}

impl Installation {
    /// Opens the database for writing, puts in doubt what a crash left half sent, and takes the files.
    pub(crate) fn open(loaded: Loaded, now: Now) -> Result<Self, InstallationError> {
        let store = Arc::new(Store::open(&loaded.settings.store.database)?);
        let doubtful = store.write_blocking(doubt_interrupted)?;
        if doubtful > 0 {
            tracing::warn!(
                mails = doubtful,
                "mails were being sent when the last process ended; they are in doubt"
            );
        }
        Self::on(store, loaded, now)
    }

    /// The same installation with another set of files.
    pub(crate) fn reloaded(&self, loaded: Loaded) -> Result<Self, InstallationError> {
        Self::on(Arc::clone(&self.store), loaded, Arc::clone(&self.now))
    }

    fn on(store: Arc<Store>, loaded: Loaded, now: Now) -> Result<Self, InstallationError> {
        let Loaded { settings, feeds, subscribers, watchlists, warnings, counts, .. } = loaded;
        let files = Files::new(counts, warnings.len(), Some(now()));
        let fetcher = Arc::new(fetcher(&settings.fetch, &store, now())?);
        let poller =
            Poller::new(Arc::clone(&store), fetcher, settings.fetch.clone(), &watchlists, Arc::clone(&now));
        let settings = Arc::new(settings);
        let composer = Composer::new(Arc::clone(&store), Arc::clone(&settings), subscribers, watchlists);
        list(&store, files, feeds, composer.listings(), now())?;
        let sender = Sender::new(Arc::clone(&store));
        Ok(Self { store, poller, composer, sender, settings, now })
    }

    /// A way out for mails, as the settings name it.
    pub(crate) fn transport(&self) -> Transport {
        Transport::new(&self.settings.mail.transport)
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

/// A fetcher that knows which hosts have asked an earlier one for patience.
fn fetcher(settings: &FetchSettings, store: &Store, now: Timestamp) -> Result<Fetcher, InstallationError> {
    let fetcher = Fetcher::new(settings)?;
    for (address, until) in store.read(|connection| asked_for_patience(connection, now))? {
        fetcher.leave_alone(&address, until.duration_since(now).unsigned_abs());
    }
    Ok(fetcher)
}

/// Brings the store in line with the files.
fn list(
    store: &Store,
    files: Files,
    feeds: Vec<Feed>,
    readers: Vec<Listing>,
    now: Timestamp,
) -> Result<(), StoreError> {
    store.write_blocking(move |connection| {
        files.save(connection)?;
        list_feeds(connection, &feeds)?;
        sync_subscribers(connection, &readers, now)
    })
}
