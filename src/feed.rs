//! A feed: what the operator says of it, what polling has learnt of it, and what one poll brought.

use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;

/// One feed as the operator lists it. The address is its identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Feed {
    /// The address in the operator's file; never rewritten by redirects (those live in [`FeedState`]).
    pub url: String,
    /// The operator's title; without it the feed's own is shown.
    pub title: Option<String>,
    /// BCP 47 language hint.
    pub lang: Option<String>,
    /// ISO 3166 country code, upper case.
    pub country: Option<String>,
    /// The family of publishers: copies inside one family count once.
    pub publisher: Option<String>,
    /// Free labels that watchlists filter by.
    pub tags: Vec<String>,
    /// The operator's interval, which wins over the adaptive one.
    pub every: Option<Duration>,
    /// Whether the article page is fetched and matched too.
    pub full_text: bool,
}

/// What polling has learnt of a feed. Written in the same transaction as the entries it speaks of.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct FeedState {
    /// Sent back byte for byte at the next poll (RFC 9110, 13.1).
    pub validators: Validators,
    /// Not before this instant; `None` for a feed that was never polled.
    pub next_due: Option<Timestamp>,
    /// The first successful poll: the baseline of "new".
    pub first_polled: Option<Timestamp>,
    /// The last poll, successful or not.
    pub last_polled: Option<Timestamp>,
    /// The last poll that brought a readable feed or a 304.
    pub last_ok: Option<Timestamp>,
    /// The last poll that brought a new entry.
    pub last_new: Option<Timestamp>,
    /// Failures since the last success.
    pub failures: u32,
    /// When the present row of failures began.
    pub failing_since: Option<Timestamp>,
    /// The last failure in words, kept until the next success.
    pub last_error: Option<String>,
    /// What people are told about the feed.
    pub health: Health,
    /// The permanent redirect seen lately and how often it was seen in agreement.
    pub moved: Option<Moved>,
    /// The address to ask instead of the listed one, once a permanent redirect is believed.
    pub effective_url: Option<String>,
    /// The feed's own title, language and site, as last read.
    pub title: Option<String>,
    /// The feed's own language.
    pub lang: Option<String>,
    /// Entries in the last good body.
    pub entries_seen: u32,
    /// The smoothed time between new entries, from which the adaptive interval is computed.
    pub rhythm: Option<Duration>,
}

/// The validators of the last good answer, and the address that sent them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Validators {
    /// `ETag`, byte for byte.
    pub etag: Option<Vec<u8>>,
    /// `Last-Modified`, byte for byte, never reformatted.
    pub last_modified: Option<Vec<u8>>,
    /// A hash of the decoded body, compared before parsing.
    pub body_hash: Option<u64>,
    /// The address that sent them: they are never shown to another (a redirect's target, say).
    pub url: Option<String>,
}

/// A permanent redirect under observation: hotel portals send 301 too, so one answer proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moved {
    /// Where the redirect leads.
    pub to: String,
    /// How many polls in a row said so.
    pub seen: u32,
    /// When it was first said.
    pub since: Timestamp,
}

/// The state of a feed as people are told it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Health {
    /// Never polled yet.
    #[default]
    Unknown,
    /// The last poll brought a readable feed or a 304.
    Well,
    /// A few failures, too few to worry anybody.
    Late,
    /// It fails for long enough that people should know.
    Failing,
    /// A bot wall or a login page answers in its place.
    Blocked,
    /// A permanent redirect is believed; the operator should change the address.
    Moved,
    /// 410: polling has stopped.
    Gone,
    /// It answers, but brings nothing for much longer than its own rhythm.
    Silent,
}

/// What one poll of a feed brought.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fetched {
    /// 304, or a 200 whose body hashes to the stored one.
    Unchanged(Answer),
    /// A body to be read.
    Body {
        /// The answer's headers as far as polling needs them.
        answer: Answer,
        /// The decoded bytes (after gzip, brotli, zstd), within the limit.
        bytes: Vec<u8>,
        /// `Content-Type`, for the charset.
        content_type: Option<String>,
    },
    /// 410: the publisher asks never to be asked again.
    Gone,
    /// Anything else. A failing feed is data with one path.
    Failed(Failure),
}

/// What an answer says about the next request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// New validators; a 304 carries them only where they changed.
    pub validators: Validators,
    /// How long the answer stays fresh: `max-age` less `Age`, else `Expires` less `Date` (RFC 9111, 4.2.1).
    pub fresh_for: Option<Duration>,
    /// The address that answered in the end.
    pub final_url: String,
    /// Set when every hop that led to `final_url` was permanent (301 or 308).
    pub moved_to: Option<String>,
}

/// Why a poll failed, in words for people and in kinds for the schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// What the schedule and the health decide by.
    pub kind: FailureKind,
    /// One lower-case sentence that stands alone.
    pub message: String,
    /// `Retry-After`, as a span from the answer (RFC 9110, 10.2.3).
    pub retry_after: Option<Duration>,
}

/// The kinds of failure that are treated differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum FailureKind {
    /// No answer: name, connection, TLS, time.
    Network,
    /// 429 or 503: the host asks for patience.
    Busy,
    /// Another 5xx.
    Server,
    /// 404, or another 4xx without a meaning of its own.
    NotFound,
    /// 401, 403.
    Denied,
    /// A bot wall or a login page with status 200.
    Blocked,
    /// A body that is not a feed, is empty, or cannot be decoded.
    NotAFeed,
    /// A limit of ours: body, redirects, headers.
    TooLarge,
    /// An address that must not be asked: private, another scheme, https to http.
    Refused,
    /// Our own fault while handling this feed (a panic caught).
    Internal,
}
