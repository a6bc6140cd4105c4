//! Watchlists that the files do not name for a while: what is stored meanwhile is matched once they are back.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{named_params, params};

use super::archive::{ARTICLES, ArchivedEntry, EntryReader};
use super::cursors::latest_cursor;
use super::feeds::encode;
use super::polled::record_matches;
use super::stories::record_stories;
use super::subscribers::GRACE;
use super::{Connection, StoreError, millis};
use crate::event::ArticleTraits;
use crate::watch::found::Match;

/// Watchlists that are back, each with the revision up to which it was shown all that was stored.
pub(crate) type MissedSince = BTreeMap<String, i64>;

/// A revision that a watchlist may have missed.
#[derive(Debug, Clone)]
pub(crate) struct MissedRevision {
    /// The number of the row, which grows with commits.
    pub id: i64,
    /// Which revision of its entry it is.
    pub number: i64,
    /// The entry, with the text of this revision.
    pub entry: ArchivedEntry,
}

/// What a missed revision matches of the watchlists that missed it.
#[derive(Debug, Clone)]
pub(crate) struct MissedMatch {
    pub entry: i64,
    /// Which revision of its entry it is.
    pub number: i64,
    pub matches: Vec<Match>,
    pub traits: ArticleTraits,
}

/// Notes that these watchlists are in the files no more.
pub(super) fn note_absent<'a>(
    connection: &Connection,
    watchlists: impl Iterator<Item = &'a String>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let revision = latest_cursor(connection, now)?.revision_cursor;
    let mut statement = connection.prepare_cached(
        // One that went before it had caught up has missed all since then.
        "INSERT INTO watchlist_absence (watchlist, since, revision) VALUES (?1, ?2, ?3)
         ON CONFLICT (watchlist) DO UPDATE SET since = IIF(back, excluded.since, since), back = 0",
    )?;
    for watchlist in watchlists {
        statement.execute(params![watchlist, millis(now), revision])?;
    }
    Ok(())
}

/// Notes that a watchlist has another name from now on. What is just being matched under the old one is matched again.
pub(super) fn rename_absence(
    connection: &Connection,
    old: &str,
    new: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    note_absent(connection, [old.to_owned()].iter(), now)?;
    connection.prepare_cached("DELETE FROM watchlist_absence WHERE watchlist = ?1")?.execute([new])?;
    connection
        .prepare_cached("UPDATE watchlist_absence SET watchlist = ?2 WHERE watchlist = ?1")?
        .execute([old, new])?;
    Ok(())
}

/// Notes that these watchlists run: those that were away are back, and who was away for longer than its readers are waited
/// for begins anew.
pub(super) fn note_running(
    connection: &Connection,
    running: &[&String],
    now: Timestamp,
) -> Result<(), StoreError> {
    let running = encode(&running)?;
    connection
        .prepare_cached(
            "DELETE FROM watchlist_absence
             WHERE back = 0 AND ABS(?2 - since) > ?3 AND watchlist IN (SELECT value FROM json_each(?1))",
        )?
        .execute(params![running, millis(now), i64::try_from(GRACE.as_millis()).unwrap_or(i64::MAX)])?;
    connection
        .prepare_cached(
            "UPDATE watchlist_absence SET back = 1 WHERE watchlist IN (SELECT value FROM json_each(?1))",
        )?
        .execute([running])?;
    Ok(())
}

/// Which watchlists are back and have not caught up.
pub(crate) fn missed_since(connection: &Connection) -> Result<MissedSince, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT watchlist, revision FROM watchlist_absence WHERE back = 1")?;
    let missed = statement.query_map([], |row| Ok((row.get("watchlist")?, row.get("revision")?)))?;
    Ok(missed.collect::<Result<_, _>>()?)
}

/// Revisions after `after`, the first `limit` of them.
pub(crate) fn missed_revisions(
    connection: &Connection,
    after: i64,
    limit: usize,
) -> Result<Vec<MissedRevision>, StoreError> {
    let query = format!("{ARTICLES} WHERE revision.id > ?1 ORDER BY revision.id LIMIT ?2");
    let mut statement = connection.prepare_cached(&query)?;
    gather(connection, statement.query(params![after, i64::try_from(limit).unwrap_or(i64::MAX)])?)
}

/// The edits after `after` of what these watchlists had matched before, the first `limit` of them: who has not seen them would
/// take the names for taken away.
pub(crate) fn missed_edits(
    connection: &Connection,
    missed: &MissedSince,
    after: i64,
    limit: usize,
) -> Result<Vec<MissedRevision>, StoreError> {
    let query = format!(
        "{ARTICLES} WHERE revision.number > 1 AND revision.id > :after AND EXISTS (
             SELECT 1 FROM matched JOIN json_each(:missed) AS absent ON absent.key = matched.watchlist
             WHERE matched.entry_id = revision.entry_id AND absent.value < revision.id)
         ORDER BY revision.id LIMIT :limit"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(&query)?;
    gather(
        connection,
        statement.query(named_params! { ":after": after, ":missed": encode(missed)?, ":limit": limit })?,
    )
}

fn gather(connection: &Connection, mut rows: rusqlite::Rows<'_>) -> Result<Vec<MissedRevision>, StoreError> {
    let (mut missed, mut reader) = (Vec::new(), EntryReader::new(connection));
    while let Some(row) = rows.next()? {
        missed.push(MissedRevision {
            id: row.get("revision_id")?,
            number: row.get("revision_number")?,
            entry: reader.archived(row)?,
        });
    }
    Ok(missed)
}

/// Writes what missed revisions match; what was found already stays as it is. Answers how many are new.
pub(crate) fn record_missed(
    connection: &Connection,
    found: &[MissedMatch],
    now: Timestamp,
) -> Result<usize, StoreError> {
    let mut new = 0;
    for MissedMatch { entry, number, matches, traits } in found {
        // Retention may have taken the entry since it was read.
        if !connection.prepare_cached("SELECT 1 FROM entry WHERE id = ?1")?.exists([entry])? {
            continue;
        }
        let last = latest_cursor(connection, now)?.match_cursor;
        new += record_matches(connection, *entry, *number, matches, now)?;
        connection
            .prepare_cached(
                "UPDATE matched SET missed = (SELECT id FROM revision WHERE entry_id = ?1 AND number = ?2)
                 WHERE entry_id = ?1 AND id > ?3",
            )?
            .execute(params![entry, number, last])?;
        record_stories(connection, &[(*entry, traits)], now)?;
    }
    Ok(new)
}

/// Notes that these watchlists have been shown all up to a revision.
pub(crate) fn note_shown(
    connection: &Connection,
    missed: &MissedSince,
    revision: i64,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE watchlist_absence SET revision = MAX(revision, ?2) WHERE watchlist = ?1 AND back = 1",
    )?;
    missed.keys().try_for_each(|watchlist| Ok(statement.execute(params![watchlist, revision]).map(drop)?))
}

/// Notes that these watchlists have missed nothing any more, where nothing came behind the last that they were shown.
pub(crate) fn end_absences(
    connection: &Connection,
    missed: &MissedSince,
    shown: i64,
) -> Result<bool, StoreError> {
    let newer = connection.prepare_cached("SELECT 1 FROM revision WHERE id > ?1")?.exists([shown])?;
    if newer {
        return Ok(false);
    }
    connection
        .prepare_cached(
            "DELETE FROM watchlist_absence WHERE back = 1 AND watchlist IN (SELECT key FROM json_each(?1))",
        )?
        .execute([encode(missed)?])?;
    Ok(true)
}
