//! One conditional request for one feed, within limits and never to a private address.

mod answer;
mod body;
pub(crate) mod discover;
mod guard;
mod headers;
mod hosts;
mod redirects;
mod wall;

#[cfg(test)]
#[path = "../tests/it/support/feed_server.rs"]
pub(crate) mod feed_server;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tls_tests;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::redirect::Policy;
use reqwest::{Certificate, ClientBuilder};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::Url;

use self::answer::Wanted;
use self::guard::{Guard, GuardedResolver};
use self::hosts::{Company, Hosts};
use crate::feed::{FailureKind, FetchFailure, Fetched, Validators};
use crate::settings::FetchSettings;

/// A host that takes longer than this to accept a connection is taken for dead.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A host that says nothing for longer than this, in the middle of an answer or before it, is taken for dead.
const SILENCE: Duration = Duration::from_secs(15);

/// An answer that is not there after this gives its slot to the next request and goes on in the late lane.
const LATE_AFTER: Duration = Duration::from_secs(1);

/// Places in the late lane for each slot: so many slow hosts may hang at one time and hold nobody else.
pub(crate) const LATE_PER_SLOT: usize = 4;

/// Requests for each slot to feeds that failed last time: they may all hang and take no slot from those that work.
pub(crate) const FAILING_PER_SLOT: usize = 2;

/// How long an unused connection is kept for the next feed of its host: a little longer than the space between two
/// requests. Each costs some 30 kB, so that hosts with a single feed are asked to close it at once.
const IDLE_CONNECTION: Duration = Duration::from_millis(600);

/// Bytes of an article page after decompression.
const MAX_PAGE: u64 = 5 << 20;

/// Asks for feeds: holds the connections, the turns at each host and the limits. One for the whole program.
#[derive(Debug)]
pub(crate) struct Fetcher {
    client: reqwest::Client,
    guard: Guard,
    hosts: Hosts,
    slots: Arc<Semaphore>,
    late: Arc<Semaphore>,
    failing: Arc<Semaphore>,
    timeout: Duration,
    max_body: u64,
}

/// Why no fetcher could be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    /// The HTTP library refuses its settings.
    #[error("cannot prepare requests: {0}")]
    Client(#[from] reqwest::Error),
    /// The operator's own certificates.
    #[error("cannot take the certificates in {path}, `ca_file` in [fetch]: {reason}")]
    Certificates { path: String, reason: String },
}

