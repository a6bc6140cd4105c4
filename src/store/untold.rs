//! What one subscriber has not been told yet: the news, the edits and the withdrawals a digest is composed from.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, named_params, params};

use crate::digest::input::{EarlierRevision, FoundArticle, RevisedArticle, TakenBackArticle};
use crate::watch::found::Match;

use super::articles::{Revision, article, last_revision, last_revision_by, matches_of};
use super::subscribers::StoredSubscriber;
use super::{StoreError, instant};

/// What one subscriber has not been told yet about some watchlists.
#[derive(Debug, Default)]
pub(crate) struct Untold {
    /// News.
    pub found: Vec<FoundArticle>,
    /// Edits of what the reader was, or would have been, told.
    pub edits: Vec<RevisedArticle>,
    /// What publishers took back after the reader was told.
    pub withdrawn: Vec<TakenBackArticle>,
}

/// Gathers what `subscriber` has not been told yet about `watchlists`, as of this transaction.
pub(crate) fn untold(
    connection: &Connection,
    subscriber: &StoredSubscriber,
    watchlists: &[String],
) -> Result<Untold, StoreError> {
    let watchlists = super::feeds::encode(&watchlists)?;
    let mut untold = Untold::default();
    for entry in candidates(connection, subscriber, &watchlists)? {
        sort_in(connection, subscriber, &watchlists, &entry, &mut untold)?;
    }
    Ok(untold)
}

/// An entry that may have something to tell.
struct UntoldCandidate {
    entry: i64,
    /// Whether the reader was, or would have been, told of it in an earlier window.
    known: bool,
    /// The revision the reader was last told of, and whether as withdrawn.
    told: Option<(i64, bool)>,
    withdrawn: Option<Timestamp>,
}

/// Entries with a match since the subscriber's cursor, with a revision since it, or taken back.
fn candidates(
    connection: &Connection,
    subscriber: &StoredSubscriber,
    watchlists: &str,
) -> Result<Vec<UntoldCandidate>, StoreError> {
    let mut statement = connection.prepare_cached(
        "WITH stirred AS (
             SELECT entry_id FROM matched WHERE id > :match_cursor
             UNION
             SELECT entry_id FROM revision WHERE id > :revision_cursor AND number > 1
             UNION
             SELECT id FROM entry WHERE withdrawn IS NOT NULL
         )
         SELECT entry.id AS id, entry.withdrawn AS withdrawn, MIN(matched.id) <= :match_cursor AS known
         FROM stirred
         JOIN entry ON entry.id = stirred.entry_id AND entry.news = 1
         JOIN matched ON matched.entry_id = entry.id
         JOIN subscription ON subscription.watchlist = matched.watchlist AND subscription.since_match < matched.id
         WHERE subscription.subscriber_id = :subscriber AND subscription.listed = 1
           AND subscription.watchlist IN (SELECT value FROM json_each(:watchlists))
         GROUP BY entry.id ORDER BY entry.id",
    )?;
    let mut rows = statement.query(named_params! {
        ":subscriber": subscriber.id,
        ":watchlists": watchlists,
        ":match_cursor": subscriber.match_cursor,
        ":revision_cursor": subscriber.revision_cursor,
    })?;
    let mut candidates = Vec::new();
    while let Some(row) = rows.next()? {
        let entry = row.get("id")?;
        candidates.push(UntoldCandidate {
            entry,
            known: row.get("known")?,
            told: last_told(connection, subscriber.id, entry)?,
            withdrawn: row.get::<_, Option<i64>>("withdrawn")?.map(instant),
        });
    }
    Ok(candidates)
}

fn last_told(
    connection: &Connection,
    subscriber: i64,
    entry: i64,
) -> Result<Option<(i64, bool)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT revision, section FROM digest_entry
         WHERE subscriber_id = ?1 AND entry_id = ?2 ORDER BY digest_id DESC LIMIT 1",
    )?;
    let told = statement.query_row(params![subscriber, entry], |row| {
        Ok((row.get("revision")?, row.get::<_, String>("section")? == "withdrawn"))
    });
    Ok(told.optional()?)
}

