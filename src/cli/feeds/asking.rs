//! The event loop in which a command asks a feed, and how it asks: as the settings and the list of feeds say.

use anyhow::Context as _;

use crate::cli::common::Common;
use crate::feed::{FailureKind, Feed, FetchFailure, Fetched, Validators};
use crate::fetch::{Fetcher, Lane};
use crate::poll::manner_of;
use crate::settings::FetchSettings;
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
}

/// What a source answered.
pub(super) struct Answered {
    pub bytes: Vec<u8>,
    pub content_type: Option<String>,
    /// The address that answered.
    pub url: Option<String>,
    /// Where the source has moved for good, if it says so.
    pub moved_to: Option<String>,
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
        Ok(Self { fetcher: Fetcher::new(&settings)?, feeds })
    }

    /// Asks as these settings say.
    pub(super) fn of(settings: &FetchSettings, feeds: &[Feed]) -> anyhow::Result<Self> {
        Ok(Self { fetcher: Fetcher::new(settings)?, feeds: feeds.to_vec() })
    }

    /// The feed that is listed at this address.
    pub(super) fn listed(&self, address: &str) -> Option<Feed> {
        let asked = Feed { url: address.to_owned(), ..Feed::default() }.identity();
        self.feeds.iter().find(|feed| feed.identity() == asked).cloned()
    }

    /// Asks for a feed once, unconditionally, in its own manner; of an index of sitemaps for the newest of them.
    pub(super) async fn ask(&self, feed: &Feed) -> Result<Answered, FetchFailure> {
        let answered = self.ask_at(feed, &feed.url).await?;
        if feed.kind().is_page() {
            return Ok(answered);
        }
        match feeds::read_sitemap(&answered.bytes, answered.content_type.as_deref(), answered.url.as_deref())
        {
            Err(feeds::NotAFeed::SitemapIndex { newest }) => match newest.first() {
                Some(first) => {
                    Ok(Answered { moved_to: answered.moved_to, ..self.ask_at(feed, first).await? })
                }
                None => Ok(answered),
            },
            _ => Ok(answered),
        }
    }

    async fn ask_at(&self, feed: &Feed, address: &str) -> Result<Answered, FetchFailure> {
        let manner = manner_of(&feed.url, feed.kind(), Some(&feed.request))?;
        let nothing = Validators::default();
        match self.fetcher.fetch(address, &nothing, &manner, Lane::Usual, clock::now()).await.0 {
            Fetched::Body { answer, bytes, content_type } => {
                let (url, moved_to) = (Some(answer.final_url), answer.moved_to);
                Ok(Answered { bytes, content_type, url, moved_to })
            }
            Fetched::Failed(failure) => Err(failure),
            Fetched::Gone | Fetched::Unchanged(_) => {
                Err(FetchFailure::new(FailureKind::NotFound, format!("{address} answered 410 Gone")))
            }
        }
    }
}
