//! Pages of what programs read by cursor: a line of JSON for each revision or match, in the order of commits.

use std::ops::ControlFlow;

use jiff::Timestamp;
use serde::Serialize;

use crate::diagnostic::Problem;
use crate::digest::clean::web_address;
use crate::digest::told_story::ToldExcerpt;
use crate::store::archive::EntryReader;
use crate::store::cursors::latest_cursor;
use crate::store::streams::{
    StreamKind, StreamedArticle, StreamedMatch, StreamedRevision, last_number, visit_matches, visit_revisions,
};
use crate::store::{Connection, StoreError};
use crate::watch::search::QuerySearch;
use crate::watch::set::Watchlists;

/// Bytes of a page, from which on nothing more goes in.
const PAGE_BYTES: usize = 8 << 20;

/// Matches that one page looks at with a query; each is read whole for it.
const LOOKED_AT: usize = 5_000;

/// A page of lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StreamPage {
    /// The lines, each with its end.
    pub lines: Vec<u8>,
    /// How many there are.
    pub count: usize,
    /// Up to where it was looked: the cursor of the next page, also where nothing was found.
    pub cursor: i64,
    /// Where the question begins behind all that there is, as after a copy was put back: where that ends.
    pub ends_before: Option<i64>,
}

/// Which matches are wanted.
#[derive(Debug, Clone)]
pub(crate) struct MatchQuestion {
    /// The cursor.
    pub after: i64,
    /// So many lines at most.
    pub limit: usize,
    /// Of these watchlists, which the reader sees.
    pub watchlists: Vec<String>,
    /// Only entries that match this query, too.
    pub query: Option<String>,
}

#[derive(Serialize)]
struct RevisionJson<'a> {
    id: i64,
    entry: i64,
    number: i64,
    title: &'a str,
    url: Option<String>,
    source: &'a str,
    lang: Option<&'a str>,
    published: Option<Timestamp>,
    first_seen: Timestamp,
    seen: Timestamp,
    origin: &'a str,
    quiet: bool,
    text: &'a str,
}

#[derive(Serialize)]
struct MatchJson<'a> {
    id: i64,
    watchlist: &'a str,
    found: Timestamp,
    entry: i64,
    title: &'a str,
    url: Option<String>,
    source: &'a str,
    lang: Option<&'a str>,
    published: Option<Timestamp>,
    seen: Timestamp,
    withdrawn: Option<Timestamp>,
    score: f64,
    matched: &'a [String],
    notable: &'a [String],
    excerpts: Vec<ToldExcerpt>,
}

impl StreamPage {
    /// Takes one thing in; whether there is room for the next.
    fn push(&mut self, id: i64, line: &impl Serialize, limit: usize) -> ControlFlow<()> {
        let begun = self.lines.len();
        // Written to a vector, which cannot fail; what cannot be JSON would be left out and not break the page.
        if serde_json::to_writer(&mut self.lines, line).is_err() {
            self.lines.truncate(begun);
            return ControlFlow::Continue(());
        }
        self.lines.push(b'\n');
        (self.count, self.cursor) = (self.count + 1, id);
        let is_full = self.count >= limit || self.lines.len() >= PAGE_BYTES;
        if is_full { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// Revisions after a cursor: every text that was stored, the first of an entry and each edit.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn revision_page(
    connection: &Connection,
    after: i64,
    limit: usize,
) -> Result<StreamPage, StoreError> {
    let mut page = StreamPage { cursor: after, ..StreamPage::default() };
    visit_revisions(connection, after, |revision| page.push(revision.id, &revision_json(&revision), limit))?;
    page.ends_before = end_before(connection, StreamKind::Revisions, after)?;
    Ok(page)
}

fn end_before(connection: &Connection, kind: StreamKind, after: i64) -> Result<Option<i64>, StoreError> {
    let last = last_number(connection, kind)?;
    Ok((after > last).then_some(last))
}

/// Matches after a cursor; the problems of a query that is wrong count from its first byte.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn match_page(
    connection: &Connection,
    compiled: &Watchlists,
    question: &MatchQuestion,
) -> Result<Result<StreamPage, Vec<Problem>>, StoreError> {
    let search = question.query.as_ref().map(|query| QuerySearch::new(compiled, query)).transpose();
    let mut search = match search {
        Ok(search) => search,
        Err(problems) => return Ok(Err(problems)),
    };
    let mut page = StreamPage { cursor: question.after, ..StreamPage::default() };
    let (mut looked_at, mut is_whole, mut reader) = (0, true, EntryReader::new(connection));
    visit_matches(connection, &question.watchlists, question.after, |found| {
        looked_at += 1;
        page.cursor = found.id;
        let wanted = match &mut search {
            None => true,
            Some(search) => {
                let entry = reader.entry(found.article.entry)?;
                entry.is_some_and(|entry| search.matches(&entry.item()).is_some())
            }
        };
        let goes_on = if wanted {
            page.push(found.id, &match_json(&found), question.limit)
        } else {
            ControlFlow::Continue(())
        };
        let goes_on = if looked_at >= LOOKED_AT { ControlFlow::Break(()) } else { goes_on };
        is_whole &= goes_on.is_continue();
        Ok(goes_on)
    })?;
    if is_whole {
        // What other watchlists have found is passed over once, not at every question.
        let latest = latest_cursor(connection, Timestamp::UNIX_EPOCH)?.match_cursor;
        page.cursor = page.cursor.max(latest);
    }
    page.ends_before = end_before(connection, StreamKind::Matches, question.after)?;
    Ok(Ok(page))
}

fn revision_json(revision: &StreamedRevision) -> RevisionJson<'_> {
    let StreamedRevision { id, article, number, seen, origin, quiet, text } = revision;
    let StreamedArticle { entry, title, url, source, lang, published, first_seen } = article;
    RevisionJson {
        id: *id,
        entry: *entry,
        number: *number,
        title,
        url: url.as_deref().and_then(web_address),
        source,
        lang: lang.as_deref(),
        published: *published,
        first_seen: *first_seen,
        seen: *seen,
        origin,
        quiet: *quiet,
        text,
    }
}

fn match_json(found: &StreamedMatch) -> MatchJson<'_> {
    let StreamedMatch { id, article, found: at, withdrawn, found_match } = found;
    let StreamedArticle { entry, title, url, source, lang, published, first_seen } = article;
    let excerpts = found_match.excerpts.iter();
    MatchJson {
        id: *id,
        watchlist: &found_match.watchlist,
        found: *at,
        entry: *entry,
        title,
        url: url.as_deref().and_then(web_address),
        source,
        lang: lang.as_deref(),
        published: *published,
        seen: *first_seen,
        withdrawn: *withdrawn,
        score: found_match.score,
        matched: &found_match.terms,
        notable: &found_match.notable,
        excerpts: excerpts
            .map(|excerpt| ToldExcerpt { text: excerpt.text.clone(), marks: excerpt.marks.clone() })
            .collect(),
    }
}
