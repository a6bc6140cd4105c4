//! The one that asks: a turn at the host, a place, an exchange, within the time for it.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use url::Url;

use super::client::{Clients, clients};
use super::exchange::{Exchange, Requested};
use super::hosts::Hosts;
use super::lanes::{Lane, Lanes, RequestSlot};
use crate::feed::{FailureKind, FetchFailure, Fetched, RequestManner, Validators};
use crate::reach::{Guard, ReachError};
use crate::settings::FetchSettings;

/// Asks for feeds: holds the connections, the turns at each host and the limits. One for the whole program.
#[derive(Debug)]
pub(crate) struct Fetcher {
    clients: Clients,
    guard: Guard,
    hosts: Hosts,
    lanes: Lanes,
    timeout: Duration,
    max_body: u64,
}

impl Fetcher {
    /// A fetcher with these limits. Must be made once: it owns the limits per host.
    pub(crate) fn new(settings: &FetchSettings) -> Result<Self, ReachError> {
        let guard = if settings.allow_private_addresses { Guard::PrivateToo } else { Guard::PublicOnly };
        Ok(Self {
            clients: clients(settings, guard)?,
            guard,
            hosts: Hosts::new(settings.per_host),
            lanes: Lanes::new(settings.concurrency),
            timeout: settings.timeout,
            max_body: settings.max_body,
        })
    }

    /// Asks for a feed once, in its own manner. Waits for a turn at its host and for a slot first, so that a caller may
    /// start all due feeds at once. `now` is the time of the call: dates in the answer are read against it.
    pub(crate) async fn fetch(
        &self,
        url: &str,
        validators: &Validators,
        manner: &RequestManner,
        lane: Lane,
        now: Timestamp,
    ) -> (Fetched, RequestSlot) {
        self.take_turn(url, Requested::Feed(validators), manner, Some(lane), now).await
    }

    /// Leaves the host of `url` alone for so long: what it asked for in an earlier process.
    pub(crate) fn leave_alone(&self, url: &str, span: Duration) {
        let now = Instant::now();
        if let Ok(url) = Url::parse(url.trim()) {
            self.hosts.pause(&url, now + span, now);
        }
    }

    /// Asks for a web page once, in the usual manner: one that may name a feed, or what a site asks of robots. Without
    /// validators it is asked for unconditionally. It takes no place of the feeds: whoever asks for pages counts them.
    pub(crate) async fn page(&self, url: &str, validators: &Validators, now: Timestamp) -> Fetched {
        self.article(url, validators, &RequestManner::default(), now).await
    }

    /// The same for the page of an article, in the manner of its feed as far as it is of the feed's site.
    pub(crate) async fn article(
        &self,
        url: &str,
        validators: &Validators,
        manner: &RequestManner,
        now: Timestamp,
    ) -> Fetched {
        self.take_turn(url, Requested::Page(validators), manner, None, now).await.0
    }

    async fn take_turn(
        &self,
        url: &str,
        requested: Requested<'_>,
        manner: &RequestManner,
        lane: Option<Lane>,
        now: Timestamp,
    ) -> (Fetched, RequestSlot) {
        let url = match Url::parse(url.trim()) {
            Ok(url) => url,
            Err(error) => {
                let words = format!("`{url}` is no address: {error}");
                let failure = FetchFailure::new(FailureKind::Refused, words);
                return (Fetched::Failed(failure), RequestSlot::none());
            }
        };
        let turn = self.hosts.turn(&url).await;
        let slot = match lane {
            Some(lane) => self.lanes.place(lane).await,
            None => RequestSlot::none(),
        };
        let host = url.host_str().unwrap_or_default().to_owned();
        let exchange = Exchange {
            clients: &self.clients,
            guard: self.guard,
            hosts: &self.hosts,
            neighbours: turn.neighbours,
            max_body: self.max_body,
            requested,
            manner,
            now,
        };
        // Boxed, so that the feeds that wait for their turn are small.
        let asking = Box::pin(tokio::time::timeout(self.timeout, exchange.ask(url)));
        let (answer, slot) = self.lanes.wait(asking, slot).await;
        drop(turn);
        let late = |_| {
            let words = format!("{host} gave no full answer within {:?}", self.timeout);
            Fetched::Failed(FetchFailure::new(FailureKind::Network, words))
        };
        (answer.unwrap_or_else(late), slot)
    }
}
