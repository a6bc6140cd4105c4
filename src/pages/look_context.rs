//! What the looks at one page have in common.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::event::KnownPublishers;
use crate::store::Store;
use crate::watch::pool::MatcherPool;

/// What looks are judged by beside the page itself.
pub(super) struct LookContext<'a> {
    pub store: &'a Store,
    pub site: &'a str,
    /// The first entry whose page this is: for it the lines of the page are counted, however many feeds carry it.
    pub first: i64,
    pub plan: &'a [Duration],
    pub matchers: &'a MatcherPool,
    pub publishers: &'a Arc<KnownPublishers>,
    pub now: Timestamp,
}
