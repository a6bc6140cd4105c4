//! The intervals of one feed: its own, else those of the settings.

use crate::feed::Feed;
use crate::schedule::due::Intervals;
use crate::settings::FetchSettings;

/// The intervals that a feed is polled at.
pub(crate) fn intervals_of(feed: &Feed, settings: &FetchSettings) -> Intervals {
    Intervals {
        own: feed.every,
        every: settings.every,
        min_every: settings.min_every,
        max_every: settings.max_every,
    }
}
