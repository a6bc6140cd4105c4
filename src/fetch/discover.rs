//! Finds the feeds of a site: the page itself, the feeds that it names, the places where feeds usually are.

use feeds::ParsedFeed;
use html_escape::decode_html_entities;
use jiff::Timestamp;
use url::Url;

use super::Fetcher;
use crate::feed::{FailureKind, FetchFailure, Fetched};

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
pub(crate) struct Found {
    /// The address that answered.
    pub url: String,
    /// What it says.
    pub feed: ParsedFeed,
}

impl Fetcher {
    /// The feeds at `address`, best first; empty where there are none. An address without a scheme is tried with
    /// https, and with http where nobody answers that.
    pub(crate) async fn discover(&self, address: &str, now: Timestamp) -> Result<Vec<Found>, FetchFailure> {
        let address = address.trim();
        let address = address.strip_prefix("feed:").map_or(address, |rest| rest.trim_start_matches("//"));
        let looked = if address.contains("://") {
            self.look(address, now).await?
        } else {
            match self.look(&format!("https://{address}"), now).await {
                Err(failure) if failure.kind == FailureKind::Network => {
                    // What is said of https is what people asked for, if http fails too.
                    self.look(&format!("http://{address}"), now).await.map_err(|_| failure)?
                }
                other => other?,
            }
        };
        let (html, base) = match looked {
            Look::Feed(found) => return Ok(vec![*found]),
            Look::Page(html, base) => (html, base),
        };
        let mut found: Vec<Found> = Vec::new();
        for candidate in named_in(&html, &base).iter().take(TRIED) {
            self.try_one(candidate, now, &mut found).await;
        }
        for place in USUAL_PLACES {
            if !found.is_empty() {
                break;
            }
            if let Ok(candidate) = base.join(place) {
                self.try_one(candidate.as_str(), now, &mut found).await;
            }
        }
        Ok(found)
    }

    async fn try_one(&self, url: &str, now: Timestamp, found: &mut Vec<Found>) {
        if let Ok(Look::Feed(new)) = self.look(url, now).await
            && !found.iter().any(|old| old.url == new.url)
        {
            found.push(*new);
        }
    }

    async fn look(&self, url: &str, now: Timestamp) -> Result<Look, FetchFailure> {
        let (fetched, _slot) = self.page(url, now).await;
        let (answer, bytes, content_type) = match fetched {
            Fetched::Body { answer, bytes, content_type } => (answer, bytes, content_type),
            Fetched::Failed(failure) => return Err(failure),
            Fetched::Gone | Fetched::Unchanged(_) => {
                let words = format!("{url} answered 410 Gone");
                return Err(FetchFailure::new(FailureKind::NotFound, words));
            }
        };
        if let Ok(feed) = feeds::read(&bytes, content_type.as_deref(), Some(&answer.final_url)) {
            return Ok(Look::Feed(Box::new(Found { url: answer.final_url, feed })));
        }
        let base = Url::parse(&answer.final_url).map_err(|error| super::not_an_address(url, error))?;
        Ok(Look::Page(String::from_utf8_lossy(&bytes).into_owned(), base))
    }
}

/// What an address holds.
enum Look {
    Feed(Box<Found>),
    Page(String, Url),
}

/// The feeds that a page names: its `link rel=alternate` first, then its links that look like feeds. Feeds of
/// comments come last.
fn named_in(html: &str, base: &Url) -> Vec<String> {
    let mut ranked: Vec<(u8, String)> = Vec::new();
    let own_base = tags(html, &["base"]).next().and_then(|tag| base.join(&attribute(tag, "href")?).ok());
    let base = own_base.as_ref().unwrap_or(base);
    for tag in tags(html, &["link", "a"]) {
        let Some(url) = attribute(tag, "href").and_then(|href| base.join(&href).ok()) else { continue };
        let kind = attribute(tag, "type").unwrap_or_default().to_ascii_lowercase();
        let relation = attribute(tag, "rel").unwrap_or_default().to_ascii_lowercase();
        let is_named = relation.split_whitespace().any(|word| word == "alternate" || word == "feed")
            && ["rss", "atom", "rdf", "feed+json"].iter().any(|format| kind.contains(format));
        let path = url.path().to_ascii_lowercase();
        let looks_so =
            ["rss", "/feed", "atom.xml", ".rdf", "feed.xml"].iter().any(|word| path.contains(word));
        let of_comments = path.contains("comment")
            || attribute(tag, "title").is_some_and(|title| title.to_lowercase().contains("comment"));
        let rank = match (is_named, looks_so, of_comments) {
            (true, _, false) => 0,
            (false, true, false) => 1,
            (true, _, true) => 2,
            _ => continue,
        };
        let url = url.to_string();
        if !ranked.iter().any(|(_, known)| *known == url) {
            ranked.push((rank, url));
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, url)| url).collect()
}

/// The insides of all tags with one of these names.
fn tags<'a>(html: &'a str, names: &[&str]) -> impl Iterator<Item = &'a str> {
    html.split('<').skip(1).filter_map(|rest| {
        let tag = rest.split('>').next()?;
        let (name, attributes) = tag.split_once(|c: char| c.is_ascii_whitespace())?;
        names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted)).then_some(attributes)
    })
}

/// An attribute of a tag, with or without quotes, its entities decoded.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let (found, after) = rest.split_once('=')?;
        let found = found.split_ascii_whitespace().next_back().unwrap_or_default();
        let after = after.trim_start();
        let (value, next) = match after.chars().next()? {
            quote @ ('"' | '\'') => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            _ => after.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((after, "")),
        };
        if found.eq_ignore_ascii_case(name) {
            return Some(decode_html_entities(value.trim()).into_owned());
        }
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::super::feed_server::{FeedServer, Reply};
    use super::*;
    use crate::settings::FetchSettings;

    const FEED: &str =
        "<rss version=\"2.0\"><channel><title>T</title><item><title>A</title></item></channel></rss>";

    #[test]
    fn a_page_names_its_feeds() {
        let html =
            "<html><head><LINK rel='alternate' title=\"Comments feed\" type='application/rss+xml' href='/c/'>
            <link rel=stylesheet href=/rss.css type=text/css><link rel=\"alternate\" hreflang=ru href='/ru/'>
            <link href='/all?a=1&amp;b=2' rel='alternate' type='application/atom+xml' /></head>
            <a class=x href='https://b.example/rss/news.xml'>RSS</a><a href='/news'>News</a><a>nothing</a>";
        let base = Url::parse("https://a.example/page").expect("an address");
        assert_eq!(
            named_in(html, &base)[..2],
            ["https://a.example/all?a=1&b=2", "https://a.example/rss.css"]
        );
        let elsewhere =
            "<base href='https://c.example/x/'><link rel=alternate type=application/rss+xml href=rss>";
        assert_eq!(named_in(elsewhere, &base), ["https://c.example/x/rss"]);
        assert_eq!(named_in(html, &base)[2..], ["https://b.example/rss/news.xml", "https://a.example/c/"]);
    }

    async fn found(server: &FeedServer, path: &str) -> Result<Vec<String>, FetchFailure> {
        found_at(&server.url(path)).await
    }

    async fn found_at(address: &str) -> Result<Vec<String>, FetchFailure> {
        let settings = FetchSettings { allow_private_addresses: true, ..FetchSettings::default() };
        let fetcher = Fetcher::new(&settings).expect("usual settings");
        let now = "2026-11-23T12:00:00Z".parse().expect("a time");
        let found = fetcher.discover(address, now).await?;
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
