//! Who asks: the address at the other end, and through a proxy the one that it names.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;
use jiff::{SignedDuration, Timestamp};

use crate::settings::ProxyAuth;

/// Mails that one client may have sent within an hour.
const ASKED_WITHIN_AN_HOUR: usize = 20;

/// Clients that are remembered; beyond, those of the hour before are forgotten early.
const CLIENTS: usize = 10_000;

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub SocketAddr);

impl Peer {
    /// Whether it is this machine.
    pub(super) fn is_here(self) -> bool {
        self.0.ip().to_canonical().is_loopback()
    }

    /// Who asks: behind a proxy on this machine, or one that is trusted, the last address that it has added.
    pub(super) fn client(self, headers: &HeaderMap, auth: Option<&ProxyAuth>) -> IpAddr {
        let peer = self.0.ip().to_canonical();
        if !peer.is_loopback() && !auth.is_some_and(|auth| auth.trusts(peer)) {
            return peer;
        }
        let named =
            headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
        let last = named.and_then(|list| list.rsplit(',').next()).and_then(|last| last.trim().parse().ok());
        last.unwrap_or(peer)
    }
}

/// How often clients have asked for mails of late.
#[derive(Debug, Clone, Default)]
pub(super) struct ClientLimits(Arc<Mutex<HashMap<IpAddr, Vec<Timestamp>>>>);

impl ClientLimits {
    /// Counts a wish of this client; answers whether it may be followed. Of an IPv6 address its network counts: one
    /// customer has all of it.
    pub(super) fn allow(&self, client: IpAddr, now: Timestamp) -> bool {
        let client = match client {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::from([a, b, c, d, 0, 0, 0, 0])
            }
            v4 @ IpAddr::V4(_) => v4,
        };
        let mut clients = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if clients.len() >= CLIENTS {
            clients.retain(|_, asked| asked.last().is_some_and(|last| is_of_late(*last, now)));
        }
        if clients.len() >= CLIENTS && !clients.contains_key(&client) {
            return false;
        }
        let asked = clients.entry(client).or_default();
        asked.retain(|at| is_of_late(*at, now));
        let allowed = asked.len() < ASKED_WITHIN_AN_HOUR;
        if allowed {
            asked.push(now);
        }
        allowed
    }
}

fn is_of_late(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at).abs() < SignedDuration::from_hours(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_asks_twenty_times_an_hour() {
        let limits = ClientLimits::default();
        let at = |minutes| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        let ask = |client: &str, minutes| limits.allow(client.parse().expect("an address"), at(minutes));
        let asked = (0..30).filter(|minute| ask("192.0.2.1", *minute)).count();
        assert_eq!(asked, 20);
        assert!(ask("192.0.2.2", 30), "another client");
        assert!(ask("192.0.2.1", 61), "an hour later");
        let of_one_network = (0..30).filter(|at| ask(&format!("2001:db8::{at}"), 0)).count();
        assert_eq!(of_one_network, 20);
    }

    #[test]
    fn only_a_proxy_of_ours_names_the_client() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "198.51.100.9, 192.0.2.7".parse().expect("a value"));
        let client = |peer: &str| Peer(peer.parse().expect("an address")).client(&headers, None).to_string();
        assert_eq!(client("127.0.0.1:1000"), "192.0.2.7");
        assert_eq!(client("203.0.113.1:1000"), "203.0.113.1");
    }
}
