//! Writes what a look at a page means for an entry: its text, its matches, its story, all together.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, named_params, params};
use url::Url;

use crate::event::ArticleTraits;
use crate::feed::{EventKind, HealthEvent, site as site_of};
use crate::update::PageState;
use crate::watch::found::Match;

use super::feeds::{FeedId, encode};
use super::outgoing::{LineKind, note_line, note_revision};
use super::pages::PageStatus;
use super::polled::{record_event, record_matches};
use super::revisions::{PageText, Telling, revise_by_page};
use super::site_lines::note_lines;
use super::stories::record_stories;
use super::{Connection, StoreError, entries, millis};

/// What one look at a page means for one entry.
#[derive(Debug, Clone)]
pub(crate) struct LookedAt {
    pub entry: i64,
    /// The first entry at its address, for which the lines are counted.
    pub first: i64,
    pub status: PageStatus,
    pub state: PageState,
    pub next_due: Option<Timestamp>,
    /// Where it has moved to for good: readers are led there from now on.
    pub address: Option<Url>,
    /// What operators are told, once a day.
    pub event: Option<HealthEvent>,
    /// Since when it is missing, where it is held until older pages of its site have been looked at.
    pub held_since: Option<Timestamp>,
    pub text: Option<PageText>,
    /// What the present text matches: written with a new text, or when an entry stops waiting.
    pub matches: Vec<Match>,
    pub traits: Option<ArticleTraits>,
    /// Whether the entry is matched and told from now on.
    pub stops_waiting: bool,
    /// Whether the publisher took it back, or brought it back.
    pub withdrawn: Option<bool>,
    /// The page answered with something of its own.
    pub answered: bool,
    /// Hashes of the lines of the page, for the frame of its site.
    pub lines: Vec<u64>,
}

/// Writes what a look means for one entry. Called inside one transaction: all of it is there afterwards, or nothing.
///
/// Answers how many matches were written.
pub(crate) fn record_look(
    connection: &Connection,
    site: &str,
    look: &LookedAt,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let waited = look.stops_waiting && still_waits(connection, look.entry)?;
    let kind = kind_of(connection, look.entry)?;
    connection
        .prepare_cached(
            "UPDATE page SET kind = :kind, state = :state, next_due = :due, asked = :now,
                    answered = CASE WHEN :answered THEN :now ELSE answered END,
                    address = IFNULL(:address, address), site = IFNULL(:site, site), missing_since = :missing,
                    waits_until = CASE WHEN :stops THEN NULL ELSE waits_until END
             WHERE entry_id = :entry",
        )?
        .execute(named_params! {
            ":entry": look.entry,
            ":kind": look.status.word(),
            ":state": encode(&look.state)?,
            ":due": look.next_due.map(millis),
            ":now": millis(now),
            ":answered": look.answered,
            ":address": look.address.as_ref().map(Url::as_str),
            ":site": look.address.as_ref().map(site_of),
            ":missing": look.state.missing.map(|missing| millis(missing.at)),
            ":stops": look.stops_waiting,
        })?;
    let mut matches = 0;
    if let Some(text) = &look.text {
        let heard = if text.is_edit { Telling::Aloud } else { Telling::Quietly };
        let revision = revise_by_page(connection, look.entry, text, heard, now)?;
        record_matches(connection, look.entry, revision, &look.matches, now)?;
        note_revision(connection, look.entry, revision, now)?;
        matches += look.matches.len();
    } else if waited {
        record_matches(connection, look.entry, 1, &look.matches, now)?;
        note_revision(connection, look.entry, 1, now)?;
        matches += look.matches.len();
    }
    if let Some(traits) = &look.traits {
        record_stories(connection, &[(look.entry, traits)], now)?;
    }
    if let Some(withdrawn) = look.withdrawn {
        entries::mark_entry_withdrawn(connection, look.entry, withdrawn.then_some(now), now)?;
        let line = if withdrawn { LineKind::Withdrawn } else { LineKind::Restored };
        note_line(connection, line, look.entry, now)?;
    } else if look.address.is_some() || kind.as_deref() != Some(look.status.word()) {
        note_line(connection, LineKind::Labels, look.entry, now)?;
    }
    if let Some(address) = &look.address {
        connection
            .prepare_cached("UPDATE entry SET link = ?2 WHERE id = ?1")?
            .execute(params![look.entry, address.as_str()])?;
    }
    if let Some(since) = look.held_since {
        ask_beside(connection, site, since, now)?;
    }
    if let Some(event) = &look.event {
        record_event_once(connection, look.entry, event, now)?;
    }
    if matches!(look.status, PageStatus::Wall | PageStatus::Login) {
        tell_of_walls(connection, look.entry, now)?;
    }
    note_lines(connection, site, look.first, &look.lines, now)?;
    Ok(matches)
}

