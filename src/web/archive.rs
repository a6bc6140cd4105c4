//! `/w/ID` and `/search`: lists of entries, narrowed by a query.

use std::num::NonZero;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::address_part::AddressPart;
use super::chart::{DayChart, said};
use super::face::WebState;
use super::list_parameters::ListParameters;
use super::page::{Chrome, not_found, shown, unavailable};
use super::reader::SignedIn;
use super::rows::EntryRow;
use crate::ask::desk::{ArchivePage, DayBook, DayCount, Facet, archive};
use crate::ask::search::{SearchRequest, search};
use crate::diagnostic::Problem;
use crate::diagnostic::finding::Finding;
use crate::digest::words::{Clock, language};
use crate::wording::list;

/// Entries of a search on a page.
const PAGE: NonZero<usize> = NonZero::new(20).expect("it is more than none");

/// Days of bars.
const DAYS: usize = 28;

#[derive(Template)]
#[template(path = "web/archive.html")]
struct ListView {
    chrome: Chrome,
    description: String,
    /// Where the form leads.
    action: String,
    query: String,
    /// What is wrong with the query, with a caret.
    problem: Option<String>,
    /// What else is wrong with the address, and narrows nothing.
    faults: Vec<String>,
    chart: Option<DayChart>,
    facets: Vec<FacetView>,
    /// Whether one of them is chosen.
    narrowed: bool,
    /// Whether anything was looked for.
    is_asked: bool,
    heading: String,
    /// What was looked at.
    scope: String,
    csv: Option<String>,
    entries: Vec<EntryRow>,
    next: Option<String>,
    next_words: &'static str,
}

struct FacetView {
    title: &'static str,
    values: Vec<FacetValue>,
}

struct FacetValue {
    words: String,
    count: Option<usize>,
    address: String,
    chosen: bool,
}

/// A query's problems as the command shows them, with carets.
fn with_carets(query: &str, problems: &[Problem]) -> String {
    let rendered = problems.iter().map(|problem| {
        let finding = Finding { path: "query".to_owned(), source: query.into(), problem: problem.clone() };
        finding.render()
    });
    rendered.collect::<Vec<String>>().join("\n")
}

/// Answers `/w/ID`. A watchlist that is not this reader's is answered as one that is not.
pub(super) async fn archive_page(
    State(face): State<WebState>,
    reader: SignedIn,
    AddressPart(id): AddressPart,
    asked: ListParameters,
) -> Response {
    let (now, sight, question) = (face.now(), reader.sight.clone(), asked.question());
    let (listed, wanted, sees) = (id.clone(), question.clone(), reader.sight.sees(&id));
    let found = face
        .read(move |installation, connection| {
            let watchlists = &installation.files.watchlists;
            let Some(watchlist) = watchlists.get(&listed).filter(|_| sees) else { return Ok(None) };
            let page = archive(connection, watchlists, &listed, &wanted, &sight.zone)?;
            let days = match wanted.before {
                Some(_) => Vec::new(),
                None => DayBook::open(connection, watchlists, &sight.zone, now)?.last(&listed, DAYS)?,
            };
            Ok(Some((watchlist.title.clone(), watchlist.description.clone(), page, days)))
        })
        .await;
    let (title, description, page, days) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return not_found(),
        Err(_) => return unavailable(),
    };
    let clock = Clock::new(&reader.sight.zone, now);
    let path = format!("/w/{id}");
    let mut view = list_view(Chrome::inside(&title, ""), path, description, &asked);
    view.chart = chart(&id, &days);
    view.heading = question.day.map_or_else(|| "Newest first".to_owned(), said);
    view.csv = Some(asked.with(&format!("/w/{id}/archive.csv"), "before", None));
    match page {
        Ok(page) => fill(&mut view, &page, &asked, &clock),
        Err(problems) => refuse(&mut view, &problems),
    }
    shown(status(&view), &view)
}

fn status(view: &ListView) -> StatusCode {
    if view.problem.is_some() || !view.faults.is_empty() { StatusCode::BAD_REQUEST } else { StatusCode::OK }
}

fn list_view(chrome: Chrome, action: String, description: String, asked: &ListParameters) -> ListView {
    ListView {
        chrome,
        description,
        action,
        query: asked.query.clone().unwrap_or_default(),
        problem: None,
        faults: asked.faults.iter().map(|fault| format!("{fault}.")).collect(),
        chart: None,
        facets: Vec::new(),
        narrowed: false,
        is_asked: true,
        heading: String::new(),
        scope: String::new(),
        csv: None,
        entries: Vec::new(),
        next: None,
        next_words: "Older ones",
    }
}

fn chart(id: &str, days: &[DayCount]) -> Option<DayChart> {
    (!days.is_empty()).then(|| DayChart::new(id, days, 0))
}

fn refuse(view: &mut ListView, problems: &[Problem]) {
    view.problem = Some(with_carets(view.query.trim(), problems));
    view.is_asked = false;
    view.csv = None;
}

