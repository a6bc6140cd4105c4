//! What readers have not been told yet: the news, the edits and the withdrawals a digest is composed from.
//!
//! Readers who stand at the same place have the same to be told: what is asked for one is asked for all of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, named_params, params};

use crate::digest::input::{EarlierRevision, FoundArticle, RevisedArticle, TakenBackArticle};
use crate::watch::found::Match;

use super::articles::{Revision, article, last_revision, last_revision_by, matches_of};
use super::digests::ToldAs;
use super::feeds::encode;
use super::{StoreError, instant};

/// What readers at one place have not been told yet about some watchlists.
#[derive(Debug, Default)]
pub(crate) struct Untold {
    /// News.
    pub found: Vec<FoundArticle>,
    /// Edits of what the reader was, or would have been, told.
    pub edits: Vec<RevisedArticle>,
    /// What publishers took back, told as news before or not.
    pub withdrawn: Vec<TakenBackArticle>,
}

/// Where a reader stands with some watchlists.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ReaderStanding {
    /// Matches up to this id are told, or were found before the reader came.
    pub match_cursor: i64,
    /// Revisions up to this id are told.
    pub revision_cursor: i64,
    /// The watchlists in question, each with the match after which it is followed.
    pub since: BTreeMap<String, i64>,
}

/// The entries that may have something to tell to readers at one place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Stirred {
    entries: Vec<UntoldCandidate>,
    /// The digests that told any of them, or another article of their stories, as a JSON list.
    tellers: String,
}

/// An entry that may have something to tell.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct UntoldCandidate {
    entry: i64,
    /// Whether the reader would have been told of it in an earlier window.
    known: bool,
    withdrawn: Option<Timestamp>,
}