/// Which places a request takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// One of the `concurrency` slots.
    Usual,
    /// One of those for feeds that failed last time.
    Failing,
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
        let guard = if settings.allow_private_addresses { Guard::PrivateToo } else { Guard::PublicOnly };
        // A machine without any certificates can still ask http feeds; https then fails with its reason.
        let own = own_certificates(settings)?;
        let client = client(settings, guard)
            .tls_certs_merge(own.clone())
            .build()
            .or_else(|_| client(settings, guard).tls_certs_only(own).build())?;
        let concurrency = settings.concurrency.max(1);
        Ok(Self {
            client,
            guard,
            hosts: Hosts::new(settings.per_host),
            slots: Arc::new(Semaphore::new(concurrency)),
            late: Arc::new(Semaphore::new(concurrency * LATE_PER_SLOT)),
            failing: Arc::new(Semaphore::new(concurrency * FAILING_PER_SLOT)),
            timeout: settings.timeout,
            max_body: settings.max_body,
        })
    }

    /// Asks for a feed once. Waits for a turn at its host and for a slot first, so that a caller may start all due
    /// feeds at once. `now` is the time of the call: dates in the answer are read against it.
    pub(crate) async fn fetch(
        &self,
        url: &str,
        validators: &Validators,
        lane: Lane,
        now: Timestamp,
    ) -> (Fetched, Slot) {
        self.take_turn(url, Wanted::Feed(validators), lane, now).await
    }

    /// Leaves the host of `url` alone for so long: what it asked for in an earlier process.
    pub(crate) fn leave_alone(&self, url: &str, span: Duration) {
        let now = Instant::now();
        if let Ok(url) = Url::parse(url.trim()) {
            self.hosts.pause(&url, now + span, now);
        }
    }

    /// Asks for a web page once: an article's, or one that may name a feed.
    pub(crate) async fn page(&self, url: &str, now: Timestamp) -> (Fetched, Slot) {
        self.take_turn(url, Wanted::Page, Lane::Usual, now).await
    }

    async fn take_turn(&self, url: &str, wanted: Wanted<'_>, lane: Lane, now: Timestamp) -> (Fetched, Slot) {
        let url = match Url::parse(url.trim()) {
            Ok(url) => url,
            Err(error) => return (Fetched::Failed(not_an_address(url, error)), Slot(None)),
        };
        let turn = self.hosts.turn(&url).await;
        let places = match lane {
            Lane::Usual => &self.slots,
            Lane::Failing => &self.failing,
        };
        let slot = Slot(Arc::clone(places).acquire_owned().await.ok());
        // Boxed, so that the feeds that wait for their turn are small.
        let answer = Box::pin(self.in_a_lane(url, wanted, turn.company, now, slot)).await;
        drop(turn);
        answer
    }

    /// Waits for the answer in a slot, and if that takes long, in the late lane while there is room.
    async fn in_a_lane(
        &self,
        url: Url,
        wanted: Wanted<'_>,
        company: Company,
        now: Timestamp,
        slot: Slot,
    ) -> (Fetched, Slot) {
        let late =
            format!("{} gave no full answer within {:?}", url.host_str().unwrap_or_default(), self.timeout);
        let asking = tokio::time::timeout(self.timeout, self.ask(url, wanted, company, now));
        tokio::pin!(asking);
        let (answer, slot) = tokio::select! {
            biased;
            answer = &mut asking => (answer, slot),
            () = tokio::time::sleep(LATE_AFTER) => {
                let slot = Arc::clone(&self.late).try_acquire_owned().map_or(slot, |permit| Slot(Some(permit)));
                (asking.await, slot)
            }
        };
        (answer.unwrap_or_else(|_| Fetched::Failed(FetchFailure::new(FailureKind::Network, late))), slot)
    }
}

/// The certificates that the operator trusts beside the system's; nothing switches their checking off.
fn own_certificates(settings: &FetchSettings) -> Result<Vec<Certificate>, FetchError> {
    let Some(path) = &settings.ca_file else { return Ok(Vec::new()) };
    let refused = |reason: String| FetchError::Certificates { path: path.display().to_string(), reason };
    let pem = std::fs::read(path).map_err(|error| refused(error.to_string()))?;
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| refused(error.to_string()))?;
    if certificates.is_empty() {
        return Err(refused("it holds none".to_owned()));
    }
    Ok(certificates)
}

fn not_an_address(text: &str, error: url::ParseError) -> FetchFailure {
    FetchFailure::new(FailureKind::Refused, format!("`{text}` is no address: {error}"))
}

/// What all requests have in common: no cookies, no proxy from the environment, no redirects behind our back.
fn client(settings: &FetchSettings, guard: Guard) -> ClientBuilder {
    reqwest::Client::builder()
        .user_agent(user_agent(settings.contact.as_deref()))
        .no_proxy()
        .referer(false)
        .redirect(Policy::none())
        .dns_resolver(GuardedResolver(guard))
        .connect_timeout(CONNECT_TIMEOUT.min(settings.timeout))
        .read_timeout(SILENCE.min(settings.timeout))
        .pool_idle_timeout(IDLE_CONNECTION)
        .pool_max_idle_per_host(settings.per_host.max(1))
}

/// Program, version and whom to write to. What cannot stand in a header is left out.
fn user_agent(contact: Option<&str>) -> String {
    let contact: String = contact.unwrap_or_default().chars().filter(|c| matches!(c, ' '..='~')).collect();
    let program = concat!("wirewatch/", env!("CARGO_PKG_VERSION"));
    if contact.is_empty() { program.to_owned() } else { format!("{program} (+{contact})") }
}
