//! What the store hands over for one subscriber and one window: everything a digest is composed from.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::article::MissingReason;
use crate::feed::FeedHealth;
use crate::watch::found::Match;

/// All that [`crate::digest::compose::compose`] looks at, for one reader and one window.
#[derive(Debug, Clone)]
pub(crate) struct DigestInput {
    /// Whom the digest is for.
    pub reader: Recipient,
    /// The time it speaks of.
    pub window: DigestWindow,
    /// Now; it becomes the mail's `Date`.
    pub now: Timestamp,
    /// The reader's watchlists that this mail speaks for, in the order of the subscription.
    pub topics: Vec<Topic>,
    /// News of the window that any of the topics matched, and that the reader was not sent; in any order.
    pub found: Vec<FoundArticle>,
    /// Articles known before that were edited in the window, where either revision matched; in any order.
    pub edits: Vec<RevisedArticle>,
    /// Articles that matched and were taken back in the window; in any order.
    pub withdrawn: Vec<TakenBackArticle>,
    /// What was watched in the window and what was not.
    pub coverage: Coverage,
    /// Where to read more and how to leave.
    pub links: ReaderLinks,
}

/// Whom a digest is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Recipient {
    /// The address it goes to; the footer names it.
    pub email: String,
    /// How to call them.
    pub name: Option<String>,
    /// The zone of every time in the mail.
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub zone: TimeZone,
    /// When digests come, as the operator or reader wrote it: `weekdays 07:00`.
    pub schedule: String,
}

/// The time a digest speaks of: after `from`, up to `to`. Windows of one reader are gapless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DigestWindow {
    /// The end of the window before.
    pub from: Timestamp,
    /// The slot this digest is for.
    pub to: Timestamp,
    /// Slots between the two that passed while we were down; above 0 it is a catch-up and the subject says so.
    pub missed: u32,
}

/// A watchlist as a digest speaks of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Topic {
    /// Its id: `List-Id` derives from it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it looks for, in a sentence; may be empty.
    pub description: String,
    /// Matches with a lower score are not mailed.
    pub threshold: f64,
}

/// An article as people are shown it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ShownArticle {
    /// The store's id of the entry.
    pub entry: i64,
    /// Its address, as the feed gave it; whatever is not http or https is not shown as a link.
    pub link: Option<String>,
    /// Its title in plain text, unshortened; may be empty.
    pub title: String,
    /// The name of the feed or publisher as people are shown it.
    pub source: String,
    /// The family of publishers: the operator's `publisher`, else the host of the feed's address.
    pub family: String,
    /// BCP 47.
    pub lang: Option<String>,
    /// ISO 3166 of the feed.
    pub country: Option<String>,
    /// The publisher's claim; `None` where there is none.
    pub published: Option<Timestamp>,
    /// When we first saw it.
    pub seen: Timestamp,
    /// How much of it was read.
    #[serde(default)]
    pub read: ReadExtent,
    /// The publisher that it names as its source: an account of that one's news rather than one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cites: Option<String>,
}

/// How much of an article was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ReadExtent {
    /// All that its feed or its page has.
    #[default]
    Whole,
    /// The teaser in its feed: the page behind it was not to be had.
    OnlyTeaser,
}

impl ShownArticle {
    /// [`told_at`] of this article.
    pub(crate) fn told_at(&self) -> Timestamp {
        told_at(self.published, self.seen)
    }
}

/// When an article was told: the publisher's claim where it is likely, else when we saw it.
///
/// A claim decides only which article stands at the head of a story.
pub(crate) fn told_at(published: Option<Timestamp>, seen: Timestamp) -> Timestamp {
    let likely = |claim: &Timestamp| {
        let age = seen.duration_since(*claim);
        age >= SignedDuration::ZERO && age <= SignedDuration::from_hours(24)
    };
    published.filter(likely).unwrap_or(seen)
}

