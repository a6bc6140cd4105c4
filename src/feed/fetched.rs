//! What one request for a feed brought: an answer, nothing new, or a failure.

use std::time::Duration;

use super::validators::Validators;
use crate::shown::Shown;

/// What one poll of a feed brought.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fetched {
    /// 304, or a 200 whose body hashes to the stored one.
    Unchanged(AnswerHead),
    /// A body to be read.
    Body {
        /// The answer's headers as far as polling needs them.
        answer: AnswerHead,
        /// The decoded bytes (after gzip, brotli, zstd), within the limit.
        bytes: Vec<u8>,
        /// `Content-Type`, for the charset.
        content_type: Option<String>,
    },
    /// 410: the publisher asks never to be asked again.
    Gone,
    /// Anything else. A failing feed is data with one path.
    Failed(FetchFailure),
}

/// What an answer says about the next request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AnswerHead {
    /// What to send next time, complete: a 304 has already been merged with what was sent (RFC 9111, 4.3.4).
    pub validators: Validators,
    /// How long the answer stays fresh: `max-age` less `Age`, else `Expires` less `Date` (RFC 9111, 4.2.1).
    pub fresh_for: Option<Duration>,
    /// The address that answered in the end.
    pub final_url: String,
    /// Where the leading permanent hops (301, 308) of the redirects lead, if there were any.
    pub moved_to: Option<String>,
    /// 226: the body holds only what is new since the last one (RFC 3229); what it lacks has not gone.
    pub partial: bool,
    /// What to send next time to the documents that this one leads to: the sitemaps of an index.
    pub parts: Box<[Validators]>,
}

/// Why a poll failed, in words for people and in kinds for the schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FetchFailure {
    /// What the schedule and the health decide by.
    pub kind: FailureKind,
    /// One lower-case sentence that stands alone.
    pub message: String,
    /// The status of the answer, where there was one.
    pub status: Option<u16>,
    /// Not before this span has passed: the longer of `Retry-After` (RFC 9110, 10.2.3) and the answer's freshness.
    pub retry_after: Option<Duration>,
}

impl FetchFailure {
    /// A failure that says nothing about the next request. Its words are stored and shown: the key in an address, or in one that a
    /// server has led to, is left out of them.
    pub(crate) fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self { kind, message: Shown::text(&message.into()).to_string(), status: None, retry_after: None }
    }
}

/// The kinds of failure that are treated differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum FailureKind {
    /// No answer: name, connection, TLS, time.
    Network,
    /// 429 or 503: the host asks for patience.
    Busy,
    /// It was not asked: its host has asked for patience before.
    Spared,
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
    /// A page on which nothing is found of what its source was listed for: a redesign, a channel that was renamed.
    NothingFound,
    /// A limit of ours: body, redirects, headers.
    TooLarge,
    /// An address that must not be asked: private, another scheme, https to http.
    Refused,
    /// Our own fault while handling this feed (a panic caught).
    Internal,
}
