//! `[fetch]` of the settings.

use std::path::PathBuf;
use std::time::Duration;

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// `[fetch]`: how feeds are asked, and how much of an answer is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FetchSettings {
    /// The interval of a feed without one of its own, before it is adapted.
    pub every: Duration,
    /// The adaptive interval never goes below this.
    pub min_every: Duration,
    /// The adaptive interval never goes above this.
    pub max_every: Duration,
    /// Requests at one time, at least 1.
    pub concurrency: usize,
    /// Requests at one time to one host, at least 1.
    pub per_host: usize,
    /// At first sight of a feed, items this young are news; older ones are only stored.
    pub backfill: Duration,
    /// The whole of one request, redirects and body included.
    pub timeout: Duration,
    /// Bytes of a body after decompression.
    pub max_body: u64,
    /// Goes into the User-Agent, so that publishers can reach the operator.
    pub contact: Option<String>,
    /// Whether loopback, private and link-local addresses may be asked.
    pub allow_private_addresses: bool,
    /// Certificates in PEM that are trusted beside the system's: an authority of one's own.
    pub ca_file: Option<PathBuf>,
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            every: 15 * MINUTE,
            min_every: 5 * MINUTE,
            max_every: 24 * HOUR,
            concurrency: 64,
            per_host: 2,
            backfill: 24 * HOUR,
            timeout: Duration::from_secs(30),
            max_body: 20 << 20,
            contact: None,
            allow_private_addresses: false,
            ca_file: None,
        }
    }
}
