//! Finds the sources of a site: what the address itself tells, the page, what it names, the places where feeds usually
//! are, its sitemaps and channels, and at last a list on the page.

use feeds::ListSketch;
use jiff::Timestamp;
use url::Url;

use super::fetcher::Fetcher;
use super::look::{AddressLook, FoundSource, Looked, LookedPage};
use crate::feed::{FailureKind, FeedSource, FetchFailure, ListSelectors, SourceKind};

/// Feeds that a page names and that are tried.
const TRIED: usize = 8;

/// Sitemaps of a site that are tried, and channels that a page leads to.
const TRIED_BESIDE: usize = 4;

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

/// Where sitemaps are when no robots.txt names them.
const USUAL_SITEMAPS: [&str; TRIED_BESIDE] =
    ["/sitemap-news.xml", "/news-sitemap.xml", "/sitemap_news.xml", "/sitemap.xml"];

/// What was found at an address.
#[derive(Debug, Default)]
pub(crate) struct Discovery {
    /// What can be listed, best first.
    pub sources: Vec<FoundSource>,
    /// Where there is neither feed nor sitemap of news: the list on the page itself, as a machine guesses it.
    pub list: Option<FoundSource>,
}

/// The sources at `address`. One without a scheme is tried with https, and with http where nobody answers that.
pub(crate) async fn discover(
    fetcher: &Fetcher,
    address: &str,
    now: Timestamp,
) -> Result<Discovery, FetchFailure> {
    let address = address.trim();
    let address = address.strip_prefix("feed:").map_or(address, |rest| rest.trim_start_matches("//"));
    let mut search = Search { look: AddressLook { fetcher, now }, found: Vec::new() };
    let told = feeds::told_by_address(address);
    let mut untold = None;
    for place in &told {
        untold = search.try_one(place).await.err();
    }
    if !search.found.is_empty() {
        return Ok(Discovery { sources: search.found, list: None });
    }
    // An address without a host of its own (`@user@example.org`), and a channel whose preview shows nothing: there is no more.
    if let Some(failure) =
        untold.filter(|_| address.starts_with('@') || told.iter().all(|place| is_channel(place)))
    {
        return Err(failure);
    }
    let looked = if address.contains("://") {
        search.look.at(address).await?
    } else {
        match search.look.at(&format!("https://{address}")).await {
            Err(failure) if failure.kind == FailureKind::Network => {
                // What is said of https is what people asked for, if http fails too.
                search.look.at(&format!("http://{address}")).await.map_err(|_| failure)?
            }
            other => other?,
        }
    };
    match looked {
        Looked::Source(found) => Ok(Discovery { sources: vec![*found], list: None }),
        Looked::Page(page) => Ok(search.behind(&page).await),
    }
}

fn is_channel(place: &str) -> bool {
    FeedSource::default().kind_at(place) == SourceKind::Telegram
}

/// One look around a site.
struct Search<'a> {
    look: AddressLook<'a>,
    found: Vec<FoundSource>,
}

impl Search<'_> {
    /// What a page leads to.
    async fn behind(mut self, page: &LookedPage) -> Discovery {
        let (html, url) = (page.text(), page.url.as_str());
        for place in feeds::feed_links(&html, url).iter().take(TRIED) {
            let _ = self.try_one(place).await;
        }
        let told = feeds::told_by_page(&html, url);
        let usual = USUAL_PLACES.iter().filter_map(|place| page.url.join(place).ok()).map(String::from);
        self.try_until_found(told.into_iter().chain(usual)).await;
        if self.found.is_empty() {
            let sitemaps = self.sitemaps(&page.url).await;
            self.try_until_found(sitemaps.into_iter()).await;
        }
        // A plain sitemap brings all pages of a site, and no headline: a list may be the better choice.
        let has_news =
            self.found.iter().any(|found| found.feed.entries.iter().any(|entry| entry.title.is_some()));
        if has_news {
            return Discovery { sources: self.found, list: None };
        }
        for channel in feeds::channels_of_page(&html).iter().take(TRIED_BESIDE) {
            let _ = self.try_one(channel).await;
        }
        let list = feeds::sketch_list(&page.bytes, page.content_type.as_deref(), url);
        Discovery { sources: self.found, list: list.map(|list| as_source(url, list)) }
    }

    async fn try_until_found(&mut self, places: impl Iterator<Item = String>) {
        for place in places {
            if !self.found.is_empty() {
                return;
            }
            let _ = self.try_one(&place).await;
        }
    }

    /// Takes what stands at an address, if it is a source.
    async fn try_one(&mut self, url: &str) -> Result<(), FetchFailure> {
        match self.look.at(url).await? {
            Looked::Source(new) if !self.found.iter().any(|old| old.url == new.url) => self.found.push(*new),
            Looked::Source(_) => {}
            Looked::Page(page) => return Err(page.failure),
        }
        Ok(())
    }

    /// The addresses of the site's sitemaps, or those where they usually are.
    async fn sitemaps(&self, page: &Url) -> Vec<String> {
        let Ok(robots) = page.join("/robots.txt") else { return Vec::new() };
        let named = match self.look.ask(robots.as_str()).await {
            Ok((answered, bytes, _)) => {
                feeds::sitemaps_of_robots(&String::from_utf8_lossy(&bytes), &answered, TRIED_BESIDE)
            }
            Err(_) => Vec::new(),
        };
        if !named.is_empty() {
            return named;
        }
        USUAL_SITEMAPS.iter().filter_map(|place| page.join(place).ok()).map(String::from).collect()
    }
}

