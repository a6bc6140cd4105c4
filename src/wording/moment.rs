//! Moments as operators read them, whose logs and feeds are in UTC.

use jiff::Timestamp;

/// `2026-11-29 17:35 UTC`.
pub(crate) fn utc_minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_says_its_zone() {
        let at: Timestamp = "2026-11-29T17:35:59Z".parse().expect("a test's time is well-formed");
        assert_eq!(utc_minute(at), "2026-11-29 17:35 UTC");
    }
}
