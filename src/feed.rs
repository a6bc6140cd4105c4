//! A feed: what the operator says of it, what polling has learnt of it, and what one poll brought.

mod event;
mod fetched;
mod header_bytes;

pub(crate) use event::{EventKind, HealthEvent};
pub(crate) use fetched::{AnswerHead, FailureKind, FetchFailure, Fetched};

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

/// One feed as the operator lists it. The address is its identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Feed {
    /// The address in the operator's file; never rewritten by redirects (those live in [`FeedState`]).
    pub url: String,
    /// The operator's title; without it the feed's own is shown.
    pub title: Option<String>,
    /// BCP 47 language hint.
    pub lang: Option<String>,
    /// ISO 3166 country code, upper case.
    pub country: Option<String>,
    /// The family of publishers: copies inside one family count once.
    pub publisher: Option<String>,
    /// Free labels that watchlists filter by.
    pub tags: Vec<String>,
    /// The operator's interval, which wins over the adaptive one.
    pub every: Option<Duration>,
    /// Whether the article page is fetched and matched too.
    pub full_text: bool,
}

impl Feed {
    /// What people are shown: the operator's title, else the feed's own, else the host, else the address.
    pub(crate) fn display_title<'a>(&'a self, state: &'a FeedState) -> &'a str {
        let own = self.title.as_deref().or(state.title.as_deref()).filter(|title| !title.trim().is_empty());
        own.unwrap_or_else(|| self.host())
    }

    /// The family of publishers, in which copies count once: the operator's word, else the host.
    pub(crate) fn family(&self) -> &str {
        self.publisher.as_deref().unwrap_or_else(|| self.host())
    }

    /// The address as it is asked for: two spellings of one address are one feed. No fragment is ever sent.
    pub(crate) fn identity(&self) -> String {
        let Ok(mut url) = Url::parse(self.url.trim()) else { return self.url.clone() };
        url.set_fragment(None);
        url.into()
    }

    /// The host of the address without `www.`; the whole address where it has none.
    fn host(&self) -> &str {
        let rest = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        let host = host.strip_prefix("www.").unwrap_or(host);
        if host.is_empty() { &self.url } else { host }
    }
}

/// What polling has learnt of a feed. Written in the same transaction as the entries it speaks of.
///
/// Large for ten thousand feeds: load it when a feed is polled, not for all feeds at once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct FeedState {
    /// Sent back byte for byte at the next poll (RFC 9110, 13.1).
    pub validators: Validators,
    /// Not before this instant; `None` for a feed that was never polled, and for one that is [`Health::Gone`].
    pub next_due: Option<Timestamp>,
    /// The first successful poll: the baseline of "new".
    pub first_polled: Option<Timestamp>,
    /// The last poll, successful or not.
    pub last_polled: Option<Timestamp>,
    /// The last poll that brought a readable feed or a 304.
    pub last_ok: Option<Timestamp>,
    /// The last poll that brought a new entry; at first sight the newest date that the feed claims.
    pub last_new: Option<Timestamp>,
    /// Until when its host has asked to be left alone (429, 503): `poll --all` and a restart keep to it.
    pub patience: Option<Timestamp>,
    /// Failures since the last success.
    pub failures: u32,
    /// When the present row of failures began.
    pub failing_since: Option<Timestamp>,
    /// The last failure in words, or why it is [`Health::Gone`]; kept until the next success.
    pub last_error: Option<String>,
    /// The state of the feed, as tables show it.
    pub health: FeedHealth,
    /// Since when it is in that state.
    pub health_since: Option<Timestamp>,
    /// What the operators were last told: they hear of a change once, then weekly, then of the recovery.
    pub told: Option<HealthReport>,
    /// When they were last told of something odd in the feed itself (emptied, new ids); at most weekly.
    pub oddity_told: Option<Timestamp>,
    /// The permanent redirect seen lately and how often it was seen in agreement.
    pub moved: Option<Moved>,
    /// The address to ask instead of the listed one, once a permanent redirect is believed.
    pub effective_url: Option<String>,
    /// The addresses that it was listed under before, newest last; at most [`FORMER`].
    pub former: Vec<String>,
    /// The feed's own title, as last read.
    pub title: Option<String>,
    /// The feed's own language.
    pub lang: Option<String>,
    /// The feed's own wishes about the interval, as last read.
    pub hints: Wishes,
    /// How long the last answer stays fresh, by its headers.
    pub fresh_for: Option<Duration>,
    /// Older documents of the feed that are still to be read.
    pub backlog: Option<Backlog>,
    /// Hashes of the addresses of its archives that were read: they never change.
    pub archives: Vec<u64>,
    /// Hashes of lines that stand in many of its entries: boxes of other articles, whose change is no edit.
    pub boxes: Vec<u64>,
    /// Keys of the entries in the last good body, in its order; the first 500.
    pub listed: Vec<String>,
    /// The smoothed time between new entries, from which the adaptive interval is computed.
    pub rhythm: Option<Duration>,
    /// How entries leave the feed: one that is not read from the end cannot tell what was withdrawn.
    pub departures: Departures,
}

/// Former addresses that are remembered.
const FORMER: usize = 4;

