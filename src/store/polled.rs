//! Writes what one poll of one feed means: its state, its entries and their matches, its health, all together.

use std::ops::AddAssign;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::params;
use url::Url;

use serde::{Deserialize, Serialize};

use crate::entry::{ContentHash, Entry, EntryKey};
use crate::feed::{HealthEvent, SiteShare, site};
use crate::update::{ChangeKind, EntryChange, Update};
use crate::watch::found::Match;

use super::feeds::{FeedId, encode};
use super::former_names::displace;
use super::outgoing::{LineKind, note_awaited, note_feed, note_line, note_revision};
use super::pages::{ask_its_page, expect_page};
use super::reading_hours::note_reading;
use super::revisions::Telling;
use super::stories::record_stories;
use super::{Connection, StoreError, entries, feeds, millis};

/// What one poll of a feed brought, matched and ready to be written.
#[derive(Debug)]
pub(crate) struct Polled {
    /// The feed.
    pub feed: FeedId,
    /// What is decided.
    pub update: Update,
    /// How its new entries wait for the pages behind them; `None` where what the feed says is matched.
    pub page_wait: Option<PageWait>,
    /// The time of the request.
    pub now: Timestamp,
}

/// How new entries wait for the pages behind them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageWait {
    /// How long at most.
    pub wait: Duration,
    /// Whose pages this machine asks for; those of other sites another one does.
    pub share: SiteShare,
}

/// What a poll has written, for the table that `poll` prints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    /// Entries never seen before.
    pub new: usize,
    /// Entries whose text changed.
    pub edited: usize,
    /// Entries that their feeds took back.
    pub withdrawn: usize,
    /// Matches of new and edited ones.
    pub matches: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, more: Self) {
        self.new += more.new;
        self.edited += more.edited;
        self.withdrawn += more.withdrawn;
        self.matches += more.matches;
    }
}

/// Writes a poll. Called inside one transaction: all of it is there afterwards, or nothing.
pub(crate) fn record_poll(connection: &Connection, polled: &Polled) -> Result<Tally, StoreError> {
    let Polled { feed, update, page_wait, now } = polled;
    let mut tally = Tally::default();
    let mut known_by = Vec::new();
    for EntryChange { kind, matches, traits } in &update.changes {
        let entry = match record_change(connection, *feed, kind, *now)? {
            RecordedChange::New { entry }
                if waits_for_page(connection, *feed, entry, kind, *page_wait, *now)? =>
            {
                // It is matched when its page was read, here or elsewhere.
                tally.new += 1;
                continue;
            }
            RecordedChange::New { entry } => {
                tally.new += 1;
                tally.matches += matches.len();
                record_matches(connection, entry, 1, matches, *now)?;
                note_revision(connection, entry, 1, *now)?;
                entry
            }
            RecordedChange::Revised { entry, revision } => {
                tally.edited += 1;
                tally.matches += matches.len();
                record_matches(connection, entry, revision, matches, *now)?;
                note_revision(connection, entry, revision, *now)?;
                entry
            }
            RecordedChange::Marked { line, entry } => {
                tally.withdrawn += usize::from(matches!(line, LineKind::Withdrawn));
                note_line(connection, line, entry, *now)?;
                continue;
            }
            RecordedChange::Nothing => continue,
        };
        known_by.extend(traits.as_ref().map(|traits| (entry, traits)));
    }
    record_stories(connection, &known_by, *now)?;
    for event in &update.events {
        record_event(connection, Some(*feed), event, *now)?;
    }
    feeds::save_state(connection, *feed, &update.state)?;
    note_feed(connection, *feed, *now)?;
    if update.state.last_ok == Some(*now) {
        note_reading(connection, *feed, *now)?;
    }
    Ok(tally)
}

/// Lets a new entry wait for its page, where it has one and its feed gives teasers. What is old is not fetched.
fn waits_for_page(
    connection: &Connection,
    feed: FeedId,
    entry: i64,
    change: &ChangeKind,
    wait: Option<PageWait>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let ChangeKind::New { entry: new, news: true, .. } = change else { return Ok(false) };
    let address = new.link.as_deref().and_then(|link| Url::parse(link).ok());
    let (Some(PageWait { wait, share }), Some(address)) = (wait, address.filter(Url::has_host)) else {
        return Ok(false);
    };
    let until = now.checked_add(wait).unwrap_or(Timestamp::MAX);
    if share.holds(&site(&address)) {
        expect_page(connection, feed, entry, &address, now, until)?;
    } else {
        note_awaited(connection, entry, until, now)?;
    }
    Ok(true)
}