fn sort_in(
    connection: &Connection,
    subscriber: &StoredSubscriber,
    watchlists: &str,
    candidate: &UntoldCandidate,
    untold: &mut Untold,
) -> Result<(), StoreError> {
    let entry = candidate.entry;
    // Retention may have taken every text of an old entry: then there is nothing left to show.
    let Some(latest) = last_revision(connection, entry, i64::MAX)? else { return Ok(()) };
    let matches = matches_of(connection, entry, latest.number, watchlists)?;
    if let (Some(seen), Some((revision, false))) = (candidate.withdrawn, candidate.told) {
        let matches = matches_of(connection, entry, revision, watchlists)?;
        let article = article(connection, entry, &latest.title)?;
        let how = "it is in its feed no more, while older entries stay".to_owned();
        untold.withdrawn.push(TakenBackArticle { article, matches, seen, how });
        return Ok(());
    }
    let before = match candidate.told {
        Some((_, true)) => return Ok(()),
        Some((revision, false)) => Some(revision),
        None if candidate.known => last_revision_by(connection, entry, subscriber.revision_cursor)?,
        None => None,
    };
    if let Some(before) = before {
        if let Some(earlier) = earlier(connection, entry, before, watchlists)? {
            let article = article(connection, entry, &latest.title)?;
            let (story, _) = story(connection, subscriber.id, entry)?;
            untold.edits.push(RevisedArticle { article, text: latest.text, matches, story, before: earlier });
        }
        return Ok(());
    }
    if candidate.withdrawn.is_some() {
        // It came and went between two digests; the page may still be of interest, but it is news no more.
        return Ok(());
    }
    found(connection, subscriber, watchlists, entry, latest, matches, untold)
}

/// News; or, where an edit took away what matched before anybody was told, that edit.
fn found(
    connection: &Connection,
    subscriber: &StoredSubscriber,
    watchlists: &str,
    entry: i64,
    latest: Revision,
    matches: Vec<Match>,
    untold: &mut Untold,
) -> Result<(), StoreError> {
    let article = article(connection, entry, &latest.title)?;
    let first = first_match(connection, entry, watchlists)?;
    let first = if first < latest.number { earlier(connection, entry, first, watchlists)? } else { None };
    if matches.is_empty() {
        if let Some(before) = first {
            let (story, _) = story(connection, subscriber.id, entry)?;
            untold.edits.push(RevisedArticle { article, text: latest.text, matches, story, before });
        }
        return Ok(());
    }
    let (story, story_sent) = story(connection, subscriber.id, entry)?;
    untold.found.push(FoundArticle { article, text: latest.text, matches, story, story_sent, first });
    Ok(())
}

/// Revision `number`, where a later one exists that people are to hear of.
fn earlier(
    connection: &Connection,
    entry: i64,
    number: i64,
    watchlists: &str,
) -> Result<Option<EarlierRevision>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT COUNT(*) AS revisions, MAX(seen) AS edited FROM revision
         WHERE entry_id = ?1 AND number > ?2 AND quiet = 0",
    )?;
    let (revisions, edited): (u32, Option<i64>) =
        statement.query_row(params![entry, number], |row| Ok((row.get("revisions")?, row.get("edited")?)))?;
    let (Some(edited), Some(was)) = (edited, last_revision(connection, entry, number)?) else {
        return Ok(None);
    };
    let matches = matches_of(connection, entry, number, watchlists)?;
    Ok(Some(EarlierRevision {
        title: was.title,
        text: was.text,
        matches,
        edited: instant(edited),
        revisions,
    }))
}

/// The first revision that any of the watchlists matched.
fn first_match(connection: &Connection, entry: i64, watchlists: &str) -> Result<i64, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT MIN(matched_revision.revision)
         FROM matched JOIN matched_revision ON matched_revision.matched_id = matched.id
         WHERE matched.entry_id = ?1 AND matched.watchlist IN (SELECT value FROM json_each(?2))",
    )?;
    Ok(statement
        .query_row(params![entry, watchlists], |row| row.get::<_, Option<i64>>(0))?
        .unwrap_or(i64::MAX))
}

/// The story of an entry, and when the reader was last told another article of it.
fn story(
    connection: &Connection,
    subscriber: i64,
    entry: i64,
) -> Result<(Option<i64>, Option<Timestamp>), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT story_entry.story_id AS story,
                (SELECT MAX(digest.composed)
                 FROM story_entry AS other
                 JOIN digest_entry ON digest_entry.entry_id = other.entry_id AND digest_entry.subscriber_id = ?1
                 JOIN digest ON digest.id = digest_entry.digest_id
                 WHERE other.story_id = story_entry.story_id AND other.entry_id <> ?2) AS sent
         FROM story_entry WHERE story_entry.entry_id = ?2",
    )?;
    let found = statement.query_row(params![subscriber, entry], |row| {
        Ok((row.get::<_, Option<i64>>("story")?, row.get::<_, Option<i64>>("sent")?.map(instant)))
    });
    Ok(found.optional()?.unwrap_or((None, None)))
}
