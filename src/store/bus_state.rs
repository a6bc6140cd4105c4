//! How an installation stands with the bus: how far it has taken, whether the server answers, what could not be read.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::meta::{meta, set_meta};
use super::{Connection, StoreError, instant, millis};

/// The names of the facts.
const STATE: &str = "bus-state";
const DESK: &str = "bus-desk";
const BEGUN: &str = "bus-news-since";

/// What a machine takes of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StreamPart {
    /// All of it, as desks do.
    Whole,
    /// Entries whose pages it may have to ask for, as machines that poll do.
    Pages,
}

impl StreamPart {
    /// The fact that holds how far it was taken.
    fn fact(self) -> &'static str {
        match self {
            Self::Whole => "bus-position",
            Self::Pages => "bus-pages-position",
        }
    }
}

/// How far a machine has taken a stream. Written in the transaction of what was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StreamPosition {
    /// When the stream was made: another one counts from 1 again.
    pub made: String,
    /// The last message that was taken.
    pub sequence: u64,
}

/// How it was when somebody last looked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BusState {
    /// Since when the server does not answer, or refuses.
    pub away_since: Option<Timestamp>,
    /// What it says, or the system of it.
    pub words: Option<String>,
    /// Messages that a desk has to take yet.
    pub pending: u64,
    /// Messages that were gone before this desk took them.
    #[serde(default)]
    pub missed: u64,
    /// When some were last gone.
    #[serde(default)]
    pub missed_at: Option<Timestamp>,
}

/// Messages that could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct UnreadableMessages {
    pub messages: i64,
    /// Why the last could not.
    pub reason: Option<String>,
    pub at: Option<Timestamp>,
}

/// The name of this desk's consumer; made once.
pub(crate) fn desk_name(connection: &Connection) -> Result<String, StoreError> {
    if let Some(name) = meta(connection, DESK)? {
        return Ok(name);
    }
    let id: String = connection.query_row("SELECT lower(hex(randomblob(6)))", [], |row| row.get(0))?;
    let name = format!("desk-{id}");
    set_meta(connection, DESK, &name)?;
    Ok(name)
}

/// Begins to take. In a new store of a desk, what was first seen before `news_since` is no news; one that was a
/// machine by itself knows what it has told, and everything else is.
pub(crate) fn begin_desk(
    connection: &Connection,
    part: StreamPart,
    position: &StreamPosition,
    news_since: Timestamp,
) -> Result<(), StoreError> {
    let is_new = !connection.prepare_cached("SELECT 1 FROM entry LIMIT 1")?.exists([])?;
    if is_new && part == StreamPart::Whole {
        set_meta(connection, BEGUN, &news_since.to_string())?;
    }
    save_stream_position(connection, part, position)
}

/// Before when what was first seen is no news here.
pub(crate) fn desk_news_since(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    Ok(meta(connection, BEGUN)?.and_then(|text| text.parse().ok()))
}

/// How far was taken.
pub(crate) fn stream_position(
    connection: &Connection,
    part: StreamPart,
) -> Result<Option<StreamPosition>, StoreError> {
    Ok(meta(connection, part.fact())?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Notes how far was taken.
pub(crate) fn save_stream_position(
    connection: &Connection,
    part: StreamPart,
    position: &StreamPosition,
) -> Result<(), StoreError> {
    set_meta(connection, part.fact(), &json(position)?)
}

/// How it was when somebody last looked.
pub(crate) fn bus_state(connection: &Connection) -> Result<BusState, StoreError> {
    Ok(meta(connection, STATE)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Notes how it is.
pub(crate) fn save_bus_state(connection: &Connection, state: &BusState) -> Result<(), StoreError> {
    set_meta(connection, STATE, &json(state)?)
}

fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::damaged("state of the bus", &error))
}

/// Keeps a message that cannot be read, so that a newer program may.
pub(crate) fn keep_unreadable(
    connection: &Connection,
    bytes: &[u8],
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO unreadable_message (at, reason, bytes) VALUES (?1, ?2, ?3)")?
        .execute(params![millis(now), reason, bytes])?;
    Ok(())
}

/// What could not be read.
pub(crate) fn unreadable_messages(connection: &Connection) -> Result<UnreadableMessages, StoreError> {
    let messages = connection
        .prepare_cached("SELECT COUNT(*) FROM unreadable_message")?
        .query_row([], |row| row.get(0))?;
    let mut last =
        connection.prepare_cached("SELECT at, reason FROM unreadable_message ORDER BY id DESC LIMIT 1")?;
    let last = last.query_row([], |row| Ok((row.get("reason")?, instant(row.get("at")?)))).optional()?;
    let (reason, at) = last.map_or((None, None), |(reason, at)| (Some(reason), Some(at)));
    Ok(UnreadableMessages { messages, reason, at })
}

/// The messages that could not be read, with their numbers: a newer program tries again.
pub(crate) fn kept_unreadable(connection: &Connection) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, bytes FROM unreadable_message ORDER BY id LIMIT 10000")?;
    Ok(statement.query_map([], |row| Ok((row.get("id")?, row.get("bytes")?)))?.collect::<Result<_, _>>()?)
}

/// Forgets a message that can be read by now.
pub(crate) fn forget_unreadable(connection: &Connection, id: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM unreadable_message WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Keeps one part of a message.
pub(crate) fn keep_part(
    connection: &Connection,
    message: &str,
    part: u32,
    bytes: &[u8],
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO taken_part (message, part, bytes) VALUES (?1, ?2, ?3)")?
        .execute(params![message, part, bytes])?;
    Ok(())
}

/// The parts of a message that are there.
pub(crate) fn kept_parts(connection: &Connection, message: &str) -> Result<Vec<(u32, Vec<u8>)>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT part, bytes FROM taken_part WHERE message = ?1 ORDER BY part")?;
    Ok(statement
        .query_map([message], |row| Ok((row.get("part")?, row.get("bytes")?)))?
        .collect::<Result<_, _>>()?)
}

/// Forgets the parts of a message that is whole by now.
pub(crate) fn forget_parts(connection: &Connection, message: &str) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM taken_part WHERE message = ?1")?.execute([message])?;
    Ok(())
}
