//! The event loop in which a command asks a feed, and how it asks: as the settings and the list of feeds say.

use std::collections::HashMap;

use anyhow::Context as _;
use feeds::NotAFeed;
use tokio::sync::Mutex;
use url::Url;

use crate::cli::common::Common;
use crate::feed::{FailureKind, Feed, FetchFailure, Fetched, Robots, SourceKind, Validators};
use crate::fetch::{Fetcher, Lane, manner_of};
use crate::pages::{Permission, answered, permission, robots_address};
use crate::read::{SourceAddress, SourceReading, read_source};
use crate::settings::FetchSettings;
use crate::shown::Shown;
use crate::store::sites::StoredRobots;
use crate::{clock, load};

/// For one request after another.
pub(super) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("cannot start the event loop")
}

/// One that asks, outside of any poll.
pub(super) struct SourceAsker {
    pub fetcher: Fetcher,
    feeds: Vec<Feed>,
    /// What those say of robots who say nothing of it.
    robots: Robots,
    /// What sites have said of robots, by their origins: each is asked once.
    asked: Mutex<HashMap<String, StoredRobots>>,
}

/// What a source answered.
pub(super) struct Answered {
    pub bytes: Vec<u8>,
    pub content_type: Option<String>,
    /// The address that answered.
    pub url: Option<String>,
    /// Where the source has moved for good, if it says so.
    pub moved_to: Option<String>,
    /// The other sitemaps of an index: what a poll reads of it.
    pub others: Vec<Answered>,
    /// Those of them that were not read, and why.
    pub unread: Vec<String>,
}

impl Answered {
    /// What it brings, read as a poll of this feed reads it.
    pub(super) fn read(&self, feed: &Feed) -> Result<SourceReading, NotAFeed> {
        let mut whole = None::<Result<SourceReading, NotAFeed>>;
        for Answered { bytes, content_type, url, .. } in std::iter::once(self).chain(&self.others) {
            let address = SourceAddress { listed: Some(&feed.url), answered: url.as_deref() };
            let read = read_source(bytes, content_type.as_deref(), address, &feed.source, feed.kind());
            match (&mut whole, read) {
                (Some(Ok(whole)), Ok(read)) => {
                    whole.feed.entries.extend(read.feed.entries);
                    whole.feed.warnings.extend(read.feed.warnings);
                }
                (Some(Ok(_)), Err(_)) => {}
                (_, read) => whole = Some(read),
            }
        }
        whole.unwrap_or(Err(NotAFeed::SitemapIndex { newest: Vec::new() }))
    }
}

impl SourceAsker {
    /// Asks as the settings say, and as usual where there are none: to look around needs no installation.
    pub(super) fn as_configured(common: &Common) -> anyhow::Result<Self> {
        let loaded = load::find_settings(common.config.as_deref())
            .ok()
            .and_then(|config| load::load(&config, clock::now()).ok());
        let (settings, feeds) = loaded.map_or_else(
            || (FetchSettings::default(), Vec::new()),
            |loaded| (loaded.settings.fetch, loaded.feeds),
        );
        Self::of(&settings, &feeds)
    }

    /// Asks as these settings say.
    pub(super) fn of(settings: &FetchSettings, feeds: &[Feed]) -> anyhow::Result<Self> {
        let (fetcher, feeds) = (Fetcher::new(settings)?, feeds.to_vec());
        Ok(Self { fetcher, feeds, robots: settings.pages.robots, asked: Mutex::default() })
    }

    /// Whether the site of a page, list or sitemap wants it to be fetched by programs; a feed is made for them.
    pub(super) async fn is_welcome(&self, feed: &Feed) -> bool {
        let is_for_programs = feed.kind() == SourceKind::Feed;
        if is_for_programs || feed.robots.unwrap_or(self.robots) == Robots::Ignore {
            return true;
        }
        let Ok(page) = Url::parse(&feed.url) else { return true };
        let Some(address) = robots_address(&page) else { return true };
        let origin = page.origin().ascii_serialization();
        let mut asked = self.asked.lock().await;
        if !asked.contains_key(&origin) {
            let now = clock::now();
            let fetched = self.fetcher.page(address.as_str(), &Validators::default(), now).await;
            asked.insert(origin.clone(), answered(fetched, now));
        }
        // A site in trouble is asked all the same: what is wrong with it is the question.
        asked.get(&origin).is_none_or(|robots| permission(robots, &page) != Permission::Forbidden)
    }

    /// The feed that is listed at this address.
    pub(super) fn listed(&self, address: &str) -> Option<Feed> {
        let asked = Feed { url: address.to_owned(), ..Feed::default() }.identity();
        self.feeds.iter().find(|feed| feed.identity() == asked).cloned()
    }

    /// Asks for a feed once, unconditionally, in its own manner; of an index of sitemaps for those that a poll reads.
    pub(super) async fn ask(&self, feed: &Feed) -> Result<Answered, FetchFailure> {
        let answered = self.ask_at(feed, &feed.url).await?;
        if feed.kind().is_page() {
            return Ok(answered);
        }
        match feeds::read_sitemap(&answered.bytes, answered.content_type.as_deref(), answered.url.as_deref())
        {
            Err(NotAFeed::SitemapIndex { newest }) if !newest.is_empty() => {
                Ok(Answered { moved_to: answered.moved_to, ..self.ask_parts(feed, &newest).await? })
            }
            _ => Ok(answered),
        }
    }

    /// The sitemaps of an index, as far as they answer.
    async fn ask_parts(&self, feed: &Feed, addresses: &[String]) -> Result<Answered, FetchFailure> {
        let (mut answers, mut unread, mut first) = (Vec::new(), Vec::new(), None);
        for address in addresses {
            match self.ask_at(feed, address).await {
                Ok(answered) => answers.push(answered),
                Err(failure) => {
                    let message = format!("{}: {}", Shown::address(address), failure.message);
                    unread.push(format!("a sitemap of it was not read: {message}"));
                    first = first.or(Some(FetchFailure { message, ..failure }));
                }
            }
        }
        let mut answers = answers.into_iter();
        match (answers.next(), first) {
            (Some(answered), _) => Ok(Answered { others: answers.collect(), unread, ..answered }),
            (None, Some(failure)) => Err(failure),
            (None, None) => Err(FetchFailure::new(FailureKind::NothingFound, "the index names no sitemap")),
        }
    }

    async fn ask_at(&self, feed: &Feed, address: &str) -> Result<Answered, FetchFailure> {
        let manner = manner_of(&feed.url, feed.kind(), Some(&feed.request))?;
        let nothing = Validators::default();
        match self.fetcher.fetch(address, &nothing, &manner, Lane::Usual, clock::now()).await.0 {
            Fetched::Body { answer, bytes, content_type } => {
                let (url, moved_to) = (Some(answer.final_url), answer.moved_to);
                Ok(Answered { bytes, content_type, url, moved_to, others: Vec::new(), unread: Vec::new() })
            }
            Fetched::Failed(failure) => Err(failure),
            Fetched::Gone | Fetched::Unchanged(_) => {
                Err(FetchFailure::new(FailureKind::NotFound, format!("{address} answered 410 Gone")))
            }
        }
    }
}
