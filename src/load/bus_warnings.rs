//! What a machine of several is given and does not use, or lacks.

use std::fs;

use url::Url;

use crate::diagnostic::Problem;
use crate::diagnostic::finding::Finding;
use crate::feed::Feed;
use crate::reach::is_private_host;
use crate::settings::{BusRole, BusSettings, Settings};

use super::file::{OperatorFile, readable_by_others, words};

/// What the files of a machine hold.
pub(super) struct RoleFiles<'a> {
    pub feeds: &'a [Feed],
    pub watchlists: usize,
    /// Readers and outputs.
    pub readers: usize,
}

/// What is right by itself and will not do what the operator means where there are several machines.
pub(super) fn of_role(file: &OperatorFile, settings: &Settings, files: &RoleFiles<'_>) -> Vec<Finding> {
    let Some(bus) = &settings.bus else { return Vec::new() };
    let warning = |key: &'static str, code, message: String, help: &str| {
        let span = file.setting_span(&["bus"], key).unwrap_or_default();
        file.finding(Problem::warning(span, code, message).help(help))
    };
    let mut findings = Vec::new();
    match bus.role {
        BusRole::Desk(_) => {
            if settings.feeds.exists() {
                let message = format!("a desk polls nothing: {} is not read", settings.feeds.display());
                findings.push(warning("role", "not-read", message, "list feeds where role = \"poll\""));
            }
        }
        BusRole::Poll(share) => {
            if files.readers > 0 {
                let message =
                    "a machine that polls for desks mails nothing, and subscribers are listed".to_owned();
                findings.push(warning("role", "not-read", message, "list subscribers where role = \"desk\""));
            }
            if files.watchlists == 0 {
                let message =
                    "without watchlists no page is looked at a second time: nobody hears what is changed or \
                               taken down there"
                        .to_owned();
                findings.push(warning(
                    "role",
                    "no-watchlist",
                    message,
                    "give it the watchlists of all desks",
                ));
            }
            let own = files.feeds.iter().filter(|feed| share.holds_address(&feed.url)).count();
            if own == 0 && !files.feeds.is_empty() {
                let message =
                    format!("no feed of the list is of part {share} of the sites, so nothing is polled here");
                findings.push(warning("share", "no-feeds", message, "take fewer parts, or list more feeds"));
            }
        }
    }
    findings.extend(of_server(file, bus));
    findings
}

/// What would be read on the way to the server, or by others here.
fn of_server(file: &OperatorFile, bus: &BusSettings) -> Vec<Finding> {
    let warning = |key: &'static str, code, message: String, help: &str| {
        let span = file.setting_span(&["bus"], key).unwrap_or_default();
        file.finding(Problem::warning(span, code, message).help(help))
    };
    let mut findings = Vec::new();
    if bus.url.scheme() == "nats" && !is_near(&bus.url) {
        let message = "articles, and the login, cross a network in the open".to_owned();
        findings.push(warning("url", "open", message, "give the server a certificate, and write tls://…"));
    }
    if let Some(path) = &bus.credentials_file {
        let path_words = path.display();
        match fs::metadata(path) {
            Err(error) => {
                let message = format!("cannot read {path_words}: {}", words(&error));
                let help = "the bus cannot be reached before it is there";
                findings.push(warning("credentials_file", "credentials-file", message, help));
            }
            Ok(metadata) if readable_by_others(&metadata) => {
                let message = format!("everybody on this machine can read {path_words}");
                let help = format!("run: chmod o= {path_words}");
                findings.push(warning("credentials_file", "credentials-file", message, &help));
            }
            Ok(_) => {}
        }
    }
    findings
}

/// Whether a server stands in a network of one's own.
fn is_near(server: &Url) -> bool {
    // Only of addresses of the web it is known that digits and stops are no name.
    let host = server.host_str().unwrap_or_default();
    Url::parse(&format!("http://{host}")).is_ok_and(|url| is_private_host(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_near_by_is_one_that_no_stranger_is_on_the_way_to() {
        for (server, near) in [
            ("nats://127.0.0.1:4222", true),
            ("nats://10.1.2.3", true),
            ("nats://[::1]:4222", true),
            ("nats://[fd00::1]:4222", true),
            ("nats://localhost", true),
            ("nats://bus:4222", true),
            ("nats://bus.internal:4222", true),
            ("nats://bus.wire.invalid:4222", false),
            ("nats://8.8.8.8:4222", false),
            ("nats://[2a00::1]:4222", false),
        ] {
            assert_eq!(is_near(&Url::parse(server).expect("an address")), near, "{server}");
        }
    }
}
