//! `[web]` of the settings.

use std::net::SocketAddr;

use url::Url;

use crate::diagnostic::Fault;
use crate::diagnostic::table::Table;

use super::values;

/// `[web]`: the listener.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WebSettings {
    /// The address to bind.
    pub listen: SocketAddr,
    /// Where people reach it from outside; links in mails begin with it.
    pub public_url: Option<Url>,
}

impl WebSettings {
    pub(super) fn read(mut table: Table<'_>) -> Option<Self> {
        let listen = table.read("listen", "address", values::listen);
        let public_url = table.read("public_url", "address", |text| {
            let url = values::web_address(text)?;
            match text.find(['?', '#']) {
                Some(at) => {
                    Err(Fault::new(at..text.len(), "links are made from this address: it ends with its path"))
                }
                None => Ok(url),
            }
        });
        table.finish();
        Some(Self { listen: listen?, public_url })
    }
}
