//! What watchlists have found, newest first, and how many in a time: the archive that readers look through.

use std::collections::HashMap;
use std::ops::ControlFlow;

use jiff::Timestamp;
use rusqlite::{Row, named_params, params};

use crate::entry::heading;
use crate::feed::{Feed, FeedState};
use crate::watch::found::Match;

use super::{Connection, StoreError, instant, millis};

/// An entry that a watchlist has found, as it stands now.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Find {
    /// The number of the match: it grows with time.
    pub id: i64,
    /// The number of the entry.
    pub entry: i64,
    /// When it was found.
    pub found: Timestamp,
    /// When the entry was first seen.
    pub first_seen: Timestamp,
    /// What the last revision is called.
    pub title: String,
    /// The article's address.
    pub url: Option<String>,
    /// The name of its feed.
    pub source: String,
    /// The family of publishers.
    pub family: String,
    pub lang: Option<String>,
    /// The publisher's claim.
    pub published: Option<Timestamp>,
    /// When it was last changed so that people hear of it.
    pub edited: Option<Timestamp>,
    /// When it was found taken back.
    pub withdrawn: Option<Timestamp>,
    /// What its last revision that matched says.
    pub found_match: Match,
    /// The event that it tells of, as far as is guessed.
    pub event: Option<i64>,
    /// Whether it names another publisher as its source.
    pub cites: bool,
}

impl Find {
    /// The names that were found, the required ones first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &String> {
        self.found_match.terms.iter().chain(&self.found_match.notable)
    }
}

/// Which finds to look at.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FindSelection {
    /// Only matches with a lower number: the cursor of a page.
    pub before: Option<i64>,
    /// Only what was found from the first instant on, and before the second.
    pub within: Option<(Timestamp, Timestamp)>,
}

const FINDS: &str = "SELECT matched.id AS id, matched.watchlist AS watchlist, entry.id AS entry, matched.found AS found,
        entry.first_seen AS first_seen, entry.link AS link, entry.lang AS lang, entry.published AS published,
        entry.withdrawn AS withdrawn, entry.feed_id AS feed,
        (SELECT title FROM revision WHERE entry_id = entry.id ORDER BY number DESC LIMIT 1) AS title,
        (SELECT substr(text, 1, 500) FROM revision WHERE entry_id = entry.id AND trim(title) = '' ORDER BY number DESC LIMIT 1) AS beginning,
        (SELECT MAX(seen) FROM revision WHERE entry_id = entry.id AND number > 1 AND quiet = 0) AS edited,
        (SELECT detail FROM matched_revision WHERE matched_id = matched.id ORDER BY revision DESC LIMIT 1) AS detail,
        event_entry.event_id AS event, event_entry.fingerprint ->> '$.c' IS NOT NULL AS cites
    FROM matched JOIN entry ON entry.id = matched.entry_id
    LEFT JOIN event_entry ON event_entry.entry_id = entry.id
    WHERE matched.watchlist = :watchlist AND matched.id < :before";

/// Shows what a watchlist has found to `visit`, newest first, until it breaks off.
pub(crate) fn visit_finds(
    connection: &Connection,
    watchlist: &str,
    selection: FindSelection,
    mut visit: impl FnMut(Find) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let within = if selection.within.is_some() {
        "AND matched.found >= :from AND matched.found < :to"
    } else {
        "AND :from <= :to"
    };
    let (from, to) = selection.within.unwrap_or((Timestamp::MIN, Timestamp::MAX));
    let mut statement = connection.prepare_cached(&format!("{FINDS} {within} ORDER BY matched.id DESC"))?;
    let mut rows = statement.query(named_params! {
        ":watchlist": watchlist,
        ":before": selection.before.unwrap_or(i64::MAX),
        ":from": millis(from),
        ":to": millis(to),
    })?;
    let mut sources = Sources::new(connection);
    while let Some(row) = rows.next()? {
        // Retention may have taken the text while this was read.
        let Some(find) = find(row, &mut sources)? else { continue };
        if visit(find).is_break() {
            break;
        }
    }
    Ok(())
}