/// What a change has become in the store.
enum RecordedChange {
    New { entry: i64 },
    Revised { entry: i64, revision: i64 },
    Marked { line: LineKind, entry: i64 },
    Nothing,
}

impl RecordedChange {
    fn marked(line: LineKind, entry: Option<i64>) -> Self {
        entry.map_or(Self::Nothing, |entry| Self::Marked { line, entry })
    }
}

fn record_change(
    connection: &Connection,
    feed: FeedId,
    change: &ChangeKind,
    now: Timestamp,
) -> Result<RecordedChange, StoreError> {
    match change {
        ChangeKind::New { entry, hash, news } => {
            Ok(RecordedChange::New { entry: entries::insert(connection, feed, entry, *hash, *news, now)? })
        }
        ChangeKind::Edited { was, entry, hash, alert } => {
            if let Some(entry) = entries::note_behind_page(connection, feed, was, entry, *hash, now)? {
                return Ok(RecordedChange::Marked { line: LineKind::Labels, entry });
            }
            let heard = if *alert { Telling::Aloud } else { Telling::Quietly };
            let (entry, revision) = entries::revise(connection, feed, was, entry, *hash, heard, now)?;
            Ok(RecordedChange::Revised { entry, revision })
        }
        ChangeKind::Relinked { was, entry, hash } => relink(connection, feed, was, entry, *hash, now),
        ChangeKind::Displaced { was, key } => {
            let entry = entries::entry_id(connection, feed, was)?;
            entry.map_or(Ok(()), |entry| displace(connection, entry, key, now))?;
            Ok(RecordedChange::marked(LineKind::Labels, entry))
        }
        ChangeKind::Withdrawn { key } => {
            if ask_its_page(connection, feed, key, now)? {
                return Ok(RecordedChange::Nothing);
            }
            let entry = entries::mark_withdrawn(connection, feed, key, Some(now), now)?;
            Ok(RecordedChange::marked(LineKind::Withdrawn, entry))
        }
        ChangeKind::Restored { key } => {
            let entry = entries::mark_withdrawn(connection, feed, key, None, now)?;
            Ok(RecordedChange::marked(LineKind::Restored, entry))
        }
    }
}

/// A new key for a known entry; a text that differs too becomes a revision that nobody is mailed.
fn relink(
    connection: &Connection,
    feed: FeedId,
    was: &EntryKey,
    entry: &Entry,
    hash: ContentHash,
    now: Timestamp,
) -> Result<RecordedChange, StoreError> {
    let id = entries::rename(connection, feed, was, entry, now)?;
    if entries::content_hash(connection, id)? == hash.0.to_be_bytes() {
        return Ok(RecordedChange::Marked { line: LineKind::Labels, entry: id });
    }
    let (entry, revision) =
        entries::revise(connection, feed, &entry.key, entry, hash, Telling::Quietly, now)?;
    Ok(RecordedChange::Revised { entry, revision })
}

/// Writes what a revision matches; what is known of it already stays as it was found. Answers how much is new.
pub(super) fn record_matches(
    connection: &Connection,
    entry: i64,
    revision: i64,
    matches: &[Match],
    now: Timestamp,
) -> Result<usize, StoreError> {
    let mut written = 0;
    for found in matches {
        let new = connection
            .prepare_cached("INSERT OR IGNORE INTO matched (entry_id, watchlist, found) VALUES (?1, ?2, ?3)")?
            .execute(params![entry, found.watchlist, millis(now)])?;
        let matched: i64 = if new > 0 {
            connection.last_insert_rowid()
        } else {
            connection
                .prepare_cached("SELECT id FROM matched WHERE entry_id = ?1 AND watchlist = ?2")?
                .query_row(params![entry, found.watchlist], |row| row.get("id"))?
        };
        written += connection
            .prepare_cached(
                "INSERT OR IGNORE INTO matched_revision (matched_id, revision, score, detail) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![matched, revision, found.score, encode(found)?])?;
    }
    Ok(written)
}

/// Writes a health event; without a feed it speaks of the installation.
pub(crate) fn record_event(
    connection: &Connection,
    feed: Option<FeedId>,
    event: &HealthEvent,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO health_event (feed_id, at, kind, message, tell) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            feed.map(|feed| feed.0),
            millis(now),
            event.kind.as_str(),
            event.message,
            event.tell
        ])?;
    note_line(connection, LineKind::Event, connection.last_insert_rowid(), now)
}
