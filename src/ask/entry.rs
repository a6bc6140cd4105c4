//! One stored entry under whatever name a person has for it, and why a watchlist matches it.

use super::address::addresses;
use crate::store::addresses::pages_at;
use crate::store::archive::{ArchivedEntry, archived_entry};
use crate::store::{Connection, StoreError};
use crate::watch::explain::{Explanation, explain};
use crate::watch::set::Watchlists;

/// A stored entry, and what a watchlist makes of it.
#[derive(Debug)]
pub(crate) struct ExplainedEntry {
    pub entry: ArchivedEntry,
    /// `None` where there is no such watchlist.
    pub explanation: Option<Explanation>,
}

/// The newest entry with this number or address whose text is still kept.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn entry_named(connection: &Connection, name: &str) -> Result<Option<ArchivedEntry>, StoreError> {
    let numbers = match name.parse::<i64>() {
        Ok(number) => vec![number],
        Err(_) => pages_at(connection, &addresses(name))?,
    };
    let found = numbers.into_iter().find_map(|number| archived_entry(connection, number).transpose());
    found.transpose()
}

/// Explains, term by term, what a watchlist makes of the entry of this number or address; `None` where there is none.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn explain_entry(
    connection: &Connection,
    watchlists: &Watchlists,
    watchlist: &str,
    name: &str,
) -> Result<Option<ExplainedEntry>, StoreError> {
    let Some(entry) = entry_named(connection, name)? else { return Ok(None) };
    let explanation = explain(&mut watchlists.matcher(), watchlist, &entry.item());
    Ok(Some(ExplainedEntry { entry, explanation }))
}
