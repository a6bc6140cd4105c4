//! Searches the stored items in the query language of watchlists.

use std::num::NonZero;
use std::ops::ControlFlow;

use jiff::Timestamp;
use serde::Serialize;

use crate::diagnostic::Problem;
use crate::digest::clean::web_address;
use crate::entry::heading;
use crate::store::archive::{Selection, visit_entries};
use crate::store::{Connection, StoreError};
use crate::watch::found::Excerpt;
use crate::watch::search::QuerySearch;
use crate::watch::set::Watchlists;

/// What is searched for.
#[derive(Debug, Clone)]
pub(crate) struct SearchRequest {
    /// In the query language.
    pub query: String,
    /// Only what was first seen at this instant or later.
    pub since: Option<Timestamp>,
    /// Only this language, `az` standing for `az-Latn` too.
    pub lang: Option<String>,
    /// So many entries at most.
    pub limit: NonZero<usize>,
    /// Where the page before ended: its [`SearchPage::next`]. `None` begins with the newest.
    pub before: Option<i64>,
    /// Bytes of text to look at, at most; `None` looks at all.
    pub bytes: Option<usize>,
}

/// Entries that match, newest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct SearchPage {
    pub entries: Vec<SearchedEntry>,
    /// The cursor of the next page; `None` where nothing more matches.
    pub next: Option<i64>,
    /// Where the bound of bytes ended the search before the page was full: how far back it looked.
    #[serde(skip)]
    pub looked_until: Option<Timestamp>,
}

/// One entry that matches, as `search --json` prints it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct SearchedEntry {
    /// Its number.
    pub id: i64,
    /// What it is called, as it stands now.
    pub title: String,
    /// The article's address, as mails show it.
    pub url: Option<String>,
    /// The title of its feed.
    pub source: String,
    pub lang: Option<String>,
    /// The publisher's claim.
    pub published: Option<Timestamp>,
    /// When we first saw it.
    pub seen: Timestamp,
    pub score: f64,
    pub excerpts: Vec<Excerpt>,
}

/// Answers one page; the problems of a query that is wrong count from its first byte.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn search(
    connection: &Connection,
    watchlists: &Watchlists,
    request: &SearchRequest,
) -> Result<Result<SearchPage, Vec<Problem>>, StoreError> {
    let mut search = match QuerySearch::new(watchlists, &request.query) {
        Ok(search) => search,
        Err(problems) => return Ok(Err(problems)),
    };
    let selection = Selection {
        since: request.since,
        lang: request.lang.clone(),
        candidates: search.prefixes.clone(),
        before: request.before,
        ..Selection::default()
    };
    let mut page = SearchPage { entries: Vec::new(), next: None, looked_until: None };
    let mut bytes = 0_usize;
    visit_entries(connection, &selection, |entry| {
        if request.bytes.is_some_and(|most| bytes > most) {
            page.next = Some(entry.id + 1);
            page.looked_until = Some(entry.first_seen);
            return ControlFlow::Break(());
        }
        bytes += entry.text.len();
        let Some(found) = search.matches(&entry.item()) else { return ControlFlow::Continue(()) };
        if page.entries.len() == request.limit.get() {
            page.next = page.entries.last().map(|last| last.id);
            return ControlFlow::Break(());
        }
        page.entries.push(SearchedEntry {
            id: entry.id,
            title: heading(&entry.title, &entry.text),
            url: entry.link.as_deref().and_then(web_address),
            source: entry.source,
            lang: entry.lang,
            published: entry.published,
            seen: entry.first_seen,
            score: found.score,
            excerpts: found.excerpts,
        });
        ControlFlow::Continue(())
    })?;
    Ok(Ok(page))
}
