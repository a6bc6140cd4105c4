//! The archive of one watchlist: what it found, newest first, narrowed by a query and by facets.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::diagnostic::Problem;
use crate::store::archive::EntryReader;
use crate::store::finds::{Find, FindSelection, visit_finds};
use crate::store::{Connection, StoreError};
use crate::watch::found::Excerpt;
use crate::watch::search::QuerySearch;
use crate::watch::set::Watchlists;

use super::days::bounds;
use super::found_kind::FoundKind;

/// Entries on a page.
const PAGE: usize = 20;

/// Finds that one question looks at, at most.
const LOOKED_AT: usize = 2_000;

/// The same where a query is asked of the text of each.
const ASKED: usize = 400;

/// Bytes of text that a query is asked of for one page: beyond, the page says how far it looked.
const BYTES: usize = 1 << 20;

/// Values of a facet that are named.
const VALUES: usize = 12;

/// What of an archive is wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct ArchiveQuestion {
    /// In the query language.
    pub query: Option<String>,
    /// BCP 47, `az` standing for `az-Latn` too.
    pub lang: Option<String>,
    /// A family of publishers.
    pub publisher: Option<String>,
    /// What became of it.
    pub kind: Option<FoundKind>,
    /// A name that was found.
    pub entity: Option<String>,
    /// A day on the reader's clock.
    pub day: Option<Date>,
    /// Only what has a lower number: the cursor of a page.
    pub before: Option<i64>,
}

/// The values of one property among what was looked at, the most frequent first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facet {
    /// Its name in addresses.
    pub name: &'static str,
    /// Each value with its number.
    pub values: Vec<(String, usize)>,
}

/// One page of an archive.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ArchivePage {
    pub entries: Vec<Find>,
    /// The cursor of the next page; `None` where nothing lies further back.
    pub next: Option<i64>,
    /// On the first page: what there is to narrow it by.
    pub facets: Vec<Facet>,
    /// How many finds were looked at.
    pub looked_at: usize,
    /// Whether those were all that there are.
    pub is_all: bool,
    /// On the first page: the names of the facets of which a value is wanted that nothing has.
    pub unmet: Vec<&'static str>,
}

