//! `[web]` of the settings.

use std::net::SocketAddr;

use url::Url;

/// `[web]`: the listener.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WebSettings {
    /// The address to bind.
    pub listen: SocketAddr,
    /// Where people reach it from outside; links in mails begin with it.
    pub public_url: Option<Url>,
}
