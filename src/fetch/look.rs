//! One look at an address: whether a source stands there, and of which kind.

use feeds::{NotAFeed, ParsedFeed};
use jiff::Timestamp;
use memchr::memmem;
use url::Url;

use super::fetcher::Fetcher;
use crate::feed::{FailureKind, FeedSource, FetchFailure, Fetched, SourceKind, Validators};
use crate::read::{SourceAddress, read_source};

/// Where the root of a sitemap stands, in bytes from its beginning.
const HEAD: usize = 4 << 10;

/// A source that was found and could be read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FoundSource {
    /// The address that answered.
    pub url: String,
    /// What is to be said of it in the file of feeds; nothing of a feed.
    pub source: FeedSource,
    /// What it says.
    pub feed: ParsedFeed,
}

/// What an address holds.
pub(super) enum Looked {
    Source(Box<FoundSource>),
    Page(Box<LookedPage>),
}

/// A page that is no source by itself.
pub(super) struct LookedPage {
    pub url: Url,
    pub bytes: Vec<u8>,
    pub content_type: Option<String>,
    /// Why it is none.
    pub failure: FetchFailure,
}

impl LookedPage {
    /// What it says, in whatever charset.
    pub(super) fn text(&self) -> String {
        feeds::decode_page(&self.bytes, self.content_type.as_deref(), Some(self.url.as_str()))
    }
}

/// Who looks, and when.
pub(super) struct AddressLook<'a> {
    pub fetcher: &'a Fetcher,
    pub now: Timestamp,
}

impl AddressLook<'_> {
    /// What stands at an address.
    pub(super) async fn at(&self, url: &str) -> Result<Looked, FetchFailure> {
        let (answered, bytes, content_type) = self.ask(url).await?;
        let content_type = content_type.as_deref();
        let kind = FeedSource::default().kind_at(&answered);
        let found = |feed, kind| {
            let source = FeedSource { kind, ..FeedSource::default() };
            Looked::Source(Box::new(FoundSource { url: answered.clone(), source, feed }))
        };
        let address = SourceAddress { listed: None, answered: Some(&answered) };
        let read = |kind| read_source(&bytes, content_type, address, &FeedSource::default(), kind);
        let error = match read(kind) {
            Ok(read) if kind == SourceKind::Telegram => return Ok(found(read.feed, Some(kind))),
            Ok(read) => {
                let is_sitemap = memmem::find(&bytes[..bytes.len().min(HEAD)], b"<urlset").is_some();
                return Ok(found(read.feed, is_sitemap.then_some(SourceKind::Sitemap)));
            }
            Err(NotAFeed::SitemapIndex { newest }) => {
                return Ok(found(self.sitemaps(&newest).await?, Some(SourceKind::Sitemap)));
            }
            Err(NotAFeed::PlainSitemap) => {
                let feed = dated(read(SourceKind::Sitemap).map(|read| read.feed))?;
                return Ok(found(feed, Some(SourceKind::Sitemap)));
            }
            Err(error) => error,
        };
        if memmem::find(&bytes, b"tgme_widget_message").is_some()
            && let Ok(read) = read(SourceKind::Telegram)
        {
            return Ok(found(read.feed, Some(SourceKind::Telegram)));
        }
        let url = Url::parse(&answered).map_err(|error| {
            FetchFailure::new(FailureKind::Refused, format!("`{url}` is no address: {error}"))
        })?;
        let failure = FetchFailure::new(FailureKind::NotAFeed, error.to_string());
        let content_type = content_type.map(str::to_owned);
        Ok(Looked::Page(Box::new(LookedPage { url, bytes, content_type, failure })))
    }

    /// The newest sitemaps of an index as one, as far as they answer: what a poll reads.
    async fn sitemaps(&self, addresses: &[String]) -> Result<ParsedFeed, FetchFailure> {
        let mut whole: Result<ParsedFeed, FetchFailure> =
            Err(FetchFailure::new(FailureKind::NothingFound, "the index names no sitemap"));
        for address in addresses {
            match (&mut whole, self.sitemap(address).await) {
                (Ok(whole), Ok(read)) => whole.entries.extend(read.entries),
                (Ok(_), Err(_)) => {}
                (_, read) => whole = read,
            }
        }
        whole
    }

    /// One sitemap of an index.
    async fn sitemap(&self, url: &str) -> Result<ParsedFeed, FetchFailure> {
        let (answered, bytes, content_type) = self.ask(url).await?;
        dated(feeds::read_sitemap(&bytes, content_type.as_deref(), Some(&answered)))
    }

    /// The address that answered, its bytes, and what they are said to be.
    pub(super) async fn ask(&self, url: &str) -> Result<(String, Vec<u8>, Option<String>), FetchFailure> {
        match self.fetcher.page(url, &Validators::default(), self.now).await {
            Fetched::Body { answer, bytes, content_type } => Ok((answer.final_url, bytes, content_type)),
            Fetched::Failed(failure) => Err(failure),
            Fetched::Gone | Fetched::Unchanged(_) => {
                Err(FetchFailure::new(FailureKind::NotFound, format!("{url} answered 410 Gone")))
            }
        }
    }
}

/// A sitemap that tells when its pages changed: of all others nobody could say what is new.
fn dated(read: Result<ParsedFeed, NotAFeed>) -> Result<ParsedFeed, FetchFailure> {
    let failure = |words: String| FetchFailure::new(FailureKind::NotAFeed, words);
    let feed = read.map_err(|error| failure(error.to_string()))?;
    let is_dated = feed.entries.iter().any(|entry| entry.published.or(entry.updated).is_some());
    if is_dated { Ok(feed) } else { Err(failure("the sitemap tells no times".to_owned())) }
}
