//! Bytes and a content type become a feed with entries, whatever state the bytes are in.

mod address;
mod base64;
mod charset;
mod clean;
mod dates;
mod decode;
mod draft;
mod entities;
mod field;
mod html;
mod json;
mod map;
mod namespace;
mod reference;
mod token;
mod value;
mod warning;

pub use crate::warning::{NotAFeed, Warning};

#[cfg(test)]
mod tests;

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Weekday;

/// Reads a feed of any format. It fails only where there is no feed in the bytes: what is broken is mended, and
/// said in [`ParsedFeed::warnings`].
///
/// `content_type` is the HTTP header, for its charset. `url` is the address that answered, for relative links.
pub fn read(bytes: &[u8], content_type: Option<&str>, url: Option<&str>) -> Result<ParsedFeed, NotAFeed> {
    let limited = &bytes[..bytes.len().min(MOST_BYTES)];
    let decoded = decode::decode(limited, content_type, url);
    let text = decoded.text.trim_start_matches('\u{feff}').trim_ascii();
    if text.is_empty() {
        return Err(NotAFeed::Empty);
    }
    let mut feed = if text.starts_with(['{', '[']) { json::read(text, url) } else { read_tags(text, url) }?;
    if limited.len() < bytes.len() {
        feed.warnings.insert(0, Warning::Limit { what: "bytes", limit: MOST_BYTES });
    }
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

/// The longest document that is read, in bytes.
pub const MOST_BYTES: usize = 20 << 20;
/// Entries of one feed that are read.
const MOST_ENTRIES: usize = 50_000;

fn read_tags(text: &str, url: Option<&str>) -> Result<ParsedFeed, NotAFeed> {
    let mapped = map::map(text, url);
    if mapped.is_feed {
        return Ok(mapped.feed);
    }
    Err(if mapped.is_page { NotAFeed::WebPage { title: page_title(text) } } else { NotAFeed::NoFeedElement })
}

/// What stands in a page's `title`, shortened to what fits on a line.
fn page_title(text: &str) -> Option<String> {
    let head = &text[..text.floor_char_boundary(100_000)];
    let lower = head.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let title: String = html::to_line(&head[start..end]).chars().take(100).collect();
    (!title.is_empty()).then_some(title)
}

/// A feed as its publisher sent it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParsedFeed {
    /// The family of formats it belongs to.
    pub format: Format,
    /// Its title as written, which may hold markup; [`ParsedFeed::plain_title`] is for people.
    pub title: Option<String>,
    /// The address of the site it speaks for, absolute where the feed allowed it.
    pub link: Option<String>,
    /// BCP 47 as the publisher wrote it; a hint that decides nothing.
    pub lang: Option<String>,
    /// In document order, which means nothing.
    pub entries: Vec<ParsedEntry>,
    /// What the feed says about when to ask again.
    pub hints: Hints,
    /// What was mended or cut, each kind once.
    pub warnings: Vec<Warning>,
}

impl ParsedFeed {
    /// The title on one line, without markup.
    pub fn plain_title(&self) -> Option<String> {
        self.title.as_deref().map(html::to_line).filter(|title| !title.is_empty())
    }
}

/// The families of formats.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// RSS 0.91 to 0.94 and 2.0, and whatever else has items in a channel.
    #[default]
    Rss,
    /// RSS 0.90, 1.0 and 1.1.
    Rdf,
    /// Atom 0.3 and 1.0, and a lone Atom entry.
    Atom,
    /// Microsoft's Channel Definition Format.
    Cdf,
    /// JSON Feed 1.0 and 1.1.
    Json,
}

/// One entry as its publisher sent it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedEntry {
    /// The publisher's id: guid, Atom id, `rdf:about`.
    pub guid: Option<String>,
    /// The article's address, absolute where the feed allowed it.
    pub link: Option<String>,
    /// The title as written, which may hold markup; [`ParsedEntry::plain_title`] is for people.
    pub title: Option<String>,
    /// The summary in the publisher's markup.
    pub summary: Option<String>,
    /// The content in the publisher's markup.
    pub content: Option<String>,
    /// The author's name.
    pub author: Option<String>,
    /// The entry's labels, in order, each once.
    pub tags: Vec<String>,
    /// The entry's own language, where it names one.
    pub lang: Option<String>,
    /// The publisher's claim; `None` where it is absent or impossible, never "now".
    pub published: Option<Timestamp>,
    /// What the publisher wrote there.
    pub published_raw: Option<String>,
    /// The publisher's claim of the last change.
    pub updated: Option<Timestamp>,
    /// What the publisher wrote there.
    pub updated_raw: Option<String>,
}

impl ParsedEntry {
    /// The title on one line, without markup; empty where there is none.
    pub fn plain_title(&self) -> String {
        self.title.as_deref().map(html::to_line).unwrap_or_default()
    }

    /// The body in plain text: the content, else the summary.
    pub fn text(&self) -> String {
        self.content.as_deref().or(self.summary.as_deref()).map(html::to_text).unwrap_or_default()
    }
}

/// What a feed says about when and where to ask again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// RSS `ttl`: the least interval.
    pub ttl: Option<Duration>,
    /// RSS `skipHours`: hours of the day in GMT, 0 to 23, in which nothing new comes; sorted.
    pub skip_hours: Vec<u8>,
    /// RSS `skipDays`: days in GMT; sorted from Monday.
    pub skip_days: Vec<Weekday>,
    /// `sy:updatePeriod` divided by `sy:updateFrequency`.
    pub update_every: Option<Duration>,
    /// `sy:updateBase`: the instant from which `update_every` counts.
    pub update_base: Option<Timestamp>,
    /// WebSub hubs.
    pub hubs: Vec<String>,
    /// The feed's own address as it gives it.
    pub self_link: Option<String>,
    /// RFC 5005 `next`, or JSON Feed `next_url`: the next page of a paged feed.
    pub next: Option<String>,
    /// RFC 5005 `prev-archive`: the archive before this document.
    pub prev_archive: Option<String>,
    /// RFC 5005 `fh:complete`: what is missing here was withdrawn.
    pub complete: bool,
    /// RFC 5005 `fh:archive`: this document will not change any more.
    pub archive: bool,
    /// JSON Feed `expired`: there will be nothing new.
    pub expired: bool,
}