/// How many entries left a feed oldest first, and how many from amid the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Departures {
    /// Oldest first, as in a list that rolls.
    pub in_order: u32,
    /// While older ones stayed.
    pub out_of_order: u32,
}

impl FeedState {
    /// The address to ask: the one a believed redirect leads to, else the listed one.
    pub(crate) fn address<'a>(&'a self, feed: &'a Feed) -> &'a str {
        self.effective_url.as_deref().unwrap_or(&feed.url)
    }

    /// The operator lists the feed at another address from now on. What is known of it stays, so that nothing becomes
    /// news again; what was wrong at the old address says nothing about the new one.
    pub(crate) fn relist(&mut self, old: &str) {
        self.former.push(old.to_owned());
        self.former.drain(..self.former.len().saturating_sub(FORMER));
        (self.effective_url, self.moved) = (None, None);
        (self.failures, self.failing_since, self.last_error) = (0, None, None);
        (self.health, self.health_since, self.told) = (FeedHealth::Unknown, None, None);
        (self.next_due, self.patience) = (None, None);
    }
}

/// What operators were last told of a feed's health, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HealthReport {
    /// The state they know of.
    pub health: FeedHealth,
    /// When they were told.
    pub at: Timestamp,
}

/// What a feed asks of those who poll it, in its own elements.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Wishes {
    /// RSS's `ttl`.
    pub least_interval: Option<Duration>,
    /// The syndication module's period, divided by its frequency,
    pub update_every: Option<Duration>,
    /// and the instant from which it counts.
    pub update_base: Option<Timestamp>,
    /// Hours of the day in GMT, 0 to 23, in which it wants no poll.
    pub skip_hours: BTreeSet<u8>,
    /// Days of the week in GMT, 1 (Monday) to 7, on which it wants no poll.
    pub skip_days: BTreeSet<u8>,
}

/// The validators of the last good answer, and the address that sent them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Validators {
    /// `ETag`, byte for byte.
    #[serde(with = "header_bytes")]
    pub etag: Option<Vec<u8>>,
    /// `Last-Modified`, byte for byte, never reformatted.
    #[serde(with = "header_bytes")]
    pub last_modified: Option<Vec<u8>>,
    /// A hash of the decoded body, compared before parsing.
    pub body_hash: Option<u64>,
    /// The address that sent them: they are never shown to another (a redirect's target, say).
    pub url: Option<String>,
}

/// A permanent redirect under observation: hotel portals send 301 too, so one answer proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moved {
    /// Where the redirect leads.
    pub to: String,
    /// How many polls in a row said so.
    pub seen: u32,
    /// When it was first said.
    pub since: Timestamp,
    /// When the listed address was last asked after the redirect had been believed.
    #[serde(default)]
    pub checked: Option<Timestamp>,
    /// Whether the listed address is asked next, to see whether it still says so.
    #[serde(default)]
    pub recheck: bool,
}

/// A walk back through the older documents of a feed (RFC 5005).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Backlog {
    /// The document to read next.
    pub next: Older,
    /// How many are still read, this one included.
    pub left: u32,
    /// What was published since then was missed, and is news; `None` at first sight, where nothing is.
    pub missed_since: Option<Timestamp>,
    /// How often the document could not be read.
    pub failures: u32,
}

/// The address of an older document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Older {
    /// `prev-archive`: it never changes.
    Archive(String),
    /// `next`: entries move from one to the next as others come.
    Page(String),
}

impl Older {
    /// The address.
    pub(crate) fn address(&self) -> &str {
        match self {
            Self::Archive(address) | Self::Page(address) => address,
        }
    }
}

/// The state of a feed as people are told it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FeedHealth {
    /// Never polled yet.
    #[default]
    Unknown,
    /// The last poll brought a readable feed or a 304.
    Well,
    /// A few failures, too few to worry anybody.
    Late,
    /// It fails for long enough that people should know.
    Failing,
    /// A bot wall or a login page answers in its place.
    Blocked,
    /// A permanent redirect is believed; the operator should change the address.
    Moved,
    /// 410: polling has stopped.
    Gone,
    /// It answers, but brings nothing for much longer than its own rhythm.
    Silent,
}

impl FeedHealth {
    /// The word that stands for it in tables, in the store and in JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Well => "well",
            Self::Late => "late",
            Self::Failing => "failing",
            Self::Blocked => "blocked",
            Self::Moved => "moved",
            Self::Gone => "gone",
            Self::Silent => "silent",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_comes_back_from_the_store_as_it_went() {
        let etag = Some(b"W/\"caf\xe9-gzip\"".to_vec());
        let state = FeedState {
            validators: Validators { etag, body_hash: Some(u64::MAX), ..Validators::default() },
            next_due: Some(Timestamp::UNIX_EPOCH),
            rhythm: Some(Duration::from_millis(1500)),
            health: FeedHealth::Blocked,
            ..FeedState::default()
        };
        let stored = serde_json::to_string(&state).expect("plain data");
        assert_eq!(serde_json::from_str::<FeedState>(&stored).expect("our own text"), state);
        assert_eq!(
            serde_json::from_str::<FeedState>("{}").expect("all fields have defaults"),
            FeedState::default()
        );
    }
}
