//! Turns at each host: how many requests at once, how far apart, and how long a host wants to be left alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::Url;

use crate::feed;
use crate::reach::is_private_host;

/// Between the starts of two requests to one public host. Hosts of one's own network are not spared.
const SPACING: Duration = Duration::from_millis(500);

/// What is known of all hosts. Lives as long as the program; a restart relies on each feed's own next time.
#[derive(Debug)]
pub(super) struct Hosts {
    per_host: usize,
    by_name: Mutex<HashMap<String, HostState>>,
    pauses: Mutex<HashMap<String, Instant>>,
}

#[derive(Debug)]
struct HostState {
    turns: Arc<Semaphore>,
    next_start: Instant,
    neighbours: Neighbours,
}

/// A turn at a host; the next in line gets it when this is dropped.
#[derive(Debug)]
#[must_use = "dropping it gives the turn away"]
pub(super) struct Turn {
    #[expect(dead_code, reason = "held, not read")]
    permit: Option<OwnedSemaphorePermit>,
    /// Who else asks this host.
    pub neighbours: Neighbours,
}

/// Whether several feeds of ours stand on a host: then its connections are worth keeping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Neighbours {
    /// No other was ever seen to wait.
    None,
    /// Others wait, or have waited.
    Others,
}

impl Hosts {
    /// Hosts of which each answers `per_host` requests at one time.
    pub(super) fn new(per_host: usize) -> Self {
        Self { per_host: per_host.max(1), by_name: Mutex::default(), pauses: Mutex::default() }
    }

    /// Waits for a turn at the host of `url`, and for the space between two requests.
    pub(super) async fn turn(&self, url: &Url) -> Turn {
        let name = authority(url);
        let (turns, neighbours) = {
            let mut hosts = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
            let host = hosts.entry(name.clone()).or_insert_with(|| HostState {
                turns: Arc::new(Semaphore::new(self.per_host)),
                next_start: Instant::now(),
                neighbours: Neighbours::None,
            });
            // Each that waits or holds a turn has a handle of its own beside this one.
            if Arc::strong_count(&host.turns) > 1 {
                host.neighbours = Neighbours::Others;
            }
            (Arc::clone(&host.turns), host.neighbours)
        };
        let turn = Turn { permit: turns.acquire_owned().await.ok(), neighbours };
        if !is_private_host(url) {
            tokio::time::sleep_until(self.next_start(&name, Instant::now())).await;
        }
        turn
    }

    /// Reserves the next start at this host.
    fn next_start(&self, name: &str, now: Instant) -> Instant {
        let mut hosts = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(host) = hosts.get_mut(name) else { return now };
        let start = host.next_start.max(now);
        host.next_start = start + SPACING;
        start
    }

    /// Leaves the site of `url` alone until then.
    pub(super) fn pause(&self, url: &Url, until: Instant, now: Instant) {
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.retain(|_, end| *end > now);
        let end = pauses.entry(site(url)).or_insert(until);
        *end = until.max(*end);
    }

    /// How long the site of `url` still wants to be left alone.
    pub(super) fn paused(&self, url: &Url, now: Instant) -> Option<Duration> {
        let pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        let left = pauses.get(&site(url))?.checked_duration_since(now)?;
        (!left.is_zero()).then_some(left)
    }
}

/// HostState and port, by which turns are taken.
fn authority(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or_default())
}

/// What `Retry-After` holds for: the registrable domain of a public host; on a host of one's own network, where
/// one service speaks for many sites (RSSHub), the address alone.
fn site(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    if is_private_host(url) {
        return url.as_str().to_owned();
    }
    if url.domain().is_none() {
        return name.to_owned();
    }
    feed::site_of_host(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    #[test]
    fn a_pause_holds_for_the_site_in_public_and_for_the_address_at_home() {
        for (address, expected) in [
            ("https://feeds.bbci.co.uk/news/rss.xml", "bbci.co.uk"),
            ("https://www.haber.com.tr/rss", "haber.com.tr"),
            ("https://apa.az/rss", "apa.az"),
            ("https://a.b.example.org/x", "example.org"),
            ("https://93.184.216.34/x", "93.184.216.34"),
            ("http://127.0.0.1:1200/telegram/x", "http://127.0.0.1:1200/telegram/x"),
        ] {
            assert_eq!(site(&url(address)), expected);
        }
    }

    #[tokio::test]
    async fn a_host_at_its_limit_lets_nobody_in_and_delays_no_other() {
        let hosts = Hosts::new(1);
        let at_once =
            async |address| tokio::time::timeout(Duration::ZERO, hosts.turn(&url(address))).await.is_ok();
        let held = hosts.turn(&url("http://127.0.0.1:1/a")).await;
        assert!(!at_once("http://127.0.0.1:1/b").await);
        assert!(at_once("http://127.0.0.1:2/b").await);
        drop(held);
        assert!(at_once("http://127.0.0.1:1/b").await);
    }

    #[tokio::test]
    async fn requests_to_one_public_host_keep_their_distance() {
        let hosts = Hosts::new(2);
        drop(hosts.turn(&url("https://example.org/feed")).await);
        let now = Instant::now();
        let first = hosts.next_start("example.org", now);
        assert_eq!(hosts.next_start("example.org", now) - first, SPACING);
        let later = now + Duration::from_mins(1);
        assert_eq!(hosts.next_start("example.org", later), later);
    }

    #[test]
    fn a_pause_ends_and_is_never_shortened() {
        let (hosts, now) = (Hosts::new(1), Instant::now());
        let minute = Duration::from_mins(1);
        hosts.pause(&url("https://a.example.org/1"), now + minute, now);
        hosts.pause(&url("https://a.example.org/1"), now + minute / 2, now);
        assert_eq!(hosts.paused(&url("https://b.example.org/2"), now), Some(minute));
        assert_eq!(hosts.paused(&url("https://example.com/"), now), None);
        assert_eq!(hosts.paused(&url("https://b.example.org/2"), now + minute), None);
    }
}
