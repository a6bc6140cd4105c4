//! What polling has learnt of the listed feeds.

use crate::feed::{Feed, FeedState};
use crate::store::feeds::feed_by_url;
use crate::store::{Connection, StoreError};

/// The state of each feed; of one that was never polled, the one that all begin with.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn feed_states(connection: &Connection, feeds: &[&Feed]) -> Result<Vec<FeedState>, StoreError> {
    let state = |feed: &&Feed| {
        let stored = feed_by_url(connection, &feed.url)?;
        Ok(stored.map(|stored| stored.state).unwrap_or_default())
    };
    feeds.iter().map(state).collect()
}