/// Answers one page; the problems of a query that is wrong count from its first byte.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn archive(
    connection: &Connection,
    watchlists: &Watchlists,
    watchlist: &str,
    question: &ArchiveQuestion,
    zone: &TimeZone,
) -> Result<Result<ArchivePage, Vec<Problem>>, StoreError> {
    let search = question.query.as_deref().map(|query| QuerySearch::new(watchlists, query)).transpose();
    let mut search = match search {
        Ok(search) => search,
        Err(problems) => return Ok(Err(problems)),
    };
    let selection =
        FindSelection { before: question.before, within: question.day.map(|day| bounds(day, zone)) };
    let mut gathered = Gathering::new(question.before.is_none());
    let (mut failed, mut reader) = (None, EntryReader::new(connection));
    visit_finds(connection, watchlist, selection, |find| {
        if gathered.is_full() {
            gathered.is_cut = true;
            return ControlFlow::Break(());
        }
        let text = match &mut search {
            None => Ok(None),
            Some(search) => asked(&mut reader, search, find.entry),
        };
        match text {
            Ok(answer) => gathered.take(question, find, answer),
            Err(error) => {
                failed = Some(error);
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    })?;
    failed.map_or_else(|| Ok(Ok(gathered.page(question))), Err)
}

/// What a query says of an entry.
#[derive(Debug, Default)]
struct QueryAnswer {
    /// How long its text is.
    bytes: usize,
    /// What to show, where it matches.
    excerpts: Option<Vec<Excerpt>>,
}

fn asked(
    reader: &mut EntryReader<'_>,
    search: &mut QuerySearch,
    entry: i64,
) -> Result<Option<QueryAnswer>, StoreError> {
    let Some(entry) = reader.entry(entry)? else { return Ok(Some(QueryAnswer::default())) };
    let found = search.matches(&entry.item());
    Ok(Some(QueryAnswer { bytes: entry.text.len(), excerpts: found.map(|found| found.excerpts) }))
}

/// What is gathered for a page while finds go by.
struct Gathering {
    entries: Vec<Find>,
    counts: [BTreeMap<String, usize>; 4],
    with_facets: bool,
    looked_at: usize,
    bytes: usize,
    last: Option<i64>,
    is_cut: bool,
    /// Whether something was seen that stands on the next page.
    is_more: bool,
}

/// The names of the facets in addresses.
const FACETS: [&str; 4] = ["kind", "lang", "publisher", "entity"];

impl Gathering {
    fn new(with_facets: bool) -> Self {
        Self {
            entries: Vec::new(),
            counts: Default::default(),
            with_facets,
            looked_at: 0,
            bytes: 0,
            last: None,
            is_cut: false,
            is_more: false,
        }
    }

    /// Whether nothing more is looked at for this page.
    fn is_full(&self) -> bool {
        let most = if self.bytes > 0 { ASKED } else { LOOKED_AT };
        let is_long = self.looked_at >= most || self.bytes >= BYTES;
        is_long || (self.entries.len() >= PAGE && !self.with_facets)
    }

    fn take(&mut self, question: &ArchiveQuestion, mut entry: Find, answer: Option<QueryAnswer>) {
        self.looked_at += 1;
        let page_is_open = self.entries.len() < PAGE;
        if page_is_open {
            self.last = Some(entry.id);
        }
        if let Some(QueryAnswer { bytes, excerpts }) = answer {
            self.bytes += bytes;
            let Some(excerpts) = excerpts else { return };
            entry.found_match.excerpts = excerpts;
        }
        if self.with_facets {
            self.count(&entry);
        }
        if fits(question, &entry) {
            if page_is_open {
                self.entries.push(entry);
            } else {
                self.is_more = true;
            }
        }
    }

    fn count(&mut self, entry: &Find) {
        let [kinds, langs, publishers, entities] = &mut self.counts;
        let add = |counts: &mut BTreeMap<String, usize>, value: &str| {
            *counts.entry(value.to_owned()).or_default() += 1;
        };
        add(kinds, FoundKind::of(entry).word());
        if let Some(lang) = &entry.lang {
            add(langs, primary(lang));
        }
        add(publishers, &entry.family);
        for name in entry.names() {
            add(entities, name);
        }
    }

    fn page(self, question: &ArchiveQuestion) -> ArchivePage {
        let more = self.is_more || self.is_cut;
        let unmet = if self.with_facets { self.unmet(question) } else { Vec::new() };
        let facets = FACETS.into_iter().zip(self.counts).map(|(name, counts)| {
            let mut values: Vec<(String, usize)> = counts.into_iter().collect();
            values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            values.truncate(VALUES);
            Facet { name, values }
        });
        ArchivePage {
            facets: facets.filter(|facet| facet.values.len() > 1).collect(),
            next: self.last.filter(|_| more),
            entries: self.entries,
            looked_at: self.looked_at,
            is_all: !self.is_cut,
            unmet,
        }
    }

    fn unmet(&self, question: &ArchiveQuestion) -> Vec<&'static str> {
        let ArchiveQuestion { lang, publisher, entity, .. } = question;
        // Kinds are three, and each can be of what comes next.
        let wanted = [None, lang.as_deref().map(primary), publisher.as_deref(), entity.as_deref()];
        let named = FACETS.into_iter().zip(&self.counts).zip(wanted);
        let unmet = named.filter(|((_, counts), wanted)| wanted.is_some_and(|one| !counts.contains_key(one)));
        unmet.map(|((name, _), _)| name).collect()
    }
}

/// A language without its script and country.
fn primary(lang: &str) -> &str {
    lang.split('-').next().unwrap_or(lang)
}

fn fits(question: &ArchiveQuestion, entry: &Find) -> bool {
    let ArchiveQuestion { lang, publisher, kind, entity, .. } = question;
    lang.as_ref().is_none_or(|lang| {
        entry.lang.as_ref().is_some_and(|own| own == lang || primary(own) == lang.as_str())
    }) && publisher.as_ref().is_none_or(|family| *family == entry.family)
        && kind.is_none_or(|kind| kind == FoundKind::of(entry))
        && entity.as_ref().is_none_or(|entity| entry.names().any(|name| name == entity))
}
