//! What readers want no mail about: sources, stories, watchlists.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::params;

use crate::feed::Feed;

use super::codec::stored_words;
use super::feeds::encode;
use super::{Connection, StoreError, millis};

/// What kind of thing a reader does not want.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum MuteKind {
    /// A family of publishers.
    Source,
    /// A story, by its number.
    Story,
    /// A watchlist, by its id.
    Watchlist,
}

stored_words! { MuteKind as "kind of mute" { Source = "source", Story = "story", Watchlist = "watchlist" } }

/// Something a reader does not want.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mute {
    /// What kind of thing it is.
    pub kind: MuteKind,
    /// Which one.
    pub target: String,
}

impl Mute {
    /// Whether it is of this watchlist.
    pub(crate) fn is_watchlist(&self, id: &str) -> bool {
        self.kind == MuteKind::Watchlist && self.target == id
    }
}

/// Everything that a reader does not want.
pub(crate) fn mutes(connection: &Connection, subscriber: i64) -> Result<Vec<Mute>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT kind, target FROM mute WHERE subscriber_id = ?1 ORDER BY kind, target")?;
    let mutes = statement
        .query_map([subscriber], |row| Ok(Mute { kind: row.get("kind")?, target: row.get("target")? }))?;
    Ok(mutes.collect::<Result<_, _>>()?)
}

/// Notes that a reader does not want something.
pub(crate) fn mute(
    connection: &Connection,
    subscriber: i64,
    mute: &Mute,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO mute (subscriber_id, kind, target, since) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![subscriber, mute.kind, mute.target, millis(now)])?;
    Ok(())
}

/// Notes that a reader wants it again.
pub(crate) fn unmute(connection: &Connection, subscriber: i64, mute: &Mute) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM mute WHERE subscriber_id = ?1 AND kind = ?2 AND target = ?3")?
        .execute(params![subscriber, mute.kind, mute.target])?;
    Ok(())
}

/// Those of some entries that come from a source or belong to a story that the reader does not want.
pub(crate) fn muted_entries(
    connection: &Connection,
    mutes: &[Mute],
    entries: impl Iterator<Item = i64>,
) -> Result<BTreeSet<i64>, StoreError> {
    let of = |kind| mutes.iter().filter(move |mute| mute.kind == kind).map(|mute| mute.target.as_str());
    let sources: BTreeSet<&str> = of(MuteKind::Source).collect();
    let stories: BTreeSet<&str> = of(MuteKind::Story).collect();
    if sources.is_empty() && stories.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut statement = connection.prepare_cached(
        "SELECT entry.id AS id, CAST(story_id AS TEXT) AS story, listing
         FROM entry JOIN feed ON feed.id = feed_id LEFT JOIN story_entry ON story_entry.entry_id = entry.id
         WHERE entry.id IN (SELECT value FROM json_each(?1))",
    )?;
    let mut rows = statement.query([encode(&entries.collect::<Vec<i64>>())?])?;
    let mut muted = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let (story, listing): (Option<String>, String) = (row.get("story")?, row.get("listing")?);
        let feed: Feed =
            serde_json::from_str(&listing).map_err(|error| StoreError::damaged("feed", &error))?;
        if story.is_some_and(|story| stories.contains(story.as_str())) || sources.contains(feed.family()) {
            muted.insert(row.get("id")?);
        }
    }
    Ok(muted)
}
