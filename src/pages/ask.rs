//! One page is asked for: what it answered, as far as it says something of the article.

use jiff::Timestamp;
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::extractors::{Extractors, Unread};
use crate::article::{MissingReason, PageKind, WebPage};
use crate::feed::{FailureKind, FetchFailure, Fetched, RequestManner, Validators};
use crate::fetch::Fetcher;
use crate::update::UnknownReason;

/// What came of a request.
#[derive(Debug)]
pub(super) enum PageReply {
    Unchanged,
    Page(Box<ReadPage>),
    Missing(MissingReason),
    Unknown(UnknownReason),
}

/// A page that was read.
#[derive(Debug)]
pub(super) struct ReadPage {
    pub page: WebPage,
    pub validators: Validators,
    /// Whether another address answered than the one that was asked.
    pub is_elsewhere: bool,
    /// Where it has moved to for good.
    pub moved_to: Option<Url>,
    /// Whether its site answers so to an address that never was.
    pub like_not_found: bool,
}

/// Asks for a page and reads it. The other part is how long the site wants to be left alone, where it says so.
pub(super) async fn ask(
    fetcher: &Fetcher,
    extractors: &Extractors,
    address: &Url,
    validators: &Validators,
    manner: &RequestManner,
    feed_words: usize,
    now: Timestamp,
) -> (PageReply, Option<std::time::Duration>) {
    let reply = match fetcher.article(address.as_str(), validators, manner, now).await {
        Fetched::Unchanged(_) => PageReply::Unchanged,
        Fetched::Gone => PageReply::Missing(MissingReason::Gone),
        Fetched::Failed(failure) => return (failed(&failure), failure.retry_after),
        Fetched::Body { answer, bytes, content_type } => {
            let landed = Url::parse(&answer.final_url).unwrap_or_else(|_| address.clone());
            if leads_elsewhere(address, &landed) {
                return (PageReply::Missing(MissingReason::LeadsElsewhere), None);
            }
            let is_elsewhere = address.path() != landed.path();
            let html = feeds::decode_page(&bytes, content_type.as_deref(), Some(landed.as_str()));
            let extractors = extractors.clone();
            let read =
                tokio::task::spawn_blocking(move || extractors.read(html, Some(landed), feed_words)).await;
            match read.unwrap_or(Err(Unread::Broken)) {
                Ok(page) if matches!(page.kind, PageKind::Wall | PageKind::Login) => {
                    PageReply::Unknown(UnknownReason::Wall)
                }
                Ok(page) => PageReply::Page(Box::new(ReadPage {
                    page,
                    validators: answer.validators,
                    is_elsewhere,
                    moved_to: answer.moved_to.and_then(|address| Url::parse(&address).ok()),
                    like_not_found: false,
                })),
                Err(_) => PageReply::Unknown(UnknownReason::Unreadable),
            }
        }
    };
    (reply, None)
}

fn failed(failure: &FetchFailure) -> PageReply {
    PageReply::Unknown(match (failure.status, failure.kind) {
        (Some(404), _) => return PageReply::Missing(MissingReason::NotFound),
        (Some(451), _) => return PageReply::Missing(MissingReason::Legal),
        (_, FailureKind::Blocked) => UnknownReason::Wall,
        (Some(500..=599), _) | (_, FailureKind::Server) => UnknownReason::ServerError,
        (Some(_), _)
        | (_, FailureKind::Denied | FailureKind::Busy | FailureKind::Refused | FailureKind::Spared) => {
            UnknownReason::Refused
        }
        _ => UnknownReason::Unreachable,
    })
}

/// An address beside a page that never was: a site that answers to it with a text answers so to every address.
pub(super) fn sibling(page: &Url) -> Option<Url> {
    let (folder, _) = page.path().trim_end_matches('/').rsplit_once('/')?;
    let mut sibling = page.clone();
    sibling.set_path(&format!("{folder}/{:016x}", xxh3_64(page.as_str().as_bytes())));
    sibling.set_query(None);
    sibling.set_fragment(None);
    Some(sibling)
}

/// Whether a redirect ended at the front page or at a section above the article.
fn leads_elsewhere(asked: &Url, landed: &Url) -> bool {
    if asked.path() == landed.path() {
        return false;
    }
    let (asked, landed) = (asked.path().trim_matches('/'), landed.path().trim_matches('/'));
    landed.is_empty() && !asked.is_empty()
        || asked.strip_prefix(landed).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_told_from_another_address_of_the_article() {
        let url = |path: &str| Url::parse(&format!("https://a.example{path}")).expect("an address");
        for (asked, landed, expected) in [
            ("/world/2026/talks", "/", true),
            ("/world/2026/talks", "/world", true),
            ("/world/2026/talks", "/world/2026/", true),
            ("/world/2026/talks", "/world/2026/talks-resume", false),
            ("/world/2026/talks", "/world/2026/talks/", false),
            ("/?p=7", "/2026/talks", false),
            ("/?p=7", "/", false),
            ("/world/2026/talks", "/amp/talks", false),
        ] {
            assert_eq!(leads_elsewhere(&url(asked), &url(landed)), expected, "{asked} {landed}");
        }
    }
}
