//! The HTTP clients that ask for feeds and pages.

use std::time::Duration;

use reqwest::{Client, ClientBuilder};

use crate::reach::{Guard, ReachError, base, build};
use crate::settings::FetchSettings;

/// A host that says nothing for longer than this, in the middle of an answer or before it, is taken for dead.
const SILENCE: Duration = Duration::from_secs(15);

/// How long an unused connection is kept for the next feed of its host: a little longer than the space between two
/// requests. Each costs some 30 kB, so that hosts with a single feed are asked to close it at once.
const IDLE_CONNECTION: Duration = Duration::from_millis(600);

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
pub(super) fn clients(settings: &FetchSettings, guard: Guard) -> Result<Clients, ReachError> {
    Ok(Clients {
        usual: build(settings, || builder(settings, guard))?,
        fresh: build(settings, || builder(settings, guard).http1_only().pool_max_idle_per_host(0))?,
    })
}

fn builder(settings: &FetchSettings, guard: Guard) -> ClientBuilder {
    base(settings, guard)
        .read_timeout(SILENCE.min(settings.timeout))
        .pool_idle_timeout(IDLE_CONNECTION)
        // A feed is only read: a head that is odd in one line smuggles nothing, and browsers read it.
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_max_headers(MOST_FIELDS)
        .pool_max_idle_per_host(settings.per_host.max(1))
}
