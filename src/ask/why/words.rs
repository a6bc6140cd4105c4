//! Times and the state of a feed in the words that `why` uses.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::feed::{FeedHealth, FeedState};
use crate::shown::Shown;
use crate::store::feeds::StoredFeed;
pub(super) use crate::wording::utc_minute as minute;

/// `2026-11-23 07:00 Asia/Baku`.
pub(super) fn local(at: Timestamp, zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or("UTC");
    format!("{} {name}", at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M"))
}

/// `Example (https://example.org/rss)`; only the address where it has no name.
pub(super) fn named(feed: &StoredFeed) -> String {
    let title = feed.feed.title_or(feed.state.title.as_deref());
    let address = Shown::address(&feed.feed.url);
    if feed.feed.url.contains(title) { address.to_string() } else { format!("{title} ({address})") }
}

/// How polling stands with a feed, in a clause.
pub(super) fn polling(state: &FeedState, now: Timestamp) -> String {
    let next = match state.next_due {
        Some(due) if due > now => format!("; next asked at {}", minute(due)),
        Some(_) => "; due now".to_owned(),
        None => String::new(),
    };
    match (&state.last_error, state.last_ok) {
        (Some(error), _) => {
            let since = state.failing_since.map_or_else(String::new, |at| format!(" since {}", minute(at)));
            let state = if state.health == FeedHealth::Blocked { "blocked" } else { "failing" };
            format!("{state}{since}: {}{next}", Shown::text(error))
        }
        (None, Some(at)) => format!("last answered at {}{next}", minute(at)),
        (None, None) => format!("never asked yet{}", if next.is_empty() { "; due now" } else { &next }),
    }
}
