//! Whether the name under which a page is asked for is ours.

use std::net::IpAddr;

use url::{Host, Url};

use crate::settings::WebSettings;

/// Whether the Host of a request is the public one, this machine, or the address that is listened on: by any other
/// name a page of somebody else could read ours (DNS rebinding).
pub(super) fn is_ours(host: &str, web: Option<&WebSettings>) -> bool {
    let Ok(asked) = Url::parse(&format!("http://{host}/")) else { return false };
    let public = web.and_then(|web| web.public_url.as_ref());
    let is_public = public.is_some_and(|public| {
        // Without a port in it the Host means the port of the scheme.
        let same_port = asked.port() == public.port() || asked.port() == public.port_or_known_default();
        asked.host() == public.host() && same_port
    });
    let listens = web.map(|web| web.listen.ip()).filter(|ip| !ip.is_unspecified());
    let is_listener = match asked.host() {
        Some(Host::Ipv4(ip)) => listens == Some(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => listens == Some(IpAddr::V6(ip)),
        Some(Host::Domain(_)) | None => false,
    };
    is_public || is_listener || is_here(host)
}

/// Whether a Host is this machine.
pub(super) fn is_here(host: &str) -> bool {
    let asked = Url::parse(&format!("http://{host}/")).ok();
    match asked.as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Signup;

    #[test]
    fn the_public_name_this_machine_and_the_listener_are_ours() {
        let web = WebSettings {
            listen: "192.0.2.1:8710".parse().expect("an address"),
            public_url: Some(Url::parse("https://watch.example.org/").expect("an address")),
            signup: Signup::Closed,
            auth: None,
        };
        for (host, ours) in [
            ("watch.example.org", true),
            ("watch.example.org:443", true),
            ("WATCH.example.org", true),
            ("watch.example.org:8080", false),
            ("watch.example.org.evil.example", false),
            ("evil.example", false),
            ("localhost:8710", true),
            ("127.0.0.1:1", true),
            ("[::1]:8710", true),
            ("192.0.2.1:8710", true),
            ("192.0.2.2", false),
            ("", false),
            ("a b", false),
        ] {
            assert_eq!(is_ours(host, Some(&web)), ours, "{host}");
        }
    }
}
