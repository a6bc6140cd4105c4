//! The way from bytes to a feed: decode them, see which family of formats they are, read that.

use crate::feed::ParsedFeed;
use crate::map::DocumentRoot;
use crate::page::page_title;
use crate::settle::settle_dates;
use crate::warning::NotAFeed;
use crate::{decode, json, map, sitemap};

/// Reads a feed of any format. It fails only where there is no feed in the bytes: what is broken is mended, and
/// said in [`ParsedFeed::warnings`].
///
/// `content_type` is the HTTP header, for its charset. `url` is the address that answered, for relative links. Time
/// and memory grow with the length of `bytes`, which the caller bounds.
///
/// # Errors
///
/// [`NotAFeed`] says what the bytes are instead: nothing, a web page, other JSON, anything else.
pub fn read(bytes: &[u8], content_type: Option<&str>, url: Option<&str>) -> Result<ParsedFeed, NotAFeed> {
    read_with(bytes, content_type, url, Sitemaps::OfNews)
}

/// Reads a sitemap that need not speak of news: addresses with the times of their last change, where it has times. An
/// entry of a plain one has no title and no text, which only its page can tell.
///
/// # Errors
///
/// As [`read`]; an index of sitemaps is [`NotAFeed::SitemapIndex`] for both.
pub fn read_sitemap(
    bytes: &[u8],
    content_type: Option<&str>,
    url: Option<&str>,
) -> Result<ParsedFeed, NotAFeed> {
    read_with(bytes, content_type, url, Sitemaps::Any)
}

/// Which sitemaps are feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sitemaps {
    /// Addresses alone are no news: what is new of them, only their pages could tell.
    OfNews,
    Any,
}

fn read_with(
    bytes: &[u8],
    content_type: Option<&str>,
    url: Option<&str>,
    sitemaps: Sitemaps,
) -> Result<ParsedFeed, NotAFeed> {
    let decoded = decode::decode(bytes, content_type, url);
    let text = without_guard(decoded.text.trim_start_matches('\u{feff}').trim_ascii());
    if text.is_empty() {
        return Err(NotAFeed::Empty);
    }
    let is_json = text.starts_with(['{', '[']);
    let mut feed = if is_json { json::read(text, url) } else { read_tags(text, url, sitemaps) }?;
    settle_dates(&mut feed);
    feed.warnings.extend(decoded.warning);
    Ok(feed)
}

/// The text of a document of which nothing but its bytes is known: by its marks, its declaration, else its letters.
pub fn decoded(bytes: &[u8]) -> String {
    decode::decode(bytes, None, None).text.trim_start_matches('\u{feff}').to_owned()
}

/// The text of a web page. Its charset is found as a feed's is: a mark, the bytes themselves, what HTTP says; and what
/// the page declares in a `meta` of its head (HTML, 4.2.5.4).
///
/// Pages have been seen to declare it behind kilobytes of scripts, so four of them are searched and not one.
pub fn decode_page(bytes: &[u8], content_type: Option<&str>, url: Option<&str>) -> String {
    decode::decode_page(bytes, content_type, url).text.trim_start_matches('\u{feff}').to_owned()
}

/// JSON without the words before it that keep other sites from running it as a script.
fn without_guard(text: &str) -> &str {
    const GUARDS: [&str; 4] = [")]}',", ")]}'", "while(1);", "for(;;);"];
    let rest = GUARDS.iter().find_map(|guard| text.strip_prefix(guard)).map(str::trim_ascii_start);
    rest.filter(|rest| rest.starts_with(['{', '['])).unwrap_or(text)
}

fn read_tags(text: &str, url: Option<&str>, sitemaps: Sitemaps) -> Result<ParsedFeed, NotAFeed> {
    let mapped = map::map(text, url);
    let mut feed = mapped.feed;
    match mapped.root {
        DocumentRoot::Feed => {}
        DocumentRoot::SitemapIndex => {
            return Err(NotAFeed::SitemapIndex { newest: sitemap::newest(&feed.entries) });
        }
        DocumentRoot::Sitemap => {
            let is_news = feed.entries.iter().any(|entry| entry.title.is_some());
            if !is_news && sitemaps == Sitemaps::OfNews {
                return Err(NotAFeed::PlainSitemap);
            }
            sitemap::keep_articles(&mut feed.entries);
        }
        DocumentRoot::Page => return Err(NotAFeed::WebPage { title: page_title(text) }),
        DocumentRoot::Unknown => return Err(NotAFeed::NoFeedElement),
    }
    Ok(feed)
}
