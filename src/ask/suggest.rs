//! Spellings of people in the stored items that only their sound finds.

use std::ops::ControlFlow;

use jiff::Timestamp;
use serde::Serialize;

use crate::store::archive::{Selection, visit_entries};
use crate::store::{Connection, StoreError};
use crate::watch::set::Watchlists;
use crate::watch::suggest::{Listener, Suggestions};

/// What was heard, as `names suggest --json` prints it.
#[derive(Debug, Serialize)]
pub(crate) struct SuggestedSpellings {
    /// Items that were looked through.
    pub items: usize,
    pub entities: Vec<Suggestions>,
}

/// Listens for all entities, or for one or those of one watchlist. A name that is neither is answered by the nearest that
/// is one.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn suggest(
    connection: &Connection,
    watchlists: &Watchlists,
    only: Option<&str>,
    since: Timestamp,
) -> Result<Result<SuggestedSpellings, Option<String>>, StoreError> {
    let mut listener = match Listener::new(watchlists, only) {
        Ok(listener) => listener,
        Err(nearest) => return Ok(Err(nearest)),
    };
    let selection = Selection { since: Some(since), ..Selection::default() };
    let mut items = 0;
    visit_entries(connection, &selection, |entry| {
        items += 1;
        listener.show(&entry.item());
        ControlFlow::Continue(())
    })?;
    Ok(Ok(SuggestedSpellings { items, entities: listener.finish() }))
}
