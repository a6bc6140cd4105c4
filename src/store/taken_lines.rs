//! One line of another machine's entry, as it becomes ours.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::bulletin::{ToldEntry, ToldRevision};
use crate::entry::{ContentHash, EntryKey};
use crate::event::ArticleTraits;
use crate::watch::found::Match;

use super::articles::last_revision;
use super::feeds::FeedId;
use super::pages::{expect_page, leave_to_another};
use super::polled::{Tally, record_matches};
use super::revisions::{
    RevisionText, Telling, index_text, keep_hash, next_number, replace_indexed_text, write_revision,
};
use super::stories::record_stories;
use super::taken_feeds::feed_of;
use super::taken_pages::take_page;
use super::{Connection, StoreError, entries, millis};

/// What a text matches here.
pub(super) struct FoundHere<'a> {
    pub matches: &'a [Match],
    pub traits: Option<&'a ArticleTraits>,
}

/// What becomes of an entry that is not here yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    /// It is stored; `news` where readers may be told of it.
    Stored { news: bool },
    /// It is left out, since nothing in it is watched.
    LeftOut,
}

/// A revision with the one before it, which a desk may not have: it matched nothing.
pub(super) struct ToldTexts<'a> {
    pub revision: &'a ToldRevision,
    pub before: Option<&'a ToldRevision>,
}

/// One line as it is taken.
pub(super) struct LineTaking<'a> {
    pub connection: &'a Connection,
    pub poller: &'a str,
    pub line: i64,
    pub at: Timestamp,
}

/// An entry that this desk has.
pub(super) struct TakenEntry {
    pub id: i64,
    /// Its last line, where it came from the same machine; another machine, or none, has none.
    pub line: Option<i64>,
}

