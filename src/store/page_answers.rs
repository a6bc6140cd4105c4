//! What pages have answered: of each feed in numbers, and of one entry in full.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use rusqlite::OptionalExtension;
use serde::Serialize;

use crate::update::PageState;
use crate::wording::counted;

use super::feeds::FeedId;
use super::{Connection, StoreError, instant};

/// How many pages of a feed are what, as they last answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct PageCounts {
    pub articles: u32,
    pub walls: u32,
    pub logins: u32,
    /// Pages that gave no more than the feed, or no text at all.
    pub teasers: u32,
    /// Pages that could not be read: robots, errors, silence.
    pub unknown: u32,
    pub gone: u32,
    pub waiting: u32,
}

impl fmt::Display for PageCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.articles, "article", "articles"),
            (self.walls, "wall", "walls"),
            (self.logins, "login", "logins"),
            (self.teasers, "without an article", "without an article"),
            (self.unknown, "not to be had", "not to be had"),
            (self.gone, "taken down", "taken down"),
            (self.waiting, "waiting", "waiting"),
        ];
        let parts = parts.into_iter().filter(|(count, _, _)| *count > 0);
        let said: Vec<String> = parts.map(|(count, one, many)| counted(count as usize, one, many)).collect();
        f.write_str(&if said.is_empty() { "no page asked yet".to_owned() } else { said.join(", ") })
    }
}

/// What the pages of each feed have answered.
pub(crate) fn page_counts(connection: &Connection) -> Result<BTreeMap<FeedId, PageCounts>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT feed_id, kind, COUNT(*) AS pages FROM page WHERE feed_id IS NOT NULL GROUP BY feed_id, kind",
    )?;
    let mut rows = statement.query([])?;
    let mut counts: BTreeMap<FeedId, PageCounts> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (kind, pages): (String, u32) = (row.get("kind")?, row.get("pages")?);
        let counts = counts.entry(FeedId(row.get("feed_id")?)).or_default();
        *match kind.as_str() {
            "article" => &mut counts.articles,
            "wall" => &mut counts.walls,
            "login" => &mut counts.logins,
            "teaser" | "none" => &mut counts.teasers,
            "gone" => &mut counts.gone,
            "waiting" => &mut counts.waiting,
            _ => &mut counts.unknown,
        } += pages;
    }
    Ok(counts)
}

/// The page behind an entry, as `why` follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageBehind {
    pub address: String,
    /// What the last look found, in the word that is stored.
    pub kind: String,
    pub state: PageState,
    pub asked: Option<Timestamp>,
    /// When it last answered with a text of its own.
    pub answered: Option<Timestamp>,
    pub next_due: Option<Timestamp>,
    /// Until when the entry waits for it.
    pub waits_until: Option<Timestamp>,
}

/// The page behind an entry; `None` where its feed says all.
pub(crate) fn page_behind(connection: &Connection, entry: i64) -> Result<Option<PageBehind>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT address, kind, state, asked, answered, next_due, waits_until FROM page WHERE entry_id = ?1",
    )?;
    let found = statement.query_row([entry], |row| {
        let time = |name| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(name)?.map(instant));
        let page = PageBehind {
            address: row.get("address")?,
            kind: row.get("kind")?,
            state: PageState::default(),
            asked: time("asked")?,
            answered: time("answered")?,
            next_due: time("next_due")?,
            waits_until: time("waits_until")?,
        };
        Ok((page, row.get::<_, String>("state")?))
    });
    let Some((page, state)) = found.optional()? else { return Ok(None) };
    let state = serde_json::from_str(&state).map_err(|error| StoreError::damaged("page", &error))?;
    Ok(Some(PageBehind { state, ..page }))
}
