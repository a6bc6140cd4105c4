//! What reading a feed has to say about the state it was in.

use crate::shape::PageExcess;

/// Why bytes are not a feed at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAFeed {
    /// Nothing but white space.
    #[error("the answer is empty")]
    Empty,
    /// A web page: a bot wall, a login form, a moved site.
    #[error("the answer is a web page, not a feed{}", title.as_ref().map(|title| format!(": {title}")).unwrap_or_default())]
    WebPage {
        /// The page's title, which tells people which of these it is.
        title: Option<String>,
    },
    /// JSON without the shape of a feed, or broken JSON.
    #[error("the answer is JSON, but not a JSON Feed: {0}")]
    OtherJson(String),
    /// An index of sitemaps: its newest are to be read.
    #[error("the answer is an index of sitemaps, not a feed{}", newest.first().map(|newest| format!("; its newest is {newest}")).unwrap_or_default())]
    SitemapIndex {
        /// The addresses of its newest sitemaps, newest first, at most three.
        newest: Vec<String>,
    },
    /// A sitemap that has no headlines.
    #[error("the answer is a sitemap without headlines, not a feed: kind = \"sitemap\" reads it")]
    PlainSitemap,
    /// A page on which nothing was found of what was looked for.
    #[error("{words}{}", title.as_ref().map(|title| format!(" on the page \"{title}\"")).unwrap_or_default())]
    NothingFound {
        /// What was looked for, and what there is.
        words: String,
        /// The page's title.
        title: Option<String>,
    },
    /// No CSS selector, and why.
    #[error("`{0}` is no CSS selector: {1}")]
    Selector(String, String),
    /// A page of a shape that is not read.
    #[error("{0}")]
    Shape(PageExcess),
    /// XML or text without a known root and without entries.
    #[error("the answer holds no feed: no rss, feed, rdf:RDF or channel element, and no entry")]
    NoFeedElement,
}

/// What was mended or cut while reading.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// Another charset than the announced one was used.
    #[error("announced as {announced}, read as {used}")]
    Charset {
        /// What HTTP or the declaration says.
        announced: String,
        /// What fits the bytes.
        used: &'static str,
    },
    /// Some texts are UTF-8 and some are not.
    #[error("some texts are in UTF-8 and others in {used}: each was read as what it is")]
    Mixed {
        /// The charset of the others; of several the last.
        used: &'static str,
    },
    /// Bytes that fit no charset became U+FFFD.
    #[error("some bytes do not fit {used} and were replaced")]
    BadBytes {
        /// The charset that fits best.
        used: &'static str,
    },
    /// Something stands before the feed: white space does not count.
    #[error("there is something before the feed's first tag")]
    JunkBefore,
    /// Elements that were not closed, or closed twice.
    #[error("end tags are missing or do not match")]
    Unbalanced,
    /// A CDATA section without an end.
    #[error("a CDATA section does not end")]
    OpenCdata,
    /// The root is still open at the end: a transfer or a generator stopped midway, and the last entry may lack its end.
    #[error("the document breaks off before its end")]
    BreaksOff,
    /// The document ends within an entry, of which there may be more.
    #[error("the last entry may be half there only")]
    HalfEntry,
    /// A date that could not be read; the first of them.
    #[error("a date cannot be read: {0}")]
    Date(String),
    /// JSON with errors: control characters, half characters, a lost end.
    #[error("the JSON has errors and was mended")]
    MendedJson,
    /// A channel goes by another name than it was asked for.
    #[error(
        "the channel {asked} calls itself {named} now: list it under that name before the other is somebody else's"
    )]
    Renamed {
        /// The name in the address.
        asked: String,
        /// The name in its posts.
        named: String,
    },
    /// A limit of the reader cut something: it is no fault of the publisher's.
    #[error("the reader takes {} {}: the rest is left out", .0.most(), .0.what())]
    Limit(Limit),
}

impl Warning {
    /// Which entries the document may hold that were not read.
    pub fn unread_entries(&self) -> UnreadEntries {
        match self {
            Self::BreaksOff | Self::HalfEntry | Self::OpenCdata => UnreadEntries::LostByPublisher,
            Self::Limit(Limit::Entries | Limit::Depth | Limit::Elements) => UnreadEntries::LeftOutByReader,
            _ => UnreadEntries::None,
        }
    }
}

/// Whether a document held entries that were not read, and who is the cause. Later ones outweigh earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnreadEntries {
    /// All were read.
    None,
    /// There are more than the reader takes.
    LeftOutByReader,
    /// The document breaks off.
    LostByPublisher,
}

/// What the reader bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Entries of one feed.
    Entries,
    /// Labels of one entry.
    Labels,
    /// Elements that are open at once; deeper ones are read, but not told apart.
    Depth,
    /// Attributes of one tag.
    Attributes,
    /// Namespace bindings that are open at once.
    Namespaces,
    /// Bytes of one field.
    FieldBytes,
    /// Elements of a page with a list.
    Elements,
}

impl Limit {
    /// How many are taken.
    pub const fn most(self) -> usize {
        match self {
            Self::Entries => 50_000,
            Self::Labels => 128,
            Self::Depth => 256,
            Self::Attributes | Self::Namespaces => 64,
            Self::FieldBytes => 2 << 20,
            Self::Elements => 200_000,
        }
    }

    /// What is counted, in words that follow a number.
    fn what(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::Labels => "labels of one entry",
            Self::Depth => "elements inside one another",
            Self::Attributes => "attributes of one tag",
            Self::Namespaces => "open namespace bindings",
            Self::FieldBytes => "bytes of one field",
            Self::Elements => "elements of a page with a list",
        }
    }
}

/// The warnings of one document, each kind once.
#[derive(Debug, Default)]
pub(crate) struct NotedWarnings(Vec<Warning>);

impl NotedWarnings {
    /// Notes what was mended, if nothing of its kind is noted yet.
    pub(crate) fn note(&mut self, warning: Warning) {
        let kind = std::mem::discriminant(&warning);
        let is_known = |known: &Warning| match (known, &warning) {
            (Warning::Limit(known), Warning::Limit(limit)) => known == limit,
            _ => std::mem::discriminant(known) == kind,
        };
        if !self.0.iter().any(is_known) {
            self.0.push(warning);
        }
    }

    /// The warnings in the order in which they came.
    pub(crate) fn into_list(self) -> Vec<Warning> {
        self.0
    }
}
