//! Writes what a look at a page means for an entry: its text, its matches, its story, all together.

use jiff::Timestamp;
use rusqlite::named_params;

use crate::story::Sketch;
use crate::update::PageState;
use crate::watch::found::Match;

use super::feeds::encode;
use super::pages::PageStatus;
use super::polled::record_matches;
use super::revisions::{PageText, Telling, revise_by_page};
use super::site_lines::note_lines;
use super::stories::record_story;
use super::{Connection, StoreError, entries, millis};

/// What one look at a page means for one entry.
#[derive(Debug, Clone)]
pub(crate) struct LookedAt {
    pub entry: i64,
    pub status: PageStatus,
    pub state: PageState,
    pub next_due: Option<Timestamp>,
    /// Where it has moved to for good.
    pub address: Option<String>,
    pub text: Option<PageText>,
    /// What the present text matches: written with a new text, or when an entry stops waiting.
    pub matches: Vec<Match>,
    pub sketch: Option<Sketch>,
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
    connection
        .prepare_cached(
            "UPDATE page SET kind = :kind, state = :state, next_due = :due, asked = :now,
                    answered = CASE WHEN :answered THEN :now ELSE answered END,
                    address = IFNULL(:address, address), missing_since = :missing,
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
            ":address": look.address,
            ":missing": look.state.missing.map(|missing| millis(missing.at)),
            ":stops": look.stops_waiting,
        })?;
    let mut matches = 0;
    if let Some(text) = &look.text {
        let heard = if text.is_edit { Telling::Aloud } else { Telling::Quietly };
        let revision = revise_by_page(connection, look.entry, text, heard, now)?;
        record_matches(connection, look.entry, revision, &look.matches, now)?;
        matches += look.matches.len();
    } else if waited {
        record_matches(connection, look.entry, 1, &look.matches, now)?;
        matches += look.matches.len();
    }
    if let Some(sketch) = &look.sketch {
        record_story(connection, look.entry, sketch, now)?;
    }
    if let Some(withdrawn) = look.withdrawn {
        entries::mark_entry_withdrawn(connection, look.entry, withdrawn.then_some(now), now)?;
    }
    note_lines(connection, site, look.entry, &look.lines, now)?;
    Ok(matches)
}

/// Writes what an entry matches by what its feed said, where it has waited for its page as long as it may. The page stays
/// due; where it came meanwhile, nothing is written.
///
/// Answers how many matches were written.
pub(crate) fn record_teaser(
    connection: &Connection,
    entry: i64,
    matches: &[Match],
    sketch: Option<&Sketch>,
    now: Timestamp,
) -> Result<usize, StoreError> {
    if !still_waits(connection, entry)? {
        return Ok(0);
    }
    connection.prepare_cached("UPDATE page SET waits_until = NULL WHERE entry_id = ?1")?.execute([entry])?;
    record_matches(connection, entry, 1, matches, now)?;
    if let Some(sketch) = sketch {
        record_story(connection, entry, sketch, now)?;
    }
    Ok(matches.len())
}

fn still_waits(connection: &Connection, entry: i64) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM page WHERE entry_id = ?1 AND waits_until IS NOT NULL)",
    )?;
    Ok(statement.query_row([entry], |row| row.get(0))?)
}
