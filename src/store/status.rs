//! How an installation is, in numbers: for systemd's status line and for `wirewatch status`.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use super::{Connection, StoreError, instant};
use crate::wording::{counted, utc_minute};

/// The state of an installation in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct InstallationCounts {
    /// Listed feeds.
    pub feeds: i64,
    /// Those of them that are in trouble.
    pub troubled: i64,
    /// Entries stored.
    pub entries: i64,
    /// Entries that match a watchlist.
    pub matched: i64,
    /// Mails that wait to be sent.
    pub waiting: i64,
    /// The last poll that brought an answer.
    pub last_poll: Option<Timestamp>,
}

/// InstallationCounts what is there.
pub(crate) fn counts(connection: &Connection) -> Result<InstallationCounts, StoreError> {
    let number = |query: &str| -> Result<i64, StoreError> {
        Ok(connection.prepare_cached(query)?.query_row([], |row| row.get(0))?)
    };
    let last_poll: Option<i64> = connection
        .prepare_cached(
            "SELECT MAX(unixepoch(json_extract(state, '$.last_polled'))) FROM feed WHERE listed = 1",
        )?
        .query_row([], |row| row.get(0))?;
    Ok(InstallationCounts {
        feeds: number("SELECT COUNT(*) FROM feed WHERE listed = 1")?,
        troubled: number(
            "SELECT COUNT(*) FROM feed
             WHERE listed = 1 AND json_extract(state, '$.health') NOT IN ('well', 'moved', 'unknown')",
        )?,
        entries: number("SELECT MAX(rowid) FROM entry").unwrap_or(0),
        matched: number("SELECT COUNT(*) FROM matched")?,
        waiting: number("SELECT COUNT(*) FROM delivery WHERE state IN ('queued', 'sending', 'doubtful')")?,
        last_poll: last_poll.map(|second| instant(second.saturating_mul(1000))),
    })
}

impl fmt::Display for InstallationCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { feeds, troubled, waiting, .. } = self;
        let count = |number: i64| usize::try_from(number).unwrap_or(0);
        let feeds = counted(count(*feeds), "feed", "feeds");
        let mails = counted(count(*waiting), "mail", "mails");
        write!(f, "{feeds}, {troubled} in trouble; {mails} waiting")?;
        match self.last_poll {
            Some(at) => write!(f, "; last poll {}", utc_minute(at)),
            None => f.write_str("; not polled yet"),
        }
    }
}