/// The newest things that a watchlist has found, of those that are selected.
pub(crate) fn page_of_finds(
    connection: &Connection,
    watchlist: &str,
    selection: FindSelection,
    limit: usize,
) -> Result<Vec<Find>, StoreError> {
    let mut newest = Vec::new();
    visit_finds(connection, watchlist, selection, |find| {
        if newest.len() < limit {
            newest.push(find);
        }
        if newest.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(newest)
}

/// The names of feeds, each read once.
pub(super) struct Sources<'a> {
    connection: &'a Connection,
    known: HashMap<i64, (String, String)>,
}

impl<'a> Sources<'a> {
    pub(super) fn new(connection: &'a Connection) -> Self {
        Self { connection, known: HashMap::new() }
    }

    /// What people call a feed, and its family.
    pub(super) fn of(&mut self, feed: i64) -> Result<(String, String), StoreError> {
        if let Some(known) = self.known.get(&feed) {
            return Ok(known.clone());
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT listing, json_object('title', json_extract(state, '$.title')) AS state FROM feed WHERE id = ?1",
        )?;
        let (listing, state): (String, String) =
            statement.query_row([feed], |row| Ok((row.get("listing")?, row.get("state")?)))?;
        let listed: Feed =
            serde_json::from_str(&listing).map_err(|error| StoreError::damaged("feed", &error))?;
        let state: FeedState =
            serde_json::from_str(&state).map_err(|error| StoreError::damaged("feed state", &error))?;
        let names = (listed.title_or(state.title.as_deref()).to_owned(), listed.family().to_owned());
        self.known.insert(feed, names.clone());
        Ok(names)
    }
}

fn find(row: &Row<'_>, sources: &mut Sources<'_>) -> Result<Option<Find>, StoreError> {
    let (title, detail): (Option<String>, Option<String>) = (row.get("title")?, row.get("detail")?);
    let (Some(title), Some(detail)) = (title, detail) else { return Ok(None) };
    let beginning: Option<String> = row.get("beginning")?;
    let (source, family) = sources.of(row.get("feed")?)?;
    let found_match: Match =
        serde_json::from_str(&detail).map_err(|error| StoreError::damaged("match", &error))?;
    Ok(Some(Find {
        id: row.get("id")?,
        entry: row.get("entry")?,
        found: instant(row.get("found")?),
        first_seen: instant(row.get("first_seen")?),
        title: heading(&title, beginning.as_deref().unwrap_or_default()),
        url: row.get("link")?,
        source,
        family,
        lang: row.get("lang")?,
        published: row.get::<_, Option<i64>>("published")?.map(instant),
        edited: row.get::<_, Option<i64>>("edited")?.map(instant),
        withdrawn: row.get::<_, Option<i64>>("withdrawn")?.map(instant),
        found_match: Match { watchlist: row.get("watchlist")?, ..found_match },
        event: row.get("event")?,
        cites: row.get("cites")?,
    }))
}

/// How many entries a watchlist found from one instant on and before another.
pub(crate) fn count_found(
    connection: &Connection,
    watchlist: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<usize, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT COUNT(*) FROM matched WHERE watchlist = ?1 AND found >= ?2 AND found < ?3")?;
    let count: u32 = statement.query_row(params![watchlist, millis(from), millis(to)], |row| row.get(0))?;
    Ok(count as usize)
}

/// How many entries that a watchlist had found were changed since.
pub(crate) fn changes_since(
    connection: &Connection,
    watchlist: &str,
    since: Timestamp,
) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached(
        // What was changed of late is little; what was ever found is much: `CROSS` keeps the order of the join.
        "SELECT COUNT(DISTINCT revision.entry_id)
         FROM revision INDEXED BY revision_by_seen CROSS JOIN matched ON matched.entry_id = revision.entry_id AND matched.watchlist = ?1
         WHERE revision.seen >= ?2 AND revision.number > 1 AND revision.quiet = 0",
    )?;
    let count: u32 = statement.query_row(params![watchlist, millis(since)], |row| row.get(0))?;
    Ok(count as usize)
}

/// How many entries that a watchlist had found were taken back since.
pub(crate) fn departures_since(
    connection: &Connection,
    watchlist: &str,
    since: Timestamp,
) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT COUNT(*) FROM entry INDEXED BY entry_withdrawn CROSS JOIN matched ON matched.entry_id = entry.id AND matched.watchlist = ?1
         WHERE entry.withdrawn IS NOT NULL AND entry.withdrawn >= ?2",
    )?;
    let count: u32 = statement.query_row(params![watchlist, millis(since)], |row| row.get(0))?;
    Ok(count as usize)
}
