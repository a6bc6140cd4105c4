//! Due digests become mail in the outbox, and mail in the outbox is sent.

mod compose;
pub(crate) mod leave;
pub(crate) mod letter;
mod notices;
mod secret;
pub(crate) mod send;
pub(crate) mod silence;

use std::sync::Arc;

use crate::settings::Settings;
use crate::store::Store;
use crate::subscriber::Subscriber;
use crate::watch::set::Watchlists;

/// Composes and sends: holds who is to be told, and how. Make a new one when the files are reloaded.
#[derive(Clone)]
pub(crate) struct Office {
    store: Arc<Store>,
    settings: Arc<Settings>,
    subscribers: Arc<Vec<Subscriber>>,
    watchlists: Watchlists,
}

impl Office {
    /// An office for one set of files.
    pub(crate) fn new(
        store: Arc<Store>,
        settings: Arc<Settings>,
        subscribers: Vec<Subscriber>,
        watchlists: Watchlists,
    ) -> Self {
        Self { store, settings, subscribers: Arc::new(subscribers), watchlists }
    }
}
