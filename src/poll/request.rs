//! What one poll asks for: the listed address in its feed's manner, and the newest sitemaps where an index answers.

use feeds::NotAFeed;
use memchr::memmem;

use super::poller::Poller;
use crate::feed::{FeedSource, Fetched, SourceKind, Validators};
use crate::fetch::{Lane, RequestSlot, manner_of};
use crate::store::feeds::PollTarget;

/// Where the root of an index stands, in bytes from its beginning: behind a declaration, a stylesheet and a comment.
const ROOT_WITHIN: usize = 4 << 10;

/// What a request brought, and how it is to be read.
#[derive(Debug)]
pub(super) struct Brought {
    /// The answer of the address itself.
    pub fetched: Fetched,
    /// Those of the sitemaps that it leads to, where it is an index of them, each with what was sent.
    pub parts: Option<Vec<(Validators, Fetched)>>,
    pub source: ListedSource,
}

/// A source as the operator's file has it.
#[derive(Debug)]
pub(super) struct ListedSource {
    pub rule: FeedSource,
    pub kind: SourceKind,
    pub url: String,
}

impl Brought {
    /// An answer that is to be read as the feed at `url` is.
    pub(super) fn of(fetched: Fetched, source: FeedSource, url: &str) -> Self {
        let kind = source.kind_at(url);
        let source = ListedSource { rule: source, kind, url: url.to_owned() };
        Self { fetched, parts: None, source }
    }
}

/// Asks for a feed, and for what it leads to.
pub(super) async fn bring(poller: &Poller, target: &PollTarget, lane: Lane) -> (Brought, RequestSlot) {
    let source = target.source.as_deref().cloned().unwrap_or_default();
    let kind = source.kind_at(&target.url);
    let manner = match manner_of(&target.url, kind, target.request.as_deref()) {
        Ok(manner) => manner,
        Err(failure) => {
            return (Brought::of(Fetched::Failed(failure), source, &target.url), RequestSlot::none());
        }
    };
    let (fetched, slot) =
        poller.fetcher.fetch(&target.address, &target.validators, &manner, lane, (poller.now)()).await;
    let mut brought = Brought::of(fetched, source, &target.url);
    let Some(newest) = newest_sitemaps(&brought) else { return (brought, slot) };
    // The sitemaps wait for their turns like feeds: a place that is held meanwhile may be the last.
    drop(slot);
    let mut parts = Vec::new();
    for address in newest {
        let known = target.parts.iter().find(|known| known.url.as_deref() == Some(&*address));
        let validators = known.cloned().unwrap_or_default();
        let asked = poller.fetcher.fetch(&address, &validators, &manner, lane, (poller.now)()).await;
        parts.push((validators, asked.0));
    }
    brought.parts = Some(parts);
    (brought, RequestSlot::none())
}

/// The sitemaps that an index leads to; none for all other answers.
fn newest_sitemaps(brought: &Brought) -> Option<Vec<String>> {
    let Fetched::Body { answer, bytes, content_type } = &brought.fetched else { return None };
    let head = &bytes[..bytes.len().min(ROOT_WITHIN)];
    if brought.source.kind.is_page() || memmem::find(head, b"<sitemapindex").is_none() {
        return None;
    }
    match feeds::read_sitemap(bytes, content_type.as_deref(), Some(&answer.final_url)) {
        Err(NotAFeed::SitemapIndex { newest }) => Some(newest),
        _ => None,
    }
}

/// What is to be sent to a sitemap next time: what its answer says, else what was sent.
pub(super) fn validators_of((sent, fetched): &(Validators, Fetched)) -> Validators {
    match fetched {
        Fetched::Body { answer, .. } | Fetched::Unchanged(answer) => answer.validators.clone(),
        Fetched::Gone | Fetched::Failed(_) => sent.clone(),
    }
}
