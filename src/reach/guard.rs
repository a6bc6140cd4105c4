//! Which addresses may be asked: the one function behind the three places that ask it.
//!
//! The three places are the host of every address before it is requested, every hop of a redirect, and the
//! resolver: a resolver alone is never asked about `http://[::ffff:127.0.0.1]/` or `http://0x7f.1/`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// The one rule for addresses: public ones, and the others where the operator allows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    /// Only addresses that the whole internet reaches.
    PublicOnly,
    /// Loopback and private networks too.
    PrivateToo,
}

impl Guard {
    /// Whether this address may be connected to.
    pub(crate) fn allows(self, address: IpAddr) -> bool {
        match (self, address) {
            (Self::PublicOnly, IpAddr::V4(address)) => is_public_v4(address),
            (Self::PublicOnly, IpAddr::V6(address)) => is_public_v6(address),
            (Self::PrivateToo, address) => !is_nobody(address),
        }
    }

    /// Those of a name's addresses that may be connected to; `None` where it leads nowhere else.
    fn reachable(self, mut found: Vec<SocketAddr>) -> Option<Vec<SocketAddr>> {
        let had_any = !found.is_empty();
        found.retain(|address| self.allows(address.ip()));
        (!had_any || !found.is_empty()).then_some(found)
    }

    /// Whether this address may be requested at all; else why not, lower case and without full stop.
    pub(crate) fn check(self, url: &Url) -> Result<(), String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("{} addresses are not fetched, only http and https", url.scheme()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("the address names a user or password, which does not belong there".to_owned());
        }
        if let Some(port @ 0..1024) = url.port().filter(|port| !matches!(port, 80 | 443)) {
            return Err(format!("port {port} is not asked for feeds, only 80, 443 and those from 1024"));
        }
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) => return Ok(()),
            None => return Err("the address has no host".to_owned()),
        };
        if self.allows(literal) { Ok(()) } else { Err(private(&literal.to_string())) }
    }
}

/// The message for an address that the guard stops.
fn private(what: &str) -> String {
    format!("{what} is not a public address; `allow_private_addresses` in [fetch] allows it")
}

/// Addresses that nobody can mean: unspecified, multicast, broadcast.
fn is_nobody(address: IpAddr) -> bool {
    let address = address.to_canonical();
    address.is_unspecified() || address.is_multicast() || address == IpAddr::V4(Ipv4Addr::BROADCAST)
}

/// IANA's special-purpose registry for IPv4, as far as it is not globally reachable.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match a {
        0 | 10 | 127 | 224.. => true,
        100 => (64..128).contains(&b),
        169 => b == 254,
        172 => (16..32).contains(&b),
        192 => matches!((b, c), (0, 0 | 2) | (88, 99) | (168, _)),
        198 => matches!((b, c), (18 | 19, _) | (51, 100)),
        203 => (b, c) == (0, 113),
        _ => false,
    };
    !special
}

/// Only 2000::/3 is given out, and of that not what wraps an IPv4 address or is for documents and tests.
fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let [first, second, ..] = address.segments();
    let given_out = first & 0xe000 == 0x2000;
    // 2001::/23 holds Teredo, ORCHID and benchmarking; 2002::/16 is 6to4.
    let special = match first {
        0x2001 => second < 0x0200 || second == 0x0db8,
        0x2002 => true,
        0x3fff => second < 0x1000,
        _ => false,
    };
    given_out && !special
}

/// Names whose answers pass the guard. What it returns is what is connected to: nothing rebinds in between.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GuardedResolver(pub Guard);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed = guard.reachable(found).ok_or_else(|| Stopped(private(name.as_str())))?;
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// A name that leads to private addresses only.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Stopped(String);

/// Whether a host stands in a network of one's own: a literal that is not public, or a name of such a network.
pub(crate) fn is_private_host(url: &Url) -> bool {
    const NETWORKS: [&str; 6] = ["localhost", "local", "internal", "lan", "home.arpa", "test"];
    match url.host() {
        Some(Host::Ipv4(address)) => !is_public_v4(address),
        Some(Host::Ipv6(address)) => !is_public_v6(address),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            !name.contains('.')
                || NETWORKS.iter().any(|network| {
                    name.strip_suffix(network).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                })
        }
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(guard: Guard, address: &str) -> Result<(), String> {
        guard.check(&Url::parse(address).expect("an address"))
    }

    #[test]
    fn no_literal_in_any_spelling_reaches_a_private_address() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "[::]",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[2001::1]",
            "[2001:db8::1]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[ff02::1]",
            "[3fff::1]",
            "[100::1]",
        ] {
            assert!(check(Guard::PublicOnly, &format!("http://{host}/feed")).is_err(), "{host}");
        }
    }

    #[test]
    fn public_addresses_and_names_pass() {
        for host in
            ["93.184.216.34", "[2606:4700::1111]", "[2a00:1450::200e]", "example.org", "[2001:470::1]"]
        {
            assert_eq!(check(Guard::PublicOnly, &format!("https://{host}/feed")), Ok(()), "{host}");
        }
        assert_eq!(check(Guard::PrivateToo, "http://127.0.0.1:8080/feed"), Ok(()));
        assert_eq!(check(Guard::PrivateToo, "http://[::1]/feed"), Ok(()));
    }

    #[test]
    fn schemes_users_and_odd_ports_are_refused_even_where_private_addresses_are_allowed() {
        for address in [
            "file:///etc/passwd",
            "ftp://example.org/feed",
            "http://user@example.org/",
            "http://:secret@example.org/",
            "http://example.org:25/",
            "http://example.org:22/",
            "http://0.0.0.0/",
            "http://224.0.0.1/",
            "data:text/xml,<rss/>",
        ] {
            assert!(check(Guard::PrivateToo, address).is_err(), "{address}");
        }
    }

    #[test]
    fn hosts_of_ones_own_network_are_known_by_name() {
        for (address, private) in [
            ("http://localhost:80/", true),
            ("http://news/", true),
            ("http://rss.lan/", true),
            ("http://127.0.0.1/", true),
            ("http://example.org/", false),
            ("http://latest/", true),
            ("http://a.latest.example/", false),
            ("http://notlocal.org/", false),
        ] {
            assert_eq!(is_private_host(&Url::parse(address).expect("an address")), private, "{address}");
        }
    }

    #[test]
    fn f2_a_name_with_addresses_of_both_kinds_leads_to_the_public_ones() {
        let addresses = |texts: &[&str]| texts.iter().map(|text| text.parse().expect("an address")).collect();
        for (found, reachable) in [
            (&["10.0.0.1:0", "93.184.216.34:0", "[::ffff:127.0.0.1]:0"][..], Some(&["93.184.216.34:0"][..])),
            (&["10.0.0.1:0", "[fd00::1]:0"], None),
            (&[], Some(&[])),
        ] {
            assert_eq!(Guard::PublicOnly.reachable(addresses(found)), reachable.map(addresses), "{found:?}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_stopped_after_resolving() {
        let resolve = |guard| GuardedResolver(guard).resolve("localhost".parse().expect("a name"));
        let stopped = resolve(Guard::PublicOnly).await.err().expect("localhost is not public");
        assert!(stopped.is::<Stopped>(), "{stopped}");
        assert!(resolve(Guard::PrivateToo).await.is_ok());
    }
}
