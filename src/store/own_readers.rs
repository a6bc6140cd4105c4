//! Readers who have subscribed by themselves, and what they want.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::feeds::encode;
use super::{Connection, StoreError, instant, millis};

/// What a reader wants, in the words of `subscribers.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OwnWishes {
    /// Ids of watchlists.
    pub watchlists: Vec<String>,
    /// When digests are due, such as `weekdays 07:00`.
    pub digest: String,
    /// An IANA name.
    pub timezone: String,
    /// Whether watchlists with `alert = "immediate"` mail at once.
    pub alerts: bool,
    /// Hours in which alerts wait, such as `22:00-06:30`.
    pub quiet: Option<String>,
    /// Whether a mail is wanted where nothing matched.
    pub heartbeat: bool,
    /// Whether titles and excerpts are wanted in the language that `[translate]` names, too.
    #[serde(default)]
    pub translate: bool,
}

/// A reader who has subscribed by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnReader {
    /// The address, in the spelling in which it was entered.
    pub email: String,
    /// When its address was confirmed.
    pub joined: Timestamp,
    /// What it wants.
    pub wishes: OwnWishes,
}

/// All of them, by address.
pub(crate) fn own_readers(connection: &Connection) -> Result<Vec<OwnReader>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT email, joined, wishes FROM own_reader ORDER BY email")?;
    let mut rows = statement.query([])?;
    let mut readers = Vec::new();
    while let Some(row) = rows.next()? {
        readers.push(own(row)?);
    }
    Ok(readers)
}

/// The one with this address.
pub(crate) fn own_reader(connection: &Connection, email: &str) -> Result<Option<OwnReader>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT email, joined, wishes FROM own_reader WHERE email = ?1")?;
    statement.query_row([email], |row| Ok(own(row))).optional()?.transpose()
}

fn own(row: &Row<'_>) -> Result<OwnReader, StoreError> {
    let wishes: String = row.get("wishes")?;
    Ok(OwnReader {
        email: row.get("email")?,
        joined: instant(row.get("joined")?),
        wishes: serde_json::from_str(&wishes).map_err(|error| StoreError::damaged("wishes", &error))?,
    })
}

/// Writes down what a reader wants; one who is new has joined at `now`.
pub(crate) fn save_own_reader(
    connection: &Connection,
    email: &str,
    wishes: &OwnWishes,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO own_reader (email, joined, wishes) VALUES (?1, ?2, ?3)
             ON CONFLICT (email) DO UPDATE SET wishes = excluded.wishes",
        )?
        .execute(params![email, millis(now), encode(wishes)?])?;
    Ok(())
}
