//! A digest: what one mail to one subscriber says, as data and as text.

pub(crate) mod clean;
pub(crate) mod compose;
mod edits;
mod fold;
mod footer;
mod layout;
pub(crate) mod material;
pub(crate) mod notice;
mod plain;
pub(crate) mod render;
mod rows;
mod shorten;
mod subject;
mod topics;
mod view;
pub(crate) mod words;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::digest::material::{Article, Coverage, Links, Reader, Topic, Window};
use crate::watch::found::Excerpt;

/// What one mail says. The store keeps it as JSON, from which the archive page is rendered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Digest {
    /// Why it is sent now.
    pub kind: Kind,
    /// Whom it is for.
    pub reader: Reader,
    /// The time it speaks of.
    pub window: Window,
    /// When it was composed; the mail's `Date`.
    pub composed: Timestamp,
    /// The watchlists it speaks for, in the order of the subscription.
    pub topics: Vec<Topic>,
    /// What was found, a part for each watchlist that has something; in the order of `topics`.
    pub parts: Vec<Part>,
    /// What was watched and what was not.
    pub coverage: Coverage,
    /// Where to read more and how to leave.
    pub links: Links,
}

/// Why a digest is sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Its time has come.
    Scheduled,
    /// A watchlist with `alert = "immediate"` matched.
    Alert,
    /// Its time has come, nothing matched, and the reader wants to be told so.
    Heartbeat,
}

/// What one watchlist found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// The watchlist.
    pub topic: Topic,
    /// News, the highest score first.
    pub new: Vec<Story>,
    /// What publishers changed afterwards; what they took away near a watched name first.
    pub changed: Vec<Edited>,
    /// What publishers took back, the latest first.
    pub withdrawn: Vec<Withdrawn>,
    /// Stories the reader was sent before, which further publishers now carry.
    pub again: Vec<Again>,
}

/// One story: the earliest article that tells it, and who else does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Story {
    /// The earliest article.
    pub head: Article,
    /// The other publishers that carry it, one article each, the earliest first.
    pub others: Vec<Article>,
    /// Every entry that was folded into it, the head's and those of one publisher included.
    pub entries: Vec<i64>,
    /// The highest score of its articles.
    pub score: f64,
    /// What to mark in the head's title: bytes, in order and never overlapping.
    pub title_marks: Vec<(usize, usize)>,
    /// The sentences to show.
    pub excerpts: Vec<Excerpt>,
    /// Which terms of the watchlist matched.
    pub terms: Vec<String>,
    /// Which notable names it speaks of besides.
    pub notable: Vec<String>,
    /// The titles of the reader's other watchlists that matched it too; it is shown once.
    pub also_matches: Vec<String>,
    /// What the publisher of the head changed since it was first seen, where that lies in the window too.
    pub change: Option<Edit>,
}

/// An edit as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Edit {
    /// When we saw the last revision it speaks of.
    pub seen: Timestamp,
    /// How many revisions it sums up, at least 1.
    pub revisions: u32,
    /// What it added and took away.
    pub change: Change,
}

/// An article that was changed after the reader was, or would have been, sent it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Edited {
    /// The article with its present title.
    pub article: Article,
    /// What happened to it.
    pub edit: Edit,
    /// What the edit means for the watchlist.
    pub outcome: Outcome,
    /// The terms that either revision matched.
    pub terms: Vec<String>,
    /// The notable names of either revision.
    pub notable: Vec<String>,
    /// The higher score of the two revisions.
    pub score: f64,
}

/// What an edit means for the watchlist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Outcome {
    /// It matched and still does.
    StillMatches,
    /// It matched and does not any more.
    MatchesNoMore,
}

/// An article that its publisher took back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Withdrawn {
    /// The article as last seen.
    pub article: Article,
    /// When it was found gone.
    pub seen: Timestamp,
    /// How that showed, in words: `the page answers 410`.
    pub how: String,
    /// The sentences that had matched.
    pub excerpts: Vec<Excerpt>,
    /// The terms that had matched.
    pub terms: Vec<String>,
}

/// A story that the reader was sent before and that further publishers now carry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Again {
    /// When the reader was sent it.
    pub sent: Timestamp,
    /// The further articles, one a publisher, the earliest first.
    pub articles: Vec<Article>,
    /// Every entry that was folded into it.
    pub entries: Vec<i64>,
}

/// A mail's subject and its two equal bodies, ready for the message builder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rendered {
    /// One line without control characters, not yet encoded.
    pub subject: String,
    /// The text part: lines end in `\n` and are at most 78 characters wide, links apart.
    pub text: String,
    /// The HTML part, at most [`render::HTML_LIMIT`] bytes.
    pub html: String,
}

#[cfg(test)]
mod tests;
