//! Watchlists whose file has another name by now: what they have found, and who follows them, goes with them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::named_params;
use serde::{Deserialize, Serialize};

use super::absent_watchlists::{note_absent, note_running, rename_absence};
use super::feeds::encode;
use super::meta::{meta, set_meta};
use super::{Connection, StoreError};

/// The name of the fact that holds what each watchlist was known by.
const WATCHLISTS: &str = "watchlist-titles";

/// What a watchlist is known by beside its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredSigns")]
pub(crate) struct WatchlistSigns {
    /// What digests call it.
    pub title: String,
    /// What it looks for, as it is written.
    pub query: String,
}

/// The same as it is stored.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredSigns {
    Both {
        title: String,
        query: String,
    },
    /// By an older program.
    Title(String),
}

impl From<StoredSigns> for WatchlistSigns {
    fn from(stored: StoredSigns) -> Self {
        match stored {
            StoredSigns::Both { title, query } => Self { title, query },
            StoredSigns::Title(title) => Self { title, query: String::new() },
        }
    }
}

impl WatchlistSigns {
    /// Whether one and the other are the same watchlist, where one has gone and the other come.
    fn is_of(&self, other: &Self) -> bool {
        self.title == other.title || (!self.query.is_empty() && self.query == other.query)
    }
}

/// Renames watchlists whose file has another name by now: the same title or the same query under one new id is the same
/// watchlist. `running` are all that run. Notes which are away, and which are back.
pub(crate) fn sync_watchlists(
    connection: &Connection,
    running: &BTreeMap<String, WatchlistSigns>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let before: BTreeMap<String, WatchlistSigns> = match meta(connection, WATCHLISTS)? {
        Some(json) => serde_json::from_str(&json).unwrap_or_default(),
        None => BTreeMap::new(),
    };
    let mut kept = before.clone();
    for (id, signs) in running {
        let heirs: Vec<&String> = before
            .iter()
            .filter(|(old, was)| !running.contains_key(*old) && was.is_of(signs))
            .map(|(old, _)| old)
            .collect();
        if let (true, [old]) = (is_new(connection, before.contains_key(id), id)?, &heirs[..]) {
            rename(connection, old, id)?;
            rename_absence(connection, old, id, now)?;
            kept.remove(*old);
        }
        kept.insert(id.clone(), signs.clone());
    }
    note_absent(connection, kept.keys().filter(|id| !running.contains_key(*id)), now)?;
    note_running(connection, &running.keys().collect::<Vec<_>>(), now)?;
    if kept != before {
        set_meta(connection, WATCHLISTS, &encode(&kept)?)?;
    }
    Ok(())
}

/// Whether an id has just come, or has come back: readers have followed it once, and none does.
fn is_new(connection: &Connection, before: bool, id: &str) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT IFNULL(MAX(subscription.listed), :before) = 0 FROM subscription WHERE watchlist = :id",
    )?;
    Ok(statement.query_row(named_params! { ":before": before, ":id": id }, |row| row.get(0))?)
}

/// A reader who has followed both goes on where the one stood that was told less: what they have had is known entry by entry,
/// and not told again.
fn rename(connection: &Connection, old: &str, new: &str) -> Result<(), StoreError> {
    for query in [
        "UPDATE OR IGNORE matched SET watchlist = ?2 WHERE watchlist = ?1",
        "UPDATE subscription
         SET window_end = MIN(IFNULL(subscription.window_end, subscriber.window_end), back.window_end),
             match_cursor = MIN(IFNULL(subscription.match_cursor, subscriber.match_cursor), back.match_cursor),
             revision_cursor = MIN(IFNULL(subscription.revision_cursor, subscriber.revision_cursor),
                                   back.revision_cursor),
             since_match = MIN(subscription.since_match, back.since_match)
         FROM subscription AS back JOIN subscriber ON subscriber.id = back.subscriber_id
         WHERE back.watchlist = ?2 AND back.match_cursor IS NOT NULL
           AND subscription.watchlist = ?1 AND subscription.subscriber_id = back.subscriber_id",
        "DELETE FROM subscription
         WHERE watchlist = ?2 AND subscriber_id IN (SELECT subscriber_id FROM subscription WHERE watchlist = ?1)",
        "UPDATE subscription SET watchlist = ?2 WHERE watchlist = ?1",
    ] {
        connection.prepare_cached(query)?.execute([old, new])?;
    }
    Ok(())
}
