//! What a file of watchlists would have found in the stored items, beside what the running one does.

use std::ops::ControlFlow;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::store::archive::{Selection, visit_entries};
use crate::store::{Connection, StoreError};
use crate::watch::backtest::{Trial, TrialReport};
use crate::watch::entity_trial::{EntityTrial, EntityTrialReport};
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

/// Tries the entities of `tried`, the running watchlists with another file of entities, on what was first seen since.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn backtest_entities(
    connection: &Connection,
    running: &Watchlists,
    tried: &Watchlists,
    since: Timestamp,
) -> Result<EntityTrialReport, StoreError> {
    let mut trial = EntityTrial::new(running, tried);
    let selection = Selection { since: Some(since), ..Selection::default() };
    visit_entries(connection, &selection, |entry| {
        trial.show(&entry.item());
        ControlFlow::Continue(())
    })?;
    Ok(trial.finish())
}
