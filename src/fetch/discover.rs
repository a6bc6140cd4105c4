//! Finds the feeds of a site: the page itself, the feeds that it names, the places where feeds usually are.

use feeds::ParsedFeed;
use jiff::Timestamp;
use url::Url;

use super::fetcher::Fetcher;
use crate::feed::{FailureKind, FetchFailure, Fetched, Validators};

/// Feeds that a page names and that are tried.
const TRIED: usize = 8;

/// Where feeds are when no page names them.
const USUAL_PLACES: [&str; 10] = [
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
    "/feeds/posts/default",
    "/?feed=rss2",
    "/feed/rss",
];

/// A feed that was found and could be read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FoundFeed {
    /// The address that answered.
    pub url: String,
    /// What it says.
    pub feed: ParsedFeed,
}

/// The feeds at `address`, best first; empty where there are none. An address without a scheme is tried with
/// https, and with http where nobody answers that.
pub(crate) async fn discover(
    fetcher: &Fetcher,
    address: &str,
    now: Timestamp,
) -> Result<Vec<FoundFeed>, FetchFailure> {
    let address = address.trim();
    let address = address.strip_prefix("feed:").map_or(address, |rest| rest.trim_start_matches("//"));
    let looked = if address.contains("://") {
        look(fetcher, address, now).await?
    } else {
        match look(fetcher, &format!("https://{address}"), now).await {
            Err(failure) if failure.kind == FailureKind::Network => {
                // What is said of https is what people asked for, if http fails too.
                look(fetcher, &format!("http://{address}"), now).await.map_err(|_| failure)?
            }
            other => other?,
        }
    };
    let (html, base) = match looked {
        Looked::Feed(found) => return Ok(vec![*found]),
        Looked::Page(html, base) => (html, base),
    };
    let mut found: Vec<FoundFeed> = Vec::new();
    for candidate in feeds::feed_links(&html, base.as_str()).iter().take(TRIED) {
        try_one(fetcher, candidate, now, &mut found).await;
    }
    for place in USUAL_PLACES {
        if !found.is_empty() {
            break;
        }
        if let Ok(candidate) = base.join(place) {
            try_one(fetcher, candidate.as_str(), now, &mut found).await;
        }
    }
    Ok(found)
}

async fn try_one(fetcher: &Fetcher, url: &str, now: Timestamp, found: &mut Vec<FoundFeed>) {
    if let Ok(Looked::Feed(new)) = look(fetcher, url, now).await
        && !found.iter().any(|old| old.url == new.url)
    {
        found.push(*new);
    }
}

async fn look(fetcher: &Fetcher, url: &str, now: Timestamp) -> Result<Looked, FetchFailure> {
    let fetched = fetcher.page(url, &Validators::default(), now).await;
    let (answer, bytes, content_type) = match fetched {
        Fetched::Body { answer, bytes, content_type } => (answer, bytes, content_type),
        Fetched::Failed(failure) => return Err(failure),
        Fetched::Gone | Fetched::Unchanged(_) => {
            let words = format!("{url} answered 410 Gone");
            return Err(FetchFailure::new(FailureKind::NotFound, words));
        }
    };
    if let Ok(feed) = feeds::read(&bytes, content_type.as_deref(), Some(&answer.final_url)) {
        return Ok(Looked::Feed(Box::new(FoundFeed { url: answer.final_url, feed })));
    }
    let base = Url::parse(&answer.final_url).map_err(|error| {
        FetchFailure::new(FailureKind::Refused, format!("`{url}` is no address: {error}"))
    })?;
    Ok(Looked::Page(String::from_utf8_lossy(&bytes).into_owned(), base))
}

/// What an address holds.
enum Looked {
    Feed(Box<FoundFeed>),
    Page(String, Url),
}

#[cfg(test)]
mod tests {
    use testkit::{FeedServer, Reply};

    use super::*;
    use crate::settings::FetchSettings;

    const FEED: &str =
        "<rss version=\"2.0\"><channel><title>T</title><item><title>A</title></item></channel></rss>";

    async fn found(server: &FeedServer, path: &str) -> Result<Vec<String>, FetchFailure> {
        found_at(&server.url(path)).await
    }

    async fn found_at(address: &str) -> Result<Vec<String>, FetchFailure> {
        let settings = FetchSettings { allow_private_addresses: true, ..FetchSettings::default() };
        let fetcher = Fetcher::new(&settings).expect("usual settings");
        let now = "2026-11-23T12:00:00Z".parse().expect("a time");
        let found = discover(&fetcher, address, now).await?;
        Ok(found.into_iter().map(|found| found.url).collect())
    }

    #[tokio::test]
    async fn a_feed_a_page_and_a_bare_site_lead_to_their_feeds() {
        let server = FeedServer::start();
        server.answer("/news.xml", [Reply::feed(FEED)]);
        let page = "<html><link rel=alternate type=application/rss+xml href=dead.xml>\
            <link rel=alternate type=application/rss+xml href=news.xml>";
        server.answer("/page", [Reply::status(200).body(page)]);
        server.answer("/bare", [Reply::status(200).body("<html><title>Welcome</title>")]);
        assert_eq!(found(&server, "/news.xml").await, Ok(vec![server.url("/news.xml")]));
        assert_eq!(found(&server, "/page").await, Ok(vec![server.url("/news.xml")]));
        assert_eq!(found(&server, "/bare").await, Ok(vec![]));
        server.answer("/atom.xml", [Reply::feed(FEED)]);
        assert_eq!(found(&server, "/bare").await, Ok(vec![server.url("/atom.xml")]));
        assert!(found(&server, "/missing").await.is_err());
        let bare = server.url("/news.xml").replace("http://", "");
        assert_eq!(found_at(&bare).await, Ok(vec![server.url("/news.xml")]));
    }
}
