//! What has happened since readers were last told: the entries that may have something to tell to those at one place.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rusqlite::{named_params, params};

use super::feeds::encode;
use super::{Connection, StoreError, instant};

/// Where a reader stands with some watchlists.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ReaderStanding {
    /// Matches up to this id are told, or were found before the reader came.
    pub match_cursor: i64,
    /// Revisions up to this id are told.
    pub revision_cursor: i64,
    /// The watchlists in question, each with the match after which it is followed.
    pub since: BTreeMap<String, i64>,
    /// Of some of them, the revision up to which what they missed, and found later, is older than who follows them.
    pub unmissed: BTreeMap<String, i64>,
}

/// The entries that may have something to tell to readers at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stirred {
    pub(super) entries: Vec<UntoldCandidate>,
    /// The digests that told any of them, or another article of their stories, as a JSON list.
    tellers: String,
}

/// An entry that may have something to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UntoldCandidate {
    pub entry: i64,
    /// Whether the reader would have been told of it in an earlier window.
    pub known: bool,
    pub withdrawn: Option<Timestamp>,
    /// When it was there again after it had been withdrawn.
    pub restored: Option<Timestamp>,
}

impl Stirred {
    /// Whether nothing has happened at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The numbers of the entries.
    pub(crate) fn entries(&self) -> impl Iterator<Item = i64> {
        self.entries.iter().map(|candidate| candidate.entry)
    }

    /// The same without some entries.
    pub(crate) fn without(&self, entries: &BTreeSet<i64>) -> Self {
        let kept = self.entries.iter().filter(|candidate| !entries.contains(&candidate.entry));
        Self { entries: kept.cloned().collect(), tellers: self.tellers.clone() }
    }
}

/// Entries with a match since the cursor, with a revision since it, taken back, or there again after that.
pub(crate) fn stirred(connection: &Connection, standing: &ReaderStanding) -> Result<Stirred, StoreError> {
    let mut statement = connection.prepare_cached(
        "WITH stirred AS (
             SELECT entry_id FROM matched WHERE id > :match_cursor
             UNION
             SELECT entry_id FROM revision WHERE id > :revision_cursor AND number > 1
             UNION
             SELECT id FROM entry WHERE withdrawn IS NOT NULL
             UNION
             SELECT id FROM entry WHERE restored IS NOT NULL
         ), followed AS (SELECT key AS watchlist, value AS since FROM json_each(:since)),
         unmissed AS (SELECT key AS watchlist, value AS revision FROM json_each(:unmissed))
         SELECT entry.id AS id, entry.withdrawn AS withdrawn, entry.restored AS restored,
                MIN(matched.id) <= :match_cursor AS known
         FROM stirred
         JOIN entry ON entry.id = stirred.entry_id AND entry.news = 1
         JOIN matched ON matched.entry_id = entry.id
         JOIN followed ON followed.watchlist = matched.watchlist AND followed.since < matched.id
         LEFT JOIN unmissed ON unmissed.watchlist = matched.watchlist
         WHERE matched.missed IS NULL OR matched.missed > IFNULL(unmissed.revision, 0)
         GROUP BY entry.id ORDER BY entry.id",
    )?;
    let found = statement.query_map(
        named_params! {
            ":since": encode(&standing.since)?,
            ":unmissed": encode(&standing.unmissed)?,
            ":match_cursor": standing.match_cursor,
            ":revision_cursor": standing.revision_cursor,
        },
        |row| {
            Ok(UntoldCandidate {
                entry: row.get("id")?,
                known: row.get("known")?,
                withdrawn: row.get::<_, Option<i64>>("withdrawn")?.map(instant),
                restored: row.get::<_, Option<i64>>("restored")?.map(instant),
            })
        },
    )?;
    let entries: Vec<UntoldCandidate> = found.collect::<Result<_, _>>()?;
    let ids: Vec<i64> = entries.iter().map(|candidate| candidate.entry).collect();
    let mut statement = connection.prepare_cached(
        "WITH asked AS (SELECT value AS id FROM json_each(?1)), near AS (
             SELECT id FROM asked
             UNION
             SELECT other.entry_id FROM asked
             JOIN story_entry AS own ON own.entry_id = asked.id
             JOIN story_entry AS other ON other.story_id = own.story_id
         )
         SELECT DISTINCT digest_id FROM near JOIN digest_entry ON digest_entry.entry_id = near.id
         ORDER BY digest_id",
    )?;
    let tellers: Vec<i64> =
        statement.query_map([encode(&ids)?], |row| row.get("digest_id"))?.collect::<Result<_, _>>()?;
    Ok(Stirred { entries, tellers: encode(&tellers)? })
}

/// Which of the digests that bear on `stirred` a reader was sent, as a JSON list.
pub(crate) fn had_before(
    connection: &Connection,
    stirred: &Stirred,
    subscriber: i64,
) -> Result<String, StoreError> {
    if stirred.tellers == "[]" {
        return Ok(stirred.tellers.clone());
    }
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT digest_id FROM delivery
         WHERE subscriber_id = ?1 AND digest_id IN (SELECT value FROM json_each(?2)) ORDER BY digest_id",
    )?;
    let had = statement.query_map(params![subscriber, stirred.tellers], |row| row.get(0))?;
    encode(&had.collect::<Result<Vec<i64>, _>>()?)
}
