//! What every page works with: what runs, its store, and the clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use tokio::sync::watch;

use super::host::is_here;
use super::loop_health::LoopHealth;
use super::peer::ClientLimits;
use super::welcome::Welcome;
use crate::deliver::error::DeliverError;
use crate::deliver::secret::InstallationSecret;
use crate::installation::Installation;
use crate::store::{Connection, Store, StoreError};

/// That readers have changed what they get: who publishes the installation looks at it and publishes anew.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnChanges(Arc<AtomicBool>);

impl OwnChanges {
    /// Notes that something was changed.
    pub(super) fn note(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether something was changed since it was taken last.
    pub(crate) fn is_noted(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// Takes that something was changed.
    pub(crate) fn take(&self) -> bool {
        self.0.swap(false, Ordering::AcqRel)
    }
}

/// How long a page waits until what was changed runs.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the pages are served from.
#[derive(Clone)]
pub(super) struct WebState {
    pub running: watch::Receiver<Arc<Installation>>,
    pub health: LoopHealth,
    pub welcome: Welcome,
    pub changes: OwnChanges,
    pub limits: ClientLimits,
}

impl WebState {
    /// What runs.
    pub(super) fn installation(&self) -> Arc<Installation> {
        Arc::clone(&self.running.borrow())
    }

    /// The database of what runs.
    pub(super) fn store(&self) -> Arc<Store> {
        Arc::clone(&self.running.borrow().store)
    }

    /// The time.
    pub(super) fn now(&self) -> Timestamp {
        self.running.borrow().now()
    }

    /// Whether whoever asks does so by https: what it gets is then marked so. On this machine nothing encrypts.
    pub(super) fn is_secure(&self, headers: &HeaderMap) -> bool {
        let running = self.running.borrow();
        let public = running.files.settings.web.as_ref().and_then(|web| web.public_url.as_ref());
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        public.is_some_and(|url| url.scheme() == "https") && !host.is_some_and(is_here)
    }

    /// An address of ours as people outside reach it, where it is known.
    pub(super) fn public(&self, path: &str) -> Option<String> {
        let running = self.running.borrow();
        let public = running.files.settings.web.as_ref().and_then(|web| web.public_url.as_ref())?;
        public.join(path.trim_start_matches('/')).ok().map(String::from)
    }

    /// The installation's secret.
    pub(super) async fn secret(&self) -> Result<InstallationSecret, StoreError> {
        let store = self.store();
        let secret = tokio::task::spawn_blocking(move || InstallationSecret::of(&store)).await;
        match secret {
            Ok(Ok(secret)) => Ok(secret),
            Ok(Err(DeliverError::Store(error))) => Err(error),
            Ok(Err(_)) | Err(_) => Err(StoreError::Closed),
        }
    }

    /// Waits until what runs knows a reader who has just joined, so that whoever goes on at once is known.
    pub(super) async fn wait_until_listed(&self, email: &str) {
        let mut running = self.running.clone();
        let is_known = |installation: &Arc<Installation>| {
            installation.readers.iter().any(|reader| reader.email.eq_ignore_ascii_case(email))
        };
        // Whoever waits in vain is listed a little later.
        let _ = tokio::time::timeout(PATIENCE, running.wait_for(is_known)).await;
    }

    /// Asks the store as of one moment, on a thread that may wait.
    pub(super) async fn read<T, Q>(&self, work: Q) -> Result<T, StoreError>
    where
        T: Send + 'static,
        Q: FnOnce(&Installation, &Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let installation = self.installation();
        query(move || installation.store.snapshot(|connection| work(&installation, connection))).await
    }

    /// Writes to the store.
    pub(super) async fn write<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let written = self.store().write(work).await;
        if let Err(error) = &written {
            tracing::warn!(%error, "a page could not be written to the store");
        }
        written
    }
}

/// Does something on a thread that may wait.
pub(super) async fn query<T, Q>(work: Q) -> Result<T, StoreError>
where
    T: Send + 'static,
    Q: FnOnce() -> Result<T, StoreError> + Send + 'static,
{
    let answer = tokio::task::spawn_blocking(work).await.unwrap_or(Err(StoreError::Closed));
    if let Err(error) = &answer {
        tracing::warn!(%error, "a page could not be read from the store");
    }
    answer
}

/// Leads to another page of ours, which is then asked for with GET.
pub(super) fn see(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address.to_owned())]).into_response()
}