/// A guessed list as a source.
fn as_source(url: &str, sketch: ListSketch) -> FoundSource {
    let ListSketch { item, link, title, date, feed, .. } = sketch;
    let list = ListSelectors { item, link, title, date, date_format: None };
    let source = FeedSource { kind: Some(SourceKind::List), list: Some(list), keep: None };
    FoundSource { url: url.to_owned(), source, feed }
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
        Ok(found.sources.into_iter().map(|found| found.url).collect())
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

    #[tokio::test]
    async fn accounts_channels_and_blogs_lead_to_feeds_that_no_page_names() {
        let id = "UC_x5XG1OV2P6uZZ5FSM9Ttw";
        let video = format!("<html><link rel=canonical href='https://www.youtube.com/channel/{id}'>");
        let blog = "<html><meta name=generator content='WordPress 6.8'>";
        let preview = "<html><a class=tgme_page_context_link href=/s/office>Preview channel</a>";
        let videos = format!("/feeds/videos.xml?channel_id={id}");
        for (asked, page, place) in [
            ("/@office", "<html>", "/@office.rss"),
            ("/profile/office.example", "<html>", "/profile/office.example/rss"),
            ("/c/office", &*video, &*videos),
            ("/ka/", blog, "/ka/feed/"),
            ("/about/", blog, "/feed/"),
        ] {
            let server = FeedServer::start();
            server.answer(asked, [Reply::status(200).body(page)]);
            server.answer(place, [Reply::feed(FEED)]);
            assert_eq!(found(&server, asked).await, Ok(vec![server.url(place)]));
            assert!(server.requests().len() <= 3, "{:?}", server.requests());
        }
        let server = FeedServer::start();
        let post = "<html><div class=tgme_widget_message data-post='office/1'><div class=tgme_widget_message_text>A</div></div>";
        server.answer("/office", [Reply::status(200).body(preview)]);
        server.answer("/s/office", [Reply::status(200).body(post)]);
        let [source] = &discovered(&server.url("/office")).await.sources[..] else { panic!("there is one") };
        assert_eq!(
            (&*source.url, source.source.kind),
            (&*server.url("/s/office"), Some(SourceKind::Telegram))
        );
    }

    #[tokio::test]
    async fn a_site_without_a_feed_has_its_sitemaps_and_the_list_on_its_page() {
        let server = FeedServer::start();
        let item =
            |n: usize| format!("<div class=item><a href=/news/{n}>The delegation {n} held talks</a></div>");
        let page: String = (1..6).map(item).collect();
        server.answer("/", [Reply::status(200).body(format!("<html><title>Office</title>{page}"))]);
        let robots = "User-agent: *\nSitemap: /all.xml\nSitemap: /news-index.xml\n";
        server.answer("/robots.txt", [Reply::status(200).body(robots)]);
        let list = |found: &Discovery| found.list.as_ref().and_then(|list| list.source.list.clone());
        let nothing = discovered(&server.url("/")).await;
        assert_eq!(nothing.sources, []);
        assert_eq!(list(&nothing).map(|list| list.item), Some("div.item".to_owned()));

        let urls = "<urlset><url><loc>https://a.example/1</loc><lastmod>2026-11-30</lastmod></url></urlset>";
        server.answer("/all.xml", [Reply::feed(urls)]);
        let plain = discovered(&server.url("/")).await;
        assert_eq!(
            plain.sources.iter().map(|found| (&*found.url, found.source.kind)).collect::<Vec<_>>(),
            [(&*server.url("/all.xml"), Some(SourceKind::Sitemap))]
        );
        assert!(plain.list.is_some(), "and the page may be the better choice");

        let index =
            format!("<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>", server.url("/news.xml"));
        server.answer("/news-index.xml", [Reply::feed(index)]);
        server.answer("/news.xml", [Reply::feed("<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://a.example/1</loc><news:news><news:publication_date>2026-11-30</news:publication_date><news:title>A</news:title></news:news></url></urlset>")]);
        let news = discovered(&server.url("/")).await;
        assert_eq!(
            news.sources.iter().map(|found| (&*found.url, found.source.kind)).collect::<Vec<_>>(),
            [(&*server.url("/news-index.xml"), Some(SourceKind::Sitemap))]
        );
        assert_eq!(news.list, None);
    }

    #[tokio::test]
    async fn however_much_a_site_names_little_is_asked_of_it() {
        let server = FeedServer::start();
        let links: String = (0..1000)
            .map(|n| format!("<link rel=alternate type=application/rss+xml href=/f{n}><a href=https://127.0.0.1:9/s/channel{n}>x</a>"))
            .collect();
        server.answer("/", [Reply::status(200).body(format!("<html>{links}"))]);
        let sitemaps: String = (0..100_000).map(|n| format!("Sitemap: /s{n}.xml\n")).collect();
        server.answer("/robots.txt", [Reply::status(200).body(sitemaps)]);
        assert_eq!(discovered(&server.url("/")).await.sources, []);
        let most = 1 + TRIED + USUAL_PLACES.len() + 1 + TRIED_BESIDE;
        assert_eq!(server.requests().len(), most);
    }

    async fn discovered(address: &str) -> Discovery {
        let settings = FetchSettings { allow_private_addresses: true, ..FetchSettings::default() };
        let fetcher = Fetcher::new(&settings).expect("usual settings");
        let now = "2026-11-23T12:00:00Z".parse().expect("a time");
        discover(&fetcher, address, now).await.expect("it answers")
    }
}
