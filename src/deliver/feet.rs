//! The feet of digests: what was watched, counted once for all who look at the same feeds in the same time.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::digest::DigestKind;
use crate::digest::input::Coverage;
use crate::store::Connection;
use crate::store::coverage::{coverage, watched_feeds};
use crate::store::feeds::StoredFeed;
use crate::watch::set::Watchlists;

use super::error::DeliverError;
use super::order::Order;

/// What was counted of one snapshot.
#[derive(Default)]
pub(super) struct Feet {
    feeds: Option<Vec<StoredFeed>>,
    counted: HashMap<(Timestamp, Vec<i64>), Coverage>,
}

impl Feet {
    /// What was watched of the feeds that this order's watchlists read.
    pub(super) fn of(
        &mut self,
        connection: &Connection,
        watchlists: &Watchlists,
        order: &Order,
        now: Timestamp,
    ) -> Result<Coverage, DeliverError> {
        // An alert has no foot, and may come every second.
        if order.kind == DigestKind::Alert {
            return Ok(Coverage::default());
        }
        let feeds = match &mut self.feeds {
            Some(feeds) => feeds,
            none => none.insert(watched_feeds(connection)?),
        };
        let reads = |StoredFeed { feed, state, .. }: &StoredFeed| {
            order.topics.iter().any(|topic| watchlists.reads(&topic.id, feed, state.writes.as_deref()))
        };
        let own: Vec<&StoredFeed> = feeds.iter().filter(|stored| reads(stored)).collect();
        let key = (order.window.from, own.iter().map(|stored| stored.id.0).collect());
        if let Some(coverage) = self.counted.get(&key) {
            return Ok(coverage.clone());
        }
        let coverage = coverage(connection, &own, order.window.from, now)?;
        self.counted.insert(key, coverage.clone());
        Ok(coverage)
    }
}