impl Stirred {
    /// Whether nothing has happened at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Entries with a match since the cursor, with a revision since it, or taken back.
pub(crate) fn stirred(connection: &Connection, standing: &ReaderStanding) -> Result<Stirred, StoreError> {
    let mut statement = connection.prepare_cached(
        "WITH stirred AS (
             SELECT entry_id FROM matched WHERE id > :match_cursor
             UNION
             SELECT entry_id FROM revision WHERE id > :revision_cursor AND number > 1
             UNION
             SELECT id FROM entry WHERE withdrawn IS NOT NULL
         ), followed AS (SELECT key AS watchlist, value AS since FROM json_each(:since))
         SELECT entry.id AS id, entry.withdrawn AS withdrawn, MIN(matched.id) <= :match_cursor AS known
         FROM stirred
         JOIN entry ON entry.id = stirred.entry_id AND entry.news = 1
         JOIN matched ON matched.entry_id = entry.id
         JOIN followed ON followed.watchlist = matched.watchlist AND followed.since < matched.id
         GROUP BY entry.id ORDER BY entry.id",
    )?;
    let found = statement.query_map(
        named_params! {
            ":since": encode(&standing.since)?,
            ":match_cursor": standing.match_cursor,
            ":revision_cursor": standing.revision_cursor,
        },
        |row| {
            Ok(UntoldCandidate {
                entry: row.get("id")?,
                known: row.get("known")?,
                withdrawn: row.get::<_, Option<i64>>("withdrawn")?.map(instant),
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

/// Gathers what those who stand at `standing` and had the digests `had` have not been told yet.
pub(crate) fn untold(
    connection: &Connection,
    standing: &ReaderStanding,
    stirred: &Stirred,
    had: &str,
) -> Result<Untold, StoreError> {
    let watchlists: Vec<&String> = standing.since.keys().collect();
    let question = Question {
        connection,
        revision_cursor: standing.revision_cursor,
        watchlists: encode(&watchlists)?,
        had,
    };
    let mut untold = Untold::default();
    for candidate in &stirred.entries {
        question.sort_in(candidate, &mut untold)?;
    }
    Ok(untold)
}

/// For whom entries are looked at.
struct Question<'a> {
    connection: &'a Connection,
    revision_cursor: i64,
    /// The watchlists in question, as a JSON list.
    watchlists: String,
    /// The digests that the readers had, as a JSON list.
    had: &'a str,
}

impl Question<'_> {
    fn sort_in(&self, candidate: &UntoldCandidate, untold: &mut Untold) -> Result<(), StoreError> {
        let entry = candidate.entry;
        // Retention may have taken every text of an old entry: then there is nothing left to show.
        let Some(latest) = last_revision(self.connection, entry, i64::MAX)? else { return Ok(()) };
        let told = self.last_told(entry)?;
        if let Some(seen) = candidate.withdrawn {
            let shown = match told {
                Some((_, ToldAs::Withdrawn)) => return Ok(()),
                Some((revision, _)) => revision,
                // What came and went between two digests is told all the same: nobody finds it on the page.
                None if !candidate.known => latest.number,
                None => return Ok(()),
            };
            let mut matches = matches_of(self.connection, entry, shown, &self.watchlists)?;
            if matches.is_empty() {
                let first = self.first_match(entry)?;
                matches = matches_of(self.connection, entry, first, &self.watchlists)?;
            }
            let article = article(self.connection, entry, &latest.title)?;
            let how = "it is in its feed no more".to_owned();
            untold.withdrawn.push(TakenBackArticle { article, matches, seen, how });
            return Ok(());
        }
        let before = match told {
            Some((_, ToldAs::Withdrawn)) => return Ok(()),
            Some((revision, _)) => Some(revision),
            None if candidate.known => last_revision_by(self.connection, entry, self.revision_cursor)?,
            None => None,
        };
        let matches = matches_of(self.connection, entry, latest.number, &self.watchlists)?;
        let Some(before) = before else { return self.add_news(entry, latest, matches, untold) };
        if let Some(earlier) = self.earlier(entry, before)? {
            let article = article(self.connection, entry, &latest.title)?;
            let (story, _) = self.story(entry)?;
            untold.edits.push(RevisedArticle { article, text: latest.text, matches, story, before: earlier });
        }
        Ok(())
    }

    /// News; or, where an edit took away what matched before anybody was told, that edit.
    fn add_news(
        &self,
        entry: i64,
        latest: Revision,
        matches: Vec<Match>,
        untold: &mut Untold,
    ) -> Result<(), StoreError> {
        let article = article(self.connection, entry, &latest.title)?;
        let first = self.first_match(entry)?;
        let first = if first < latest.number { self.earlier(entry, first)? } else { None };
        let (story, story_sent) = self.story(entry)?;
        if matches.is_empty() {
            if let Some(before) = first {
                untold.edits.push(RevisedArticle { article, text: latest.text, matches, story, before });
            }
            return Ok(());
        }
        untold.found.push(FoundArticle { article, text: latest.text, matches, story, story_sent, first });
        Ok(())
    }

    /// The revision the readers were last told of, and as what.
    fn last_told(&self, entry: i64) -> Result<Option<(i64, ToldAs)>, StoreError> {
        if self.had == "[]" {
            return Ok(None);
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT revision, section FROM digest_entry
             WHERE entry_id = ?1 AND digest_id IN (SELECT value FROM json_each(?2))
             ORDER BY digest_id DESC LIMIT 1",
        )?;
        let told = statement
            .query_row(params![entry, self.had], |row| Ok((row.get("revision")?, row.get("section")?)));
        Ok(told.optional()?)
    }

    /// Revision `number`, where a later one exists that people are to hear of.
    fn earlier(&self, entry: i64, number: i64) -> Result<Option<EarlierRevision>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT COUNT(*) AS revisions, MAX(seen) AS edited FROM revision
             WHERE entry_id = ?1 AND number > ?2 AND quiet = 0",
        )?;
        let (revisions, edited): (u32, Option<i64>) = statement
            .query_row(params![entry, number], |row| Ok((row.get("revisions")?, row.get("edited")?)))?;
        let (Some(edited), Some(was)) = (edited, last_revision(self.connection, entry, number)?) else {
            return Ok(None);
        };
        let matches = matches_of(self.connection, entry, number, &self.watchlists)?;
        Ok(Some(EarlierRevision {
            title: was.title,
            text: was.text,
            matches,
            edited: instant(edited),
            revisions,
        }))
    }

    /// The first revision that any of the watchlists matched.
    fn first_match(&self, entry: i64) -> Result<i64, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT MIN(matched_revision.revision)
             FROM matched JOIN matched_revision ON matched_revision.matched_id = matched.id
             WHERE matched.entry_id = ?1 AND matched.watchlist IN (SELECT value FROM json_each(?2))",
        )?;
        let first: Option<i64> = statement.query_row(params![entry, self.watchlists], |row| row.get(0))?;
        Ok(first.unwrap_or(i64::MAX))
    }

    /// The story of an entry, and when the readers were last told another article of it.
    fn story(&self, entry: i64) -> Result<(Option<i64>, Option<Timestamp>), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT story_entry.story_id AS story,
                    (SELECT MAX(digest.composed)
                     FROM story_entry AS other
                     JOIN digest_entry ON digest_entry.entry_id = other.entry_id
                          AND digest_entry.digest_id IN (SELECT value FROM json_each(?1))
                     JOIN digest ON digest.id = digest_entry.digest_id
                     WHERE other.story_id = story_entry.story_id AND other.entry_id <> ?2) AS sent
             FROM story_entry WHERE story_entry.entry_id = ?2",
        )?;
        let found = statement.query_row(params![self.had, entry], |row| {
            Ok((row.get::<_, Option<i64>>("story")?, row.get::<_, Option<i64>>("sent")?.map(instant)))
        });
        Ok(found.optional()?.unwrap_or((None, None)))
    }
}