/// An article that matched.
#[derive(Debug, Clone)]
pub(crate) struct FoundArticle {
    /// The article as it stands now.
    pub article: ShownArticle,
    /// Its body as it stands now; shown where a match has no excerpts.
    pub text: String,
    /// What it matched, of the reader's topics; others are passed over.
    pub matches: Vec<Match>,
    /// The story it belongs to; `None` for an article that nobody else carries.
    pub story: Option<i64>,
    /// When the reader was last sent another article of this story.
    pub story_sent: Option<Timestamp>,
    /// The event it tells of, as far as is guessed.
    pub event: Option<i64>,
    /// The first of its revisions that matched, where it was edited since.
    pub first: Option<EarlierRevision>,
}

/// An earlier revision of an article.
#[derive(Debug, Clone)]
pub(crate) struct EarlierRevision {
    /// Its title.
    pub title: String,
    /// Its body.
    pub text: String,
    /// What it matched, of the reader's topics.
    pub matches: Vec<Match>,
    /// When the revision that followed last was seen.
    pub edited: Timestamp,
    /// How many revisions followed it.
    pub revisions: u32,
    /// Whether the last of them rests on one reading of its page.
    pub seen_once: bool,
}

/// An article that was edited after the reader was, or would have been, sent it.
#[derive(Debug, Clone)]
pub(crate) struct RevisedArticle {
    /// The article as it stands now.
    pub article: ShownArticle,
    /// Its body as it stands now.
    pub text: String,
    /// What it matches now, of the reader's topics.
    pub matches: Vec<Match>,
    /// The story it belongs to: edits of its copies in the same words are one change.
    pub story: Option<i64>,
    /// The revision that the reader knows, or would know.
    pub before: EarlierRevision,
    /// Whether the reader was told of the article: then it is never news again, whatever it matched in between.
    pub is_told: bool,
}

/// An article that matched and that its publisher took back, or that is there again after it was told as taken back.
#[derive(Debug, Clone)]
pub(crate) struct TakenBackArticle {
    /// The article as last seen.
    pub article: ShownArticle,
    /// What it had matched, of the reader's topics.
    pub matches: Vec<Match>,
    /// When it was found gone, or there again.
    pub seen: Timestamp,
    /// How that showed.
    pub how: Disappearance,
    /// Its text as it was last seen, where its page was watched and went.
    pub last: Option<LastSeenText>,
}

/// The text of a page that was taken down, as it was last seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastSeenText {
    /// What the page answers now.
    pub why: MissingReason,
    /// When it last answered with a text of its own.
    pub at: Timestamp,
    /// The text, whole.
    pub text: String,
    /// SHA-256 of the text's bytes, in hexadecimal digits.
    pub sha256: String,
}

/// How it showed that an article was taken back, or is there again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Disappearance {
    /// It is in its feed no more, and the reader was told of it before.
    Unlisted,
    /// It came and went before anybody was told of it.
    CameAndWent,
    /// It was told as taken back, and is there again.
    Returned,
}

/// What was watched in a window and what was not.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Coverage {
    /// Feeds that these watchlists look at.
    pub feeds: usize,
    /// Those of them that were read at least once in the window and are not in trouble at its end.
    pub read: usize,
    /// New entries that were read and matched against the watchlists, hits or not.
    pub new_entries: usize,
    /// Those of them without a usable date; they count as news by the time we saw them.
    pub undated: usize,
    /// The feeds that were not, or not wholly, watched.
    pub troubled: Vec<TroubledFeed>,
    /// Those of them of which only the teaser was read: the page behind it was not to be had.
    #[serde(default)]
    pub teasers: usize,
    /// What may be lacking although its feed was read, as sentences of which the feed is the subject: `Example: its
    /// body breaks off`.
    pub cuts: Vec<String>,
}

/// A feed that was not, or not wholly, watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TroubledFeed {
    /// Its title, else its host.
    pub title: String,
    /// The address in the operator's file.
    #[serde(default)]
    pub url: String,
    /// What kind of trouble.
    pub health: FeedHealth,
    /// The last failure in words.
    pub words: String,
    /// Since when; `None` for a feed that was never read.
    pub since: Option<Timestamp>,
}

/// Where to read more and how to leave.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReaderLinks {
    /// This digest on the web, whole; `None` without `[web] public_url`.
    pub archive: Option<String>,
    /// The page where the reader pauses or leaves; `None` without `[web] public_url`.
    pub leave: Option<String>,
    /// The address to write to instead; always there.
    pub leave_mail: Option<String>,
}
