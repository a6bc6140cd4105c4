//! What a watchlist would have matched in the stored items, beside what the running one does.

use std::ops::ControlFlow;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::store::archive::{Selection, visit_entries};
use crate::store::{Connection, StoreError};
use crate::watch::backtest::{Trial, TrialReport};
use crate::watch::set::Watchlists;

/// Tries the watchlist `id` of `tried` on what was first seen since; `None` where `tried` has no such watchlist.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn backtest(
    connection: &Connection,
    id: &str,
    running: &Watchlists,
    tried: &Watchlists,
    since: Timestamp,
) -> Result<Option<TrialReport>, StoreError> {
    let Some(mut trial) = Trial::new(id, running, tried) else { return Ok(None) };
    let selection = Selection { since: Some(since), ..Selection::default() };
    visit_entries(connection, &selection, |entry| {
        trial.show(&entry.item(), TimeZone::UTC.to_datetime(entry.first_seen).date());
        ControlFlow::Continue(())
    })?;
    Ok(Some(trial.finish()))
}