fn fill(view: &mut ListView, page: &ArchivePage, asked: &ListParameters, clock: &Clock) {
    view.facets = facets(&view.action, &page.facets, asked);
    view.narrowed = view.facets.iter().flat_map(|facet| &facet.values).any(|value| value.chosen);
    view.entries = EntryRow::of_finds(&page.entries, clock);
    view.scope = match (page.is_all, page.looked_at) {
        (true, 0) => "Nothing there.".to_owned(),
        (true, all) => format!("Of {all} in this list."),
        (false, newest) => format!("Among the newest {newest} of this list; the numbers count those."),
    };
    if asked.before.is_some() {
        view.scope = String::new();
    }
    if view.entries.is_empty() {
        view.scope = match page.looked_at {
            0 if asked.before.is_some() => "Nothing lies further back.".to_owned(),
            0 => view.scope.clone(),
            looked_at => format!("None of the {looked_at} that were looked at{}.", unmet(page, asked)),
        };
    }
    let action = view.action.clone();
    view.next = page.next.map(|next| asked.with(&action, "before", Some(&next.to_string())));
    if view.entries.len() < PAGE.get() {
        view.next_words = "Look further back";
    }
}

/// What of what was chosen nothing has that was looked at.
fn unmet(page: &ArchivePage, asked: &ListParameters) -> String {
    let words = page.unmet.iter().filter_map(|name| {
        let value = asked.of(name)?;
        Some(match *name {
            "lang" => format!("is in {}", language(&value)),
            "entity" => format!("names “{value}”"),
            _ => format!("is from “{value}”"),
        })
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { String::new() } else { format!(" {}", list(&words)) }
}

fn facets(path: &str, found: &[Facet], asked: &ListParameters) -> Vec<FacetView> {
    let titles = [("kind", "Fate"), ("lang", "Language"), ("publisher", "Publisher"), ("entity", "Names")];
    let mut views = Vec::new();
    for (name, title) in titles {
        let chosen = asked.of(name);
        let known = found.iter().find(|facet| facet.name == name).map_or(&[][..], |facet| &facet.values);
        let mut values: Vec<FacetValue> = known
            .iter()
            .map(|(value, count)| {
                let is_chosen = chosen.as_ref() == Some(value);
                FacetValue {
                    words: if name == "lang" { language(value) } else { value.clone() },
                    count: Some(*count),
                    address: asked.with(path, name, Some(value.as_str()).filter(|_| !is_chosen)),
                    chosen: is_chosen,
                }
            })
            .collect();
        if let Some(chosen) = chosen.filter(|chosen| !known.iter().any(|(value, _)| value == chosen)) {
            let address = asked.with(path, name, None);
            let words = if name == "lang" { language(&chosen) } else { chosen };
            values.push(FacetValue { words, count: None, address, chosen: true });
        }
        if !values.is_empty() {
            views.push(FacetView { title, values });
        }
    }
    if let Some(day) = asked.of("day") {
        let address = asked.with(path, "day", None);
        let value = FacetValue { words: day, count: None, address, chosen: true };
        views.push(FacetView { title: "Day", values: vec![value] });
    }
    views
}

/// Answers `/search`: entry for entry what `wirewatch search` answers.
pub(super) async fn search_page(
    State(face): State<WebState>,
    reader: SignedIn,
    asked: ListParameters,
) -> Response {
    let (clock, asked) = (Clock::new(&reader.sight.zone, face.now()), asked.of_search());
    let description = "Over everything that is stored, in the language of watchlists.".to_owned();
    let mut view = list_view(Chrome::inside("Search", "/search"), "/search".to_owned(), description, &asked);
    view.facets = facets("/search", &[], &asked);
    view.narrowed = !view.facets.is_empty();
    let Some(query) = asked.query.clone() else {
        view.is_asked = false;
        return shown(status(&view), &view);
    };
    let request = SearchRequest {
        query,
        since: None,
        lang: asked.lang.clone(),
        limit: PAGE,
        before: asked.before,
        bytes: Some(SEARCHED),
    };
    let found = face
        .read(move |installation, connection| search(connection, &installation.files.watchlists, &request))
        .await;
    let page = match found {
        Ok(Ok(page)) => page,
        Ok(Err(problems)) => {
            refuse(&mut view, &problems);
            return shown(StatusCode::BAD_REQUEST, &view);
        }
        Err(_) => return unavailable(),
    };
    "Newest first".clone_into(&mut view.heading);
    view.csv = Some(asked.with("/search.csv", "before", None));
    view.entries = page.entries.iter().map(|entry| EntryRow::of_search(entry, &clock)).collect();
    view.scope = match (&page.entries[..], page.next, page.looked_until) {
        ([], None, _) => "Nothing matches.".to_owned(),
        (_, Some(_), Some(until)) => format!("Looked back until {}.", clock.moment(until)),
        _ => String::new(),
    };
    view.next = page.next.map(|next| asked.with("/search", "before", Some(&next.to_string())));
    if page.looked_until.is_some() {
        view.next_words = "Look further back";
    }
    shown(status(&view), &view)
}

/// Bytes of text that one page of a search looks at, at most: what takes a query about a twentieth of a second.
const SEARCHED: usize = 2 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_query_is_shown_with_a_caret_under_the_place() {
        let text = "gas or oil";
        let problems = [Problem::error(4..6, "operator", "operators are upper case")];
        let shown = with_carets(text, &problems);
        assert!(shown.contains("gas or oil") && shown.contains('^'), "{shown}");
    }
}
