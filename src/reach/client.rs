//! The HTTP client as far as all requests have it in common.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder};

use super::guard::{Guard, GuardedResolver};
use crate::settings::FetchSettings;

/// A host that takes longer than this to accept a connection is taken for dead.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReachError {
    /// The HTTP library refuses its settings.
    #[error("cannot prepare requests: {0}")]
    Client(#[from] reqwest::Error),
    /// The operator's own certificates.
    #[error("cannot take the certificates in {path}, `ca_file` in [fetch]: {reason}")]
    Certificates { path: String, reason: String },
}

/// What all requests have in common: our name, no cookies, no proxy from the environment, no redirects behind our back,
/// and no connection that the guard forbids.
pub(crate) fn base(settings: &FetchSettings, guard: Guard) -> ClientBuilder {
    // Fails where a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(user_agent(settings.contact.as_deref()))
        .no_proxy()
        .referer(false)
        .redirect(Policy::none())
        .dns_resolver(GuardedResolver(guard))
        .connect_timeout(CONNECT_TIMEOUT.min(settings.timeout))
}

/// The client, which trusts the operator's own certificates beside the system's. A machine without any certificates can
/// still ask over http; https then fails with its reason.
pub(crate) fn build(
    settings: &FetchSettings,
    builder: impl Fn() -> ClientBuilder,
) -> Result<Client, ReachError> {
    let own = own_certificates(settings)?;
    let client = builder().tls_certs_merge(own.clone()).build();
    Ok(client.or_else(|_| builder().tls_certs_only(own).build())?)
}

/// The certificates that the operator trusts beside the system's; nothing switches their checking off.
fn own_certificates(settings: &FetchSettings) -> Result<Vec<Certificate>, ReachError> {
    let Some(path) = &settings.ca_file else { return Ok(Vec::new()) };
    let refused = |reason: String| ReachError::Certificates { path: path.display().to_string(), reason };
    let pem = std::fs::read(path).map_err(|error| refused(error.to_string()))?;
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| refused(error.to_string()))?;
    if certificates.is_empty() {
        return Err(refused("it holds none".to_owned()));
    }
    Ok(certificates)
}

/// Program, version and whom to write to. What cannot stand in a header is left out.
fn user_agent(contact: Option<&str>) -> String {
    let contact: String = contact.unwrap_or_default().chars().filter(|c| matches!(c, ' '..='~')).collect();
    let program = concat!("wirewatch/", env!("CARGO_PKG_VERSION"));
    if contact.is_empty() { program.to_owned() } else { format!("{program} (+{contact})") }
}
