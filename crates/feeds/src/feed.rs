//! What a feed and its entries are once they are read.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Weekday;

use crate::html;
use crate::warning::Warning;

/// A feed as its publisher sent it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParsedFeed {
    /// Its title as written, which may hold markup; [`ParsedFeed::plain_title`] is for people.
    pub title: Option<String>,
    /// The address of the site it speaks for, absolute where the feed allowed it.
    pub link: Option<String>,
    /// BCP 47 as the publisher wrote it; a hint that decides nothing.
    pub lang: Option<String>,
    /// In document order, which means nothing.
    pub entries: Vec<ParsedEntry>,
    /// What the feed says about when to ask again.
    pub hints: FeedHints,
    /// What was mended or cut, each kind once.
    pub warnings: Vec<Warning>,
}

impl ParsedFeed {
    /// The title on one line, without markup.
    pub fn plain_title(&self) -> Option<String> {
        self.title.as_deref().map(html::to_line).filter(|title| !title.is_empty())
    }
}

/// One entry as its publisher sent it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedEntry {
    /// The publisher's id: guid, Atom id, `rdf:about`.
    pub guid: Option<String>,
    /// The article's address, absolute where the feed allowed it.
    pub link: Option<String>,
    /// The address of the first file that belongs to it: a recording, a picture.
    pub enclosure: Option<String>,
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

    /// The body in the publisher's markup: the content, else the summary.
    pub fn body(&self) -> Option<&str> {
        self.content.as_deref().or(self.summary.as_deref())
    }

    /// The body in plain text.
    pub fn text(&self) -> String {
        self.body().map(html::to_text).unwrap_or_default()
    }
}

/// What a feed says about when and where to ask again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedHints {
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
    /// RFC 5005 `next`, or JSON Feed `next_url`: the next page of a paged feed.
    pub next: Option<String>,
    /// RFC 5005 `prev-archive`: the archive before this document.
    pub prev_archive: Option<String>,
    /// RFC 5005 `fh:complete`: what is missing here was withdrawn.
    pub complete: bool,
    /// JSON Feed `expired`: there will be nothing new.
    pub expired: bool,
}
