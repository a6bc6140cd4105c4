//! What the headers of an answer say about the next request.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use reqwest::header;
use reqwest::header::{HeaderMap, HeaderName};

/// No freshness is believed beyond this: some servers say a year for everything.
const LONGEST_FRESHNESS: Duration = Duration::from_hours(7 * 24);

/// No host is left alone for longer than this on its own word.
const LONGEST_PAUSE: Duration = Duration::from_hours(24);

/// How long an answer stays fresh from now on: `max-age` less `Age`, else `Expires` less `Date` (RFC 9111, 4.2.1).
/// `None` where it is stale already or says nothing.
pub(crate) fn fresh_for(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let lifetime = match max_age(headers) {
        Some(MaxAge::Seconds(seconds)) => Duration::from_secs(seconds),
        Some(MaxAge::Never) => return None,
        None => until(text(headers, header::EXPIRES)?, headers, now)?,
    };
    let age = text(headers, header::AGE).and_then(|age| age.trim().parse().ok()).unwrap_or(0);
    let left = lifetime.checked_sub(Duration::from_secs(age))?;
    (!left.is_zero()).then_some(left.min(LONGEST_FRESHNESS))
}

/// `Retry-After` as a span, in seconds or as a date (RFC 9110, 10.2.3), at most a day. A date that has passed is none.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = text(headers, header::RETRY_AFTER)?.trim();
    let span = match value.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => until(value, headers, now)?,
    };
    (!span.is_zero()).then_some(span.min(LONGEST_PAUSE))
}

/// A header as text, if it is there and is text.
pub(crate) fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

enum MaxAge {
    Seconds(u64),
    /// `no-cache` or `no-store`: ask again whenever you like.
    Never,
}

fn max_age(headers: &HeaderMap) -> Option<MaxAge> {
    let mut found = None;
    let values = headers.get_all(header::CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    for directive in values.flat_map(|value| value.split(',')) {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        let name = name.trim().to_ascii_lowercase();
        if name == "no-cache" || name == "no-store" {
            return Some(MaxAge::Never);
        }
        if name == "max-age" && found.is_none() {
            found = value.trim().trim_matches('"').parse().ok().map(MaxAge::Seconds);
        }
    }
    found
}

/// From the server's own `Date`, else from `now`, until this date; `None` where it cannot be read or has passed.
fn until(date: &str, headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let from = text(headers, header::DATE).and_then(http_date).unwrap_or(now);
    Duration::try_from(http_date(date)?.duration_since(from)).ok()
}

/// A date in one of the three forms of RFC 9110, 5.6.7.
fn http_date(text: &str) -> Option<Timestamp> {
    const OLD: [&str; 2] = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    let text = text.trim();
    rfc2822::DateTimeParser::new().parse_timestamp(text).ok().or_else(|| {
        OLD.iter().find_map(|form| {
            let wall = DateTime::strptime(form, text).ok()?;
            TimeZone::UTC.to_timestamp(wall).ok()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3600;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), value.parse().expect("a header value"))
        };
        lines.iter().map(pair).collect()
    }

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().expect("a time")
    }

    #[test]
    fn freshness_is_max_age_less_age_else_expires_less_date() {
        for (lines, seconds) in [
            (vec![], None),
            (vec![("cache-control", "public, Max-Age=3600")], Some(HOUR)),
            (vec![("cache-control", "max-age=\"600\""), ("age", "100")], Some(500)),
            (vec![("cache-control", "max-age=600"), ("age", "700")], None),
            (vec![("cache-control", "max-age=60"), ("expires", "Mon, 23 Nov 2026 14:00:00 GMT")], Some(60)),
            (vec![("cache-control", "max-age=600, no-cache")], None),
            (vec![("cache-control", "max-age=31536000")], Some(7 * 24 * HOUR)),
            (
                vec![("cache-control", "max-age=soon"), ("expires", "Mon, 23 Nov 2026 13:00:00 GMT")],
                Some(HOUR),
            ),
            (vec![("expires", "0")], None),
            (vec![("expires", "Sun, 22 Nov 2026 13:00:00 GMT")], None),
            (
                vec![("expires", "Sun, 06 Nov 1994 09:49:37 GMT"), ("date", "Sun, 06 Nov 1994 08:49:37 GMT")],
                Some(HOUR),
            ),
            (vec![("cache-control", "max-age=99999999999999999999")], None),
        ] {
            let found = fresh_for(&headers(&lines), now());
            assert_eq!(found, seconds.map(Duration::from_secs), "{lines:?}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_at_most_a_day() {
        for (value, seconds) in [
            ("120", Some(120)),
            ("0", None),
            ("99999999", Some(24 * HOUR)),
            ("Mon, 23 Nov 2026 12:30:00 GMT", Some(1800)),
            ("Monday, 23-Nov-26 12:30:00 GMT", Some(1800)),
            ("Mon Nov 23 12:30:00 2026", Some(1800)),
            ("Mon, 23 Nov 2026 11:30:00 GMT", None),
            ("tomorrow", None),
            ("-5", None),
        ] {
            let found = retry_after(&headers(&[("retry-after", value)]), now());
            assert_eq!(found, seconds.map(Duration::from_secs), "{value}");
        }
    }
}
