//! What readers have not been told yet: the news, the edits and the withdrawals a digest is composed from.
//!
//! Readers who stand at the same place have the same to be told: what is asked for one is asked for all of them.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::digest::input::{Disappearance, EarlierRevision, FoundArticle, RevisedArticle, TakenBackArticle};
use crate::watch::found::Match;

use super::articles::{Revision, article, last_revision, last_revision_by, matches_of};
use super::digests::ToldAs;
use super::events::event_of;
use super::feeds::encode;
use super::known_pages::{last_seen, seen_once};
use super::stirred::{ReaderStanding, Stirred, UntoldCandidate};
use super::{Connection, StoreError, instant};

/// What readers at one place have not been told yet about some watchlists.
#[derive(Debug, Default)]
pub(crate) struct Untold {
    /// News.
    pub found: Vec<FoundArticle>,
    /// Edits of what the reader was, or would have been, told.
    pub edits: Vec<RevisedArticle>,
    /// What publishers took back, told as news before or not, and what is there again after that was told.
    pub withdrawn: Vec<TakenBackArticle>,
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
        match (candidate.withdrawn, told) {
            (Some(_), Some((_, ToldAs::Withdrawn))) => return Ok(()),
            (Some(seen), Some((revision, _))) => {
                return self.add_departure(entry, &latest, (seen, Disappearance::Unlisted, revision), untold);
            }
            // What came and went between two digests is told all the same: nobody finds it on the page.
            (Some(seen), None) if !candidate.known => {
                return self.add_departure(
                    entry,
                    &latest,
                    (seen, Disappearance::CameAndWent, latest.number),
                    untold,
                );
            }
            (Some(_), None) => return Ok(()),
            (None, Some((_, ToldAs::Withdrawn))) => {
                let Some(seen) = candidate.restored else { return Ok(()) };
                return self.add_departure(
                    entry,
                    &latest,
                    (seen, Disappearance::Returned, latest.number),
                    untold,
                );
            }
            (None, _) => {}
        }
        let before = match told {
            Some((revision, _)) => Some(revision),
            None if candidate.known => last_revision_by(self.connection, entry, self.revision_cursor)?,
            None => None,
        };
        let matches = matches_of(self.connection, entry, latest.number, &self.watchlists)?;
        let Some(before) = before else { return self.add_news(entry, latest, matches, untold) };
        if let Some(earlier) = self.earlier(entry, before)? {
            let article = article(self.connection, entry, &latest.title)?;
            let (story, _) = self.story(entry)?;
            let is_told = told.is_some();
            let text = latest.text;
            untold.edits.push(RevisedArticle { article, text, matches, story, before: earlier, is_told });
        }
        Ok(())
    }

    /// That an article went, or came back, with what had matched in the revision that was told, or else in any.
    fn add_departure(
        &self,
        entry: i64,
        latest: &Revision,
        (seen, how, revision): (Timestamp, Disappearance, i64),
        untold: &mut Untold,
    ) -> Result<(), StoreError> {
        let mut matches = matches_of(self.connection, entry, revision, &self.watchlists)?;
        if matches.is_empty() {
            let first = self.first_match(entry)?;
            matches = matches_of(self.connection, entry, first, &self.watchlists)?;
        }
        let article = article(self.connection, entry, &latest.title)?;
        let last = match how {
            Disappearance::Returned => None,
            Disappearance::Unlisted | Disappearance::CameAndWent => {
                last_seen(self.connection, entry, latest)?
            }
        };
        untold.withdrawn.push(TakenBackArticle { article, matches, seen, how, last });
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
                let text = latest.text;
                untold.edits.push(RevisedArticle { article, text, matches, story, before, is_told: false });
            }
            return Ok(());
        }
        let event = event_of(self.connection, entry)?;
        untold.found.push(FoundArticle {
            article,
            text: latest.text,
            matches,
            story,
            story_sent,
            event,
            first,
        });
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

    /// Revision `number`, where a later one exists that people are to hear of; or what quietly took its place before that one,
    /// as a page takes that of a teaser.
    fn earlier(&self, entry: i64, number: i64) -> Result<Option<EarlierRevision>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT COUNT(*) AS revisions, MAX(seen) AS edited, MIN(number) AS first FROM revision
             WHERE entry_id = ?1 AND number > ?2 AND quiet = 0",
        )?;
        let (revisions, edited): (u32, Option<(i64, i64)>) =
            statement.query_row(params![entry, number], |row| {
                let edited: Option<i64> = row.get("edited")?;
                Ok((row.get("revisions")?, edited.zip(row.get("first")?)))
            })?;
        let Some((edited, first)) = edited else { return Ok(None) };
        let Some(was) = last_revision(self.connection, entry, first - 1)? else { return Ok(None) };
        let matches = matches_of(self.connection, entry, was.number, &self.watchlists)?;
        Ok(Some(EarlierRevision {
            title: was.title,
            text: was.text,
            matches,
            edited: instant(edited),
            revisions,
            seen_once: seen_once(self.connection, entry)? == Some(edited),
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
