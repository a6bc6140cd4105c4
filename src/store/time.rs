//! Instants as they are stored: milliseconds since 1970.

use jiff::Timestamp;

/// An instant as it is stored: milliseconds since 1970.
pub(crate) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// A stored instant; one outside the calendar (a damaged row) becomes the nearest one inside it.
pub(crate) fn instant(millis: i64) -> Timestamp {
    let nearest = if millis < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(millis).unwrap_or(nearest)
}
