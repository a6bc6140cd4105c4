//! `[bus]` of the settings.

use std::path::{Path, PathBuf};

use url::Url;

use crate::diagnostic::table::{Table, TextValue};
use crate::diagnostic::{Fault, Problem};
use crate::feed::SiteShare;

use super::typed::path;

/// `[bus]`: what lies between machines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BusSettings {
    /// The server, `nats://` or `tls://`; it is the operator's own and not guarded.
    pub url: Url,
    /// The file that holds what the server asks for; read at each connection and kept nowhere.
    pub credentials_file: Option<PathBuf>,
    /// The stream, which is also the first word of its subjects.
    pub stream: String,
    /// What this machine does.
    pub role: BusRole,
}

/// What a machine does where there are several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BusRole {
    /// It polls these sites and publishes; it mails nothing.
    Poll(SiteShare),
    /// It takes, matches and mails; it polls nothing.
    Desk(KeptEntries),
}

/// What a desk stores of what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeptEntries {
    /// What any of its watchlists has matched.
    Matched,
    /// All of it.
    All,
}

impl BusSettings {
    pub(super) fn read(mut table: Table<'_>, folder: &Path) -> Option<Self> {
        let polls = table.choice("role", &[("poll", true), ("desk", false)]);
        let url = table.read("url", "address", server);
        let credentials_file = path(&mut table, "credentials_file", folder);
        let stream = table.read("stream", "stream", stream);
        let share = table.text("share");
        let keep = table.key_span("keep");
        let kept = table.choice("keep", &[("matched", KeptEntries::Matched), ("all", KeptEntries::All)]);
        let role = match polls {
            Some(true) => {
                if let Some(span) = keep {
                    let problem =
                        Problem::error(span, "keep", "a machine that polls stores all that it polls");
                    table.note(problem.help("leave `keep` out, or write role = \"desk\""));
                }
                let part = |text: &TextValue<'_>| table.read_text(text, "share", site_share);
                share.as_ref().map_or(Some(SiteShare::WHOLE), part).map(BusRole::Poll)
            }
            Some(false) => {
                if let Some(share) = share {
                    let fault =
                        Fault::new(0..share.value.len(), "a desk takes what all machines that poll publish");
                    table.note(
                        share.problem("share", fault.help("leave `share` out, or write role = \"poll\"")),
                    );
                }
                kept.map(BusRole::Desk)
            }
            None => None,
        };
        table.finish();
        Some(Self { url: url?, credentials_file, stream: stream?, role: role? })
    }

    /// The share of a machine that polls; `None` for a desk.
    pub(crate) fn share(&self) -> Option<SiteShare> {
        match self.role {
            BusRole::Poll(share) => Some(share),
            BusRole::Desk(_) => None,
        }
    }
}

/// The address of a server.
fn server(text: &str) -> Result<Url, Fault> {
    let fault =
        |message: &str| Fault::new(0..text.len(), message).help("write it like \"nats://127.0.0.1:4222\"");
    let url = Url::parse(text).map_err(|_| fault("this is not an address"))?;
    if !matches!(url.scheme(), "nats" | "tls") || url.host_str().is_none_or(str::is_empty) {
        return Err(fault("a server's address begins with nats:// or tls://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(fault("a login does not belong into the settings").help("name a `credentials_file`"));
    }
    Ok(url)
}

/// The name of a stream, which stands in subjects too.
fn stream(text: &str) -> Result<String, Fault> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if text.is_empty() || !text.chars().all(is_plain) {
        let fault = Fault::new(0..text.len(), "a stream is named by letters, digits, - and _");
        return Err(fault.help("write stream = \"wirewatch\""));
    }
    Ok(text.to_owned())
}

/// A part of all sites.
fn site_share(text: &str) -> Result<SiteShare, Fault> {
    text.parse().map_err(|words: &str| {
        Fault::new(0..text.len(), words).help("write share = \"2/4\" for the second of four")
    })
}
