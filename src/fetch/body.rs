//! Reading a body within its limit, and saying in words why an exchange failed.

use std::error::Error;
use std::time::Duration;

use reqwest::{Response, header};
use url::Url;

use super::certificate::certificate_fault;
use super::coding;
use super::coding::CodingError;
use crate::feed::{FailureKind, FetchFailure};
use crate::reach::Stopped;

/// What is set aside for a body before its first byte, at most.
const FIRST_CAPACITY: u64 = 256 << 10;

/// What may come out of the compressed beginning of a body that is looked at.
const MOST_PEEKED: u64 = 1 << 20;

/// How much of a body is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct BodyLimit {
    pub bytes: u64,
    /// Whose limit it is, so that it can be raised where it is the operator's.
    pub whose: &'static str,
}

/// Bytes of an article page after decompression.
const MAX_PAGE: u64 = 5 << 20;

/// Bytes of a sitemap after decompression: what its protocol allows.
const MAX_SITEMAP: u64 = 50 << 20;

impl BodyLimit {
    /// That of feeds, which is the operator's.
    pub(super) fn of_feed(max_body: u64) -> Self {
        Self { bytes: max_body, whose: "the limit `max_body` in [fetch]" }
    }

    /// That of pages, where the operator's is not lower.
    pub(super) fn of_page(max_body: u64) -> Self {
        if max_body <= MAX_PAGE {
            Self::of_feed(max_body)
        } else {
            Self { bytes: MAX_PAGE, whose: "the most of any page" }
        }
    }

    /// That of sitemaps, where the operator's is not higher.
    pub(super) fn of_sitemap(max_body: u64) -> Self {
        if max_body >= MAX_SITEMAP {
            Self::of_feed(max_body)
        } else {
            Self { bytes: MAX_SITEMAP, whose: "the most of any sitemap" }
        }
    }
}

/// A body and how it came.
#[derive(Debug)]
pub(super) struct ReadBody {
    pub bytes: Vec<u8>,
    /// The transfer or a coding ended badly behind a document that is whole: it is read, but not by these validators
    /// asked for again.
    pub is_damaged: bool,
}

/// The decoded bytes of a body. The limit counts what comes over the wire and what comes out of each coding.
///
/// A transfer that breaks off behind a whole document has brought it: servers forget the last chunk, the closing of
/// TLS, or what length a compressed body has.
pub(super) async fn read(mut response: Response, limit: BodyLimit) -> Result<ReadBody, FetchFailure> {
    let announced = response.content_length().unwrap_or(0);
    if announced > limit.bytes {
        return Err(too_large(limit));
    }
    let codings = codings(&response);
    let mut raw = Vec::with_capacity(usize::try_from(announced.min(FIRST_CAPACITY)).unwrap_or(0));
    let broken = loop {
        match response.chunk().await {
            Ok(None) => break None,
            Ok(Some(chunk)) if (raw.len() + chunk.len()) as u64 > limit.bytes => {
                return Err(too_large(limit));
            }
            Ok(Some(chunk)) => raw.extend_from_slice(&chunk),
            Err(error) => break Some(failure(&error)),
        }
    };
    let body = match (coding::decode(raw, &codings, limit.bytes), broken) {
        (Ok(body), None) if !body.is_damaged => ReadBody { bytes: body.bytes, is_damaged: false },
        (Ok(body), _) if coding::is_whole(&body.bytes) => ReadBody { bytes: body.bytes, is_damaged: true },
        (_, Some(failure)) => return Err(failure),
        (Ok(_), None) => return Err(broken_coding("the body breaks off inside its compression")),
        (Err(CodingError::TooLarge), None) => return Err(too_large(limit)),
        (Err(CodingError::Broken(name)), None) => {
            return Err(broken_coding(&format!("the body is not compressed with {name}, as it says")));
        }
    };
    Ok(body)
}

/// What the answer says that its body is coded with; several lines are one list (RFC 9110, 5.3).
fn codings(response: &Response) -> String {
    let lines = response.headers().get_all(header::CONTENT_ENCODING).iter();
    lines.filter_map(|line| line.to_str().ok()).collect::<Vec<_>>().join(",")
}

fn broken_coding(message: &str) -> FetchFailure {
    FetchFailure::new(FailureKind::NotAFeed, message)
}

/// The beginning of a body that is looked at, not kept; empty where it cannot be read.
pub(super) async fn peek(mut response: Response, bytes: usize) -> Vec<u8> {
    let codings = codings(&response);
    let mut head = Vec::new();
    while let (true, Ok(Some(chunk))) = (head.len() < bytes, response.chunk().await) {
        head.extend_from_slice(&chunk);
    }
    coding::decode(head, &codings, MOST_PEEKED).map(|body| body.bytes).unwrap_or_default()
}

fn too_large(limit: BodyLimit) -> FetchFailure {
    let message = format!("the body is larger than {} KiB, {}", limit.bytes >> 10, limit.whose);
    FetchFailure::new(FailureKind::TooLarge, message)
}

/// An error of the library as a failure with a reason that a person understands.
pub(super) fn failure(error: &reqwest::Error) -> FetchFailure {
    let mut reason: &dyn Error = error;
    while let Some(source) = reason.source() {
        if source.is::<Stopped>() {
            return FetchFailure::new(FailureKind::Refused, source.to_string());
        }
        reason = source;
    }
    let host = error.url().and_then(|url| url.host_str()).unwrap_or("the host");
    let reason = certificate_fault(error).unwrap_or_else(|| plain(&reason.to_string()).to_owned());
    let (kind, message) = if error.is_timeout() && error.is_connect() {
        (
            FailureKind::Network,
            format!("no connection to {host} came about in time: it, or its name server, is slow"),
        )
    } else if error.is_timeout() {
        (FailureKind::Network, format!("{host} did not answer in time (`timeout` in [fetch])"))
    } else if error.is_connect() {
        (FailureKind::Network, format!("cannot connect to {host}: {reason}"))
    } else if error.is_body() || error.is_decode() {
        (FailureKind::Network, format!("the body broke off: {reason}"))
    } else if reason.contains("too large") {
        (FailureKind::TooLarge, format!("the answer's head is too large: {reason}"))
    } else {
        (FailureKind::Network, format!("{host} gave no valid answer: {reason}"))
    };
    FetchFailure::new(kind, message)
}

/// A reason without the library's advice to its own users.
fn plain(reason: &str) -> &str {
    reason.split(": https://").next().unwrap_or(reason)
}

/// Whether the request met a connection that the server had closed or wants to have otherwise. It may be sent again
/// (RFC 9110, 9.2.2; RFC 9112, 9.3.1).
pub(super) fn wants_fresh_connection(error: &reqwest::Error) -> bool {
    if error.is_timeout() || error.is_connect() || !error.is_request() {
        return false;
    }
    let mut reason: &dyn Error = error;
    while let Some(source) = reason.source() {
        if source.is::<Stopped>() {
            return false;
        }
        reason = source;
    }
    let reason = reason.to_string();
    ["closed", "reset", "roken pipe", "http2", "HTTP/1.1", "canceled", "not connected"]
        .iter()
        .any(|word| reason.contains(word))
}

/// A host that has asked to be left alone for so long.
pub(super) fn asked_for_patience(at: &Url, left: Duration) -> FetchFailure {
    let host = at.host_str().unwrap_or_default();
    let message = format!("{host} has asked for patience, it is not asked for {} s", left.as_secs() + 1);
    FetchFailure { retry_after: Some(left), ..FetchFailure::new(FailureKind::Spared, message) }
}
