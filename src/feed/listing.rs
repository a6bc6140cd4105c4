//! One feed as the operator lists it.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::manner::RequestRules;
use super::page_rules::{self, FullText, Robots};
use super::source::{FeedSource, SourceKind};

/// Hosts on which everybody publishes: each path is a publisher of its own.
const CARRIERS: [&str; 12] = [
    "t.me",
    "telegram.me",
    "feeds.feedburner.com",
    "feedproxy.google.com",
    "bsky.app",
    "medium.com",
    "mastodon.social",
    "rsshub.app",
    "rss.app",
    "politepol.com",
    "fetchrss.com",
    "vk.com",
];

/// One feed as the operator lists it. The address is its identity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Feed {
    /// The address in the operator's file; never rewritten by redirects (those live in `FeedState`).
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
    /// Whether the pages behind its items are fetched; where nothing is said, the settings say.
    #[serde(default, deserialize_with = "page_rules::stored", skip_serializing_if = "Option::is_none")]
    pub full_text: Option<FullText>,
    /// Whether what its site asks of robots is obeyed; where nothing is said, the settings say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub robots: Option<Robots>,
    /// What stands at the address.
    #[serde(default, skip_serializing_if = "FeedSource::is_unsaid")]
    pub source: FeedSource,
    /// How it is asked for, where that is not as usual.
    #[serde(default, skip_serializing_if = "RequestRules::are_usual")]
    pub request: RequestRules,
}

impl Feed {
    /// What people are shown: the operator's title, else the feed's own, else the host, else the address.
    pub(crate) fn title_or<'a>(&'a self, own: Option<&'a str>) -> &'a str {
        let title = self.title.as_deref().or(own).filter(|title| !title.trim().is_empty());
        title.unwrap_or_else(|| self.host())
    }

    /// The family of publishers, in which copies count once: the operator's word, else the host, and where a host carries what
    /// others publish the address there.
    pub(crate) fn family(&self) -> &str {
        self.publisher.as_deref().unwrap_or_else(|| match self.host() {
            host if CARRIERS.contains(&host) => self.place(host),
            host => host,
        })
    }

    /// Host and path.
    fn place<'a>(&'a self, host: &'a str) -> &'a str {
        let start = self.url.find(host).unwrap_or_default();
        let place = &self.url[start..];
        place.split(['?', '#']).next().unwrap_or(place).trim_end_matches('/')
    }

    /// What stands at its address.
    pub(crate) fn kind(&self) -> SourceKind {
        self.source.kind_at(&self.url)
    }

    /// Whether the pages behind its items are fetched: the operator's word of it, else what its kind wants, else that of
    /// the settings.
    pub(crate) fn full_text_or(&self, settings: FullText) -> FullText {
        let of_kind = match self.kind() {
            kind if kind.has_no_text() && settings == FullText::Auto => FullText::Fetched,
            // Behind a post stands the post.
            SourceKind::Telegram => FullText::AsGiven,
            _ => settings,
        };
        self.full_text.unwrap_or(of_kind)
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
        // A login is no part of it, and nobody is shown one.
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let host = host.strip_prefix("www.").unwrap_or(host);
        if host.is_empty() { &self.url } else { host }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_a_publisher_and_not_who_carries_it() {
        for (url, publisher, family) in [
            ("https://www.a.example/rss?key=1", None, "a.example"),
            ("https://a.example/rss", Some("Agency"), "Agency"),
            ("https://t.me/s/mfa_am", None, "t.me/s/mfa_am"),
            ("https://t.me/s/mfa_az/?before=7", None, "t.me/s/mfa_az"),
            ("https://user:key@rsshub.app/x/y?key=1", None, "rsshub.app/x/y"),
        ] {
            let publisher = publisher.map(str::to_owned);
            assert_eq!(Feed { url: url.to_owned(), publisher, ..Feed::default() }.family(), family, "{url}");
        }
    }
}
