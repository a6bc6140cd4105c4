//! Reading a body within its limit, and saying in words why an exchange failed.

use std::error::Error;

use reqwest::{Response, header};

use super::guard::Stopped;
use super::headers::text;
use crate::feed::{FailureKind, FetchFailure};

/// What is set aside for a body before its first byte, at most.
const FIRST_CAPACITY: u64 = 256 << 10;

/// The decoded bytes of a body. The limit counts what comes out of the decompression, as it comes.
pub(super) async fn read(mut response: Response, limit: u64) -> Result<Vec<u8>, FetchFailure> {
    if let Some(encoding) = text(response.headers(), header::CONTENT_ENCODING) {
        // The library takes away the header of what it has decoded.
        if !encoding.trim().is_empty() && !encoding.eq_ignore_ascii_case("identity") {
            let message = format!("the body is encoded as `{encoding}`, which nobody asked for");
            return Err(FetchFailure::new(FailureKind::NotAFeed, message));
        }
    }
    let announced = response.content_length().unwrap_or(0);
    if announced > limit {
        return Err(too_large(limit));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(announced.min(FIRST_CAPACITY)).unwrap_or(0));
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
        if (bytes.len() + chunk.len()) as u64 > limit {
            return Err(too_large(limit));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The beginning of a body that is looked at, not kept; empty where it cannot be read.
pub(super) async fn peek(mut response: Response, bytes: usize) -> Vec<u8> {
    let mut head = Vec::new();
    while let (true, Ok(Some(chunk))) = (head.len() < bytes, response.chunk().await) {
        head.extend_from_slice(&chunk);
    }
    head
}

fn too_large(limit: u64) -> FetchFailure {
    let message = format!("the body is larger than {} KiB, the limit `max_body` in [fetch]", limit >> 10);
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
    let reason = reason.to_string();
    let (kind, message) = if error.is_timeout() && error.is_connect() {
        (FailureKind::Network, format!("{host} accepts no connection in time"))
    } else if error.is_timeout() {
        (FailureKind::Network, format!("{host} fell silent"))
    } else if error.is_connect() {
        (FailureKind::Network, format!("cannot connect to {host}: {reason}"))
    } else if error.is_decode() && !broke_off(&reason) {
        (FailureKind::NotAFeed, format!("the body cannot be decompressed: {reason}"))
    } else if error.is_body() || error.is_decode() {
        (FailureKind::Network, format!("the body broke off: {reason}"))
    } else if reason.contains("too large") {
        (FailureKind::TooLarge, format!("the answer's head is too large: {reason}"))
    } else {
        (FailureKind::Network, format!("{host} gave no valid answer: {reason}"))
    };
    FetchFailure::new(kind, message)
}

/// Whether the connection ended in the middle: the library calls that a failed decoding too, and only its words
/// tell the two apart.
fn broke_off(reason: &str) -> bool {
    ["before message length", "EOF during chunk", "onnection"].iter().any(|words| reason.contains(words))
}
