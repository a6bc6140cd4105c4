//! The HTTP client: what all requests have in common.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder};

use super::guard::{Guard, GuardedResolver};
use crate::settings::FetchSettings;

/// A host that takes longer than this to accept a connection is taken for dead.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A host that says nothing for longer than this, in the middle of an answer or before it, is taken for dead.
const SILENCE: Duration = Duration::from_secs(15);

/// How long an unused connection is kept for the next feed of its host: a little longer than the space between two
/// requests. Each costs some 30 kB, so that hosts with a single feed are asked to close it at once.
const IDLE_CONNECTION: Duration = Duration::from_millis(600);

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

/// Fields of a head that are read; pages of publishers have been seen to set three hundred cookies.
const MOST_FIELDS: usize = 512;

/// The two ways to ask.
#[derive(Debug)]
pub(super) struct Clients {
    /// By HTTP/2 where the host has it, over connections that are kept for a moment.
    pub usual: Client,
    /// By HTTP/1.1 over a connection of its own: for what the usual way met a closed connection with.
    pub fresh: Client,
}

/// The clients with these limits.
pub(super) fn clients(settings: &FetchSettings, guard: Guard) -> Result<Clients, FetchError> {
    // Fails where a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // A machine without any certificates can still ask http feeds; https then fails with its reason.
    let own = own_certificates(settings)?;
    let build = |change: fn(ClientBuilder) -> ClientBuilder| {
        let client = change(builder(settings, guard)).tls_certs_merge(own.clone()).build();
        client.or_else(|_| change(builder(settings, guard)).tls_certs_only(own.clone()).build())
    };
    Ok(Clients {
        usual: build(|builder| builder)?,
        fresh: build(|builder| builder.http1_only().pool_max_idle_per_host(0))?,
    })
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

/// What all requests have in common: no cookies, no proxy from the environment, no redirects behind our back.
fn builder(settings: &FetchSettings, guard: Guard) -> ClientBuilder {
    reqwest::Client::builder()
        .user_agent(user_agent(settings.contact.as_deref()))
        .no_proxy()
        .referer(false)
        .redirect(Policy::none())
        .dns_resolver(GuardedResolver(guard))
        .connect_timeout(CONNECT_TIMEOUT.min(settings.timeout))
        .read_timeout(SILENCE.min(settings.timeout))
        .pool_idle_timeout(IDLE_CONNECTION)
        // A feed is only read: a head that is odd in one line smuggles nothing, and browsers read it.
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_max_headers(MOST_FIELDS)
        .pool_max_idle_per_host(settings.per_host.max(1))
}

/// Program, version and whom to write to. What cannot stand in a header is left out.
fn user_agent(contact: Option<&str>) -> String {
    let contact: String = contact.unwrap_or_default().chars().filter(|c| matches!(c, ' '..='~')).collect();
    let program = concat!("wirewatch/", env!("CARGO_PKG_VERSION"));
    if contact.is_empty() { program.to_owned() } else { format!("{program} (+{contact})") }
}
