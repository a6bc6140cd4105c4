//! Feeds that are written rightly and will not be what the operator means.

use std::net::IpAddr;
use std::ops::Range;

use url::{Host, Url};

use crate::diagnostic::Problem;

/// What a person cannot see in an address and a server does.
const INVISIBLE: [char; 8] =
    ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{00ad}', '\u{200e}', '\u{200f}'];

/// What is odd about an address at `span`.
pub(super) fn odd_address(address: &str, span: &Range<usize>) -> Option<Problem> {
    if address.contains(INVISIBLE) {
        let problem =
            Problem::warning(span.clone(), "odd-address", "an invisible character stands in the address");
        return Some(problem.help(format!("write \"{}\"", address.replace(INVISIBLE, ""))));
    }
    address.contains("&amp;").then(|| {
        let problem = Problem::warning(span.clone(), "odd-address", "`&amp;` is how pages write `&`");
        problem.help(format!("write \"{}\"", address.replace("&amp;", "&")))
    })
}

/// A warning at the first of the feeds that are never asked, because they lie in a network of one's own.
pub(super) fn never_asked<'a>(feeds: impl Iterator<Item = (&'a str, &'a Range<usize>)>) -> Option<Problem> {
    let mut private = feeds.filter(|(url, _)| is_private(url));
    let (_, span) = private.next()?;
    let words = match private.count() {
        0 => "this feed lies in a private network and is never asked".to_owned(),
        more => {
            format!("this feed and {more} more of this file lie in a private network and are never asked")
        }
    };
    let problem = Problem::warning(span.clone(), "never-asked", words);
    Some(problem.help("allow it in the settings: [fetch] allow_private_addresses = true"))
}

/// Whether the address itself says that it is this machine or lies in a network of one's own.
pub(super) fn is_private(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let address = match url.host() {
        Some(Host::Domain(name)) => return name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        None => return false,
    };
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}