impl LineTaking<'_> {
    /// Takes a line of an entry that this desk has; of another one there is nothing to change.
    pub(super) fn known(
        &self,
        told: &ToldEntry,
        change: impl FnOnce(i64) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let feed = feed_of(self.connection, &told.feed)?;
        let Some(found) = self.entry(feed, told)? else { return Ok(()) };
        if found.line.is_some_and(|last| last >= self.line) {
            return Ok(());
        }
        self.relabel(found.id, told)?;
        change(found.id)?;
        self.note_taken(found.id, told)
    }

    /// Stores an entry that waits for its page. Whatever a desk keeps, what its page matches is not known yet.
    pub(super) fn awaited(
        &self,
        news: bool,
        told: &ToldEntry,
        revision: &ToldRevision,
        until: Timestamp,
    ) -> Result<Tally, StoreError> {
        let feed = feed_of(self.connection, &told.feed)?;
        if self.entry(feed, told)?.is_some() {
            return Ok(Tally::default());
        }
        let (id, _) = self.insert(feed, told, &ToldTexts { revision, before: None }, news)?;
        if let Some(address) = told.address() {
            expect_page(self.connection, feed, id, &address, self.at, until)?;
            leave_to_another(self.connection, id)?;
        }
        self.note_taken(id, told)?;
        Ok(Tally { new: 1, ..Tally::default() })
    }

    pub(super) fn revision(
        &self,
        unknown: Unknown,
        told: &ToldEntry,
        texts: &ToldTexts<'_>,
        here: &FoundHere<'_>,
    ) -> Result<Tally, StoreError> {
        let feed = feed_of(self.connection, &told.feed)?;
        let mut tally = Tally::default();
        let found = self.entry(feed, told)?;
        if found.as_ref().and_then(|found| found.line).is_some_and(|last| last >= self.line) {
            return Ok(tally);
        }
        let (entry, number) = match found {
            None => match unknown {
                Unknown::LeftOut => return Ok(tally),
                Unknown::Stored { news } => {
                    tally.new += 1;
                    self.insert(feed, told, texts, news)?
                }
            },
            Some(found) => {
                self.relabel(found.id, told)?;
                let Some(number) = self.add(&found, told, texts)? else {
                    self.note_taken(found.id, told)?;
                    return Ok(tally);
                };
                tally.edited += 1;
                (found.id, number)
            }
        };
        self.note_taken(entry, told)?;
        if is_matched(self.connection, entry, number)? {
            return Ok(tally);
        }
        record_matches(self.connection, entry, number, here.matches, self.at)?;
        tally.matches += here.matches.len();
        if let Some(traits) = here.traits {
            record_stories(self.connection, &[(entry, traits)], self.at)?;
        }
        Ok(tally)
    }

    /// Writes an entry that this desk does not have, with its text and the one before.
    pub(super) fn insert(
        &self,
        feed: FeedId,
        told: &ToldEntry,
        texts: &ToldTexts<'_>,
        news: bool,
    ) -> Result<(i64, i64), StoreError> {
        let hash = told.content_hash().unwrap_or(ContentHash(0));
        let ToldTexts { revision, before } = texts;
        let first = before.unwrap_or(revision);
        let id = entries::insert_row(self.connection, feed, &told.with(first), hash, news, told.first_seen)?;
        if let Some(before) = before {
            self.write(id, before.number, before)?;
        }
        self.write(id, revision.number, revision)?;
        index_text(self.connection, id, &revision.title, &revision.text)?;
        take_page(self.connection, feed, id, told.page.as_ref())?;
        Ok((id, revision.number))
    }

    /// The number under which a known entry has the text from now on; `None` where it says nothing new.
    fn add(
        &self,
        found: &TakenEntry,
        told: &ToldEntry,
        texts: &ToldTexts<'_>,
    ) -> Result<Option<i64>, StoreError> {
        let (id, revision) = (found.id, texts.revision);
        if let Some(number) = self.number_of(id, revision)? {
            return Ok(Some(number));
        }
        // Its page is asked for by another machine, which has read more than its feed says.
        if told.page.is_none() && !revision.of_page && self.is_from_page(id)? {
            return Ok(None);
        }
        let last = last_revision(self.connection, id, i64::MAX)?;
        // Another machine's first look at what is known here: whoever polls a feed anew knows nothing of boxes and pages.
        let is_first_look = found.line.is_none() && revision.number == 1;
        if is_first_look {
            let has_more = self.is_from_page(id)? && !revision.of_page;
            let is_same = told.content_hash().is_some_and(|hash| self.knows(id, hash).unwrap_or(false));
            if has_more || is_same {
                return Ok(None);
            }
        }
        if let Some(hash) = told.content_hash().filter(|_| !revision.of_page) {
            keep_hash(self.connection, id, hash)?;
        }
        let next = next_number(self.connection, id)?;
        let number =
            if last.is_some_and(|last| last.number < revision.number) { revision.number } else { next };
        let quiet = revision.quiet || is_first_look;
        self.write(id, number, &ToldRevision { quiet, ..revision.clone() })?;
        replace_indexed_text(self.connection, id, &revision.title, &revision.text)?;
        Ok(Some(number))
    }

    fn write(&self, id: i64, number: i64, revision: &ToldRevision) -> Result<(), StoreError> {
        let heard = if revision.quiet { Telling::Quietly } else { Telling::Aloud };
        write_revision(self.connection, id, number, &RevisionText::told(revision), heard, revision.seen)
    }

    /// The number under which exactly this text of that machine is known.
    fn number_of(&self, id: i64, revision: &ToldRevision) -> Result<Option<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT number FROM revision WHERE entry_id = ?1 AND seen = ?2 AND title = ?3 AND text = ?4
             ORDER BY number DESC LIMIT 1",
        )?;
        let found = statement
            .query_row(params![id, millis(revision.seen), revision.title, revision.text], |row| row.get(0));
        Ok(found.optional()?)
    }

    fn is_from_page(&self, id: i64) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT origin = 'page' FROM revision WHERE entry_id = ?1 ORDER BY number DESC LIMIT 1",
        )?;
        Ok(statement.query_row([id], |row| row.get(0)).optional()?.unwrap_or(false))
    }

    /// Whether an entry has, or had, this text of its feed.
    fn knows(&self, id: i64, hash: ContentHash) -> Result<bool, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT CAST(content_hash || past_hashes AS BLOB) FROM entry WHERE id = ?1")?;
        let known: Vec<u8> = statement.query_row([id], |row| row.get(0))?;
        Ok(known.chunks(16).any(|known| known == hash.0.to_be_bytes()))
    }

    /// The entry by that machine's number of it, else by its key.
    pub(super) fn entry(&self, feed: FeedId, told: &ToldEntry) -> Result<Option<TakenEntry>, StoreError> {
        let mut by_number = self
            .connection
            .prepare_cached("SELECT entry_id, line FROM taken_entry WHERE poller = ?1 AND number = ?2")?;
        let found = by_number.query_row(params![self.poller, told.id], |row| {
            Ok(TakenEntry { id: row.get("entry_id")?, line: Some(row.get("line")?) })
        });
        if let Some(found) = found.optional()? {
            return Ok(Some(found));
        }
        let key = EntryKey::from_stored(told.key.clone());
        let id = entries::entry_id(self.connection, feed, &key)?;
        Ok(id.map(|id| TakenEntry { id, line: None }))
    }

    /// Gives a known entry its present key, link and labels, and what is known of its page.
    fn relabel(&self, id: i64, told: &ToldEntry) -> Result<(), StoreError> {
        let mut own = self.connection.prepare_cached("SELECT feed_id, key FROM entry WHERE id = ?1")?;
        let (feed, was) = own.query_row([id], |row| Ok((FeedId(row.get("feed_id")?), row.get("key")?)))?;
        let was = EntryKey::from_stored(was);
        let title = last_revision(self.connection, id, i64::MAX)?.map(|last| last.title).unwrap_or_default();
        let nothing = ToldRevision {
            number: 0,
            seen: self.at,
            title,
            text: String::new(),
            quiet: false,
            of_page: false,
        };
        entries::rename(self.connection, feed, &was, &told.with(&nothing), self.at)?;
        take_page(self.connection, feed, id, told.page.as_ref())
    }

    pub(super) fn note_taken(&self, id: i64, told: &ToldEntry) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO taken_entry (entry_id, poller, number, line) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (entry_id, poller) DO UPDATE SET number = excluded.number, line = excluded.line",
            )?
            .execute(params![id, self.poller, told.id, self.line])?;
        Ok(())
    }
}

/// Whether anything is written already of what a revision matches.
fn is_matched(connection: &Connection, entry: i64, number: i64) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT 1 FROM matched JOIN matched_revision ON matched_revision.matched_id = matched.id
         WHERE matched.entry_id = ?1 AND matched_revision.revision = ?2",
    )?;
    Ok(statement.exists(params![entry, number])?)
}
