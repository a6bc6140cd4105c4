//! What works on one installation: who polls, who composes, who sends. Commands and the daemon alike.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::clock;
use crate::deliver::compose::Composer;
use crate::deliver::error::DeliverError;
use crate::deliver::output_lane::OutputLane;
use crate::deliver::send::{Delivery, Sender};
use crate::event::KnownPublishers;
use crate::fetch::Fetcher;
use crate::installation::{Installation, InstallationError};
use crate::load::Loaded;
use crate::mail::transport::Transport;
use crate::pages::PageLane;
use crate::poll::Poller;
use crate::post::Poster;
use crate::schedule::Now;
use crate::store::bus_state::bus_state;
use crate::store::feeds::asked_for_patience;
use crate::store::outbox::next_mail_due;

/// The workers of an installation; another set of files has other ones.
pub(crate) struct Workers {
    /// What they work on.
    pub installation: Arc<Installation>,
    /// Polls feeds.
    pub poller: Poller,
    /// Looks at the pages behind entries.
    pub pages: PageLane,
    /// Composes digests.
    pub composer: Composer,
    /// Sends mails.
    pub sender: Sender,
    /// Posts to outputs.
    pub outputs: OutputLane,
    /// Set when something came from other machines that somebody may have to be told.
    pub taken: Arc<AtomicBool>,
}

impl Workers {
    /// Opens an installation and gives it its workers.
    ///
    /// # Errors
    ///
    /// When the database cannot be opened for writing or the HTTP client not be made.
    pub(crate) fn open(files: Loaded, now: Now) -> Result<Self, InstallationError> {
        Self::of(Installation::open(files, now)?, None)
    }

    /// Workers for another set of files on the same database.
    ///
    /// # Errors
    ///
    /// As [`Workers::open`].
    pub(crate) fn with_files(&self, files: Loaded) -> Result<Self, InstallationError> {
        Self::of(self.installation.with_files(files)?, Some(self))
    }

    fn of(installation: Arc<Installation>, before: Option<&Self>) -> Result<Self, InstallationError> {
        let Loaded { settings, outputs, watchlists, .. } = &installation.files;
        let store = &installation.store;
        let fetcher = Arc::new(fetcher(&installation)?);
        let publishers = Arc::new(KnownPublishers::of(&installation.files.feeds));
        let pages = PageLane::new(
            Arc::clone(store),
            Arc::clone(&fetcher),
            settings.fetch.pages.clone(),
            Arc::clone(&installation.matchers),
            Arc::clone(&publishers),
            before.map(|before| before.pages.manners.clone()).unwrap_or_default(),
            installation.clock(),
        );
        let (fetch, share, clock) = (settings.fetch.clone(), settings.share(), installation.clock());
        let matchers = Arc::clone(&installation.matchers);
        let poller = Poller::new(Arc::clone(store), fetcher, fetch, matchers, publishers, share, clock);
        let (poster, outputs) = (Poster::new(&settings.fetch)?, outputs.clone());
        let outputs = match before {
            Some(before) => before.outputs.with_outputs(outputs, poster),
            None => OutputLane::new(Arc::clone(store), outputs, poster, clock::wall()),
        };
        let settings = Arc::new(settings.clone());
        // What the sender knows and could not write yet outlives a reload.
        let sender = match before {
            Some(before) => before.sender.with_settings(Arc::clone(&settings)),
            None => Sender::new(Arc::clone(store), Arc::clone(&settings)),
        };
        let composer = Composer::new(settings, installation.readers.clone(), watchlists.clone());
        if let Err(error) = composer.remember_ways_out(store) {
            tracing::error!(%error, "the ways out of mails could not be written down");
        }
        let taken = before.map(|before| Arc::clone(&before.taken)).unwrap_or_default();
        Ok(Self { installation, poller, pages, composer, sender, outputs, taken })
    }

    /// Whether this machine asks feeds and pages.
    pub(crate) fn polls(&self) -> bool {
        self.installation.files.settings.polls()
    }

    /// Whether this machine composes and mails.
    pub(crate) fn mails(&self) -> bool {
        self.installation.files.settings.mails()
    }

    /// Whether something was stored since the last call that somebody may have to be told.
    pub(crate) fn take_news(&self) -> bool {
        self.pages.take_news() | self.taken.swap(false, Ordering::Relaxed)
    }

    /// Whether the page that an entry waits for may be among what a desk has to take yet.
    pub(crate) fn has_pages_to_come(&self) -> bool {
        let state = || self.installation.store.read(bus_state).unwrap_or_default();
        !self.polls() && (state().pending > 0 || state().away_since.is_some())
    }

    /// When the next mail is due; never where desks mail.
    pub(crate) fn next_mail_due(&self) -> Option<Timestamp> {
        self.mails().then(|| self.installation.store.read(next_mail_due).ok().flatten()).flatten()
    }

    /// Composes what is due, as [`Composer::compose_due`]; nothing where desks compose.
    pub(crate) fn compose_due(&self, only: Option<&str>, now: Timestamp) -> Result<Vec<i64>, DeliverError> {
        if !self.mails() {
            return Ok(Vec::new());
        }
        self.composer.compose_due(&self.installation.store, only, now)
    }

    /// Sends what is due, as [`Sender::send_due`]; nothing where desks send.
    pub(crate) fn send_due(
        &self,
        transport: &mut Transport,
        stop: &CancellationToken,
    ) -> Result<Delivery, DeliverError> {
        if !self.mails() {
            return Ok(Delivery::default());
        }
        self.sender.send_due(transport, &self.installation.clock(), stop)
    }

    /// A way out for mails, as the settings name it.
    pub(crate) fn transport(&self) -> Transport {
        Transport::new(&self.installation.files.settings.mail.transport)
    }

    /// Tells the time.
    pub(crate) fn now(&self) -> Timestamp {
        self.installation.now()
    }
}

/// A fetcher that knows which hosts have asked an earlier one for patience.
fn fetcher(installation: &Installation) -> Result<Fetcher, InstallationError> {
    let (fetcher, now) = (Fetcher::new(&installation.files.settings.fetch)?, installation.now());
    for (address, until) in installation.store.read(|connection| asked_for_patience(connection, now))? {
        fetcher.leave_alone(&address, until.duration_since(now).unsigned_abs());
    }
    Ok(fetcher)
}