/// Has older pages of a site looked at that were not since `at`: whether they stand says what became of others.
fn ask_beside(connection: &Connection, site: &str, at: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE page SET next_due = MIN(IFNULL(next_due, ?4), ?4) WHERE entry_id IN (
                 SELECT page.entry_id FROM page JOIN entry ON entry.id = page.entry_id
                 WHERE page.site = ?1 AND page.answered < ?2 AND page.kind = 'article'
                   AND page.missing_since IS NULL AND entry.first_seen < ?3
                 ORDER BY page.answered DESC LIMIT 3)",
        )?
        .execute(params![site, millis(at + SignedDuration::from_hours(1)), millis(at), millis(now)])?;
    Ok(())
}

/// Writes what an entry matches by what its feed said, where it has waited for its page as long as it may. The page stays
/// due; where it came meanwhile, nothing is written.
///
/// Answers how many matches were written.
pub(crate) fn record_teaser(
    connection: &Connection,
    entry: i64,
    matches: &[Match],
    traits: Option<&ArticleTraits>,
    now: Timestamp,
) -> Result<usize, StoreError> {
    if !still_waits(connection, entry)? {
        return Ok(0);
    }
    connection.prepare_cached("UPDATE page SET waits_until = NULL WHERE entry_id = ?1")?.execute([entry])?;
    record_matches(connection, entry, 1, matches, now)?;
    note_revision(connection, entry, 1, now)?;
    if let Some(traits) = traits {
        record_stories(connection, &[(entry, traits)], now)?;
    }
    Ok(matches.len())
}

/// Pages of a feed by which it is told whether walls stand before them, and how many make that sure.
const LAST_PAGES: i64 = 20;
const ENOUGH_PAGES: i64 = 10;

/// How long operators have heard of it.
const WALLS_ARE_KNOWN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Tells operators, once a week, that most of the last pages of an entry's feed are walls.
fn tell_of_walls(connection: &Connection, entry: i64, now: Timestamp) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT IFNULL(SUM(kind IN ('wall', 'login')), 0) AS walls, COUNT(*) AS pages,
                EXISTS (SELECT 1 FROM health_event JOIN entry ON entry.feed_id = health_event.feed_id
                        WHERE entry.id = ?1 AND health_event.kind = ?3 AND health_event.at > ?4) AS is_known
         FROM (SELECT kind FROM page WHERE feed_id = (SELECT feed_id FROM entry WHERE id = ?1) AND asked IS NOT NULL
               ORDER BY asked DESC LIMIT ?2)",
    )?;
    let kind = EventKind::PagesWalled;
    let known_since = millis(now - WALLS_ARE_KNOWN);
    let (walls, pages, is_known): (i64, i64, bool) = statement
        .query_row(params![entry, LAST_PAGES, kind.as_str(), known_since], |row| {
            Ok((row.get("walls")?, row.get("pages")?, row.get("is_known")?))
        })?;
    if is_known || pages < ENOUGH_PAGES || walls * 2 <= pages {
        return Ok(());
    }
    let message = format!(
        "answers with a wall (consent, bots, a login) at {walls} of the last {pages} pages behind its entries, which are \
         matched by their teasers alone: try another `user_agent`, or write full_text = false"
    );
    record_event_once(connection, entry, &HealthEvent { kind, message, tell: true }, now)
}

/// Writes a health event of an entry's feed, unless the same was written within the day.
fn record_event_once(
    connection: &Connection,
    entry: i64,
    event: &HealthEvent,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT feed_id, EXISTS (
             SELECT 1 FROM health_event
             WHERE health_event.feed_id = entry.feed_id AND kind = ?2 AND message = ?3 AND at > ?4) AS is_known
         FROM entry WHERE id = ?1",
    )?;
    let yesterday = millis(now - SignedDuration::from_hours(24));
    let (feed, is_known): (i64, bool) = statement
        .query_row(params![entry, event.kind.as_str(), event.message, yesterday], |row| {
            Ok((row.get("feed_id")?, row.get("is_known")?))
        })?;
    if is_known { Ok(()) } else { record_event(connection, Some(FeedId(feed)), event, now) }
}

/// What the last look at the page of an entry found, by its word.
fn kind_of(connection: &Connection, entry: i64) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT kind FROM page WHERE entry_id = ?1")?;
    Ok(statement.query_row([entry], |row| row.get(0)).optional()?)
}

fn still_waits(connection: &Connection, entry: i64) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM page WHERE entry_id = ?1 AND waits_until IS NOT NULL)",
    )?;
    Ok(statement.query_row([entry], |row| row.get(0))?)
}
