//! `wirewatch search`.

use std::num::NonZero;
use std::sync::Arc;

use jiff::Timestamp;

use super::archived::{language, marked, since};
use super::common::{Common, Exit};
use super::installation::reader;
use super::output::{print, print_bytes, tell};
use super::screen::Screen;
use crate::ask::csv_table::csv_table;
use crate::ask::search::{SearchRequest, SearchedEntry, search};
use crate::diagnostic::finding::Finding;
use crate::wording::{line, utc_minute};

/// Search the stored items in the watchlist query language
///
/// Prints what matches, newest first, with the sentences that match. Exit code 1: the query is wrong.
#[derive(Debug, clap::Args)]
pub(super) struct SearchArgs {
    /// The query, such as '@csto AND (Baku OR Ganja)'
    #[arg(allow_hyphen_values = true)]
    query: String,
    /// Only what was first seen within this time, such as 30d
    #[arg(long, value_name = "TIME", value_parser = since)]
    since: Option<Timestamp>,
    /// Only entries in this language, such as az
    #[arg(long, value_name = "LANG", value_parser = language)]
    lang: Option<String>,
    /// Stop after so many
    #[arg(long, value_name = "N", default_value = "50")]
    limit: NonZero<usize>,
    /// Print a table for spreadsheets: UTF-8 with its mark, and no cell is a formula
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

pub(super) fn run(common: &Common, args: SearchArgs) -> anyhow::Result<Exit> {
    let (loaded, reader) = reader(common)?;
    let SearchArgs { query, since, lang, limit, csv } = args;
    let request = SearchRequest { query, since, lang, limit, before: None, bytes: None };
    let page = match reader.read(|connection| search(connection, &loaded.watchlists, &request))? {
        Ok(page) => page,
        Err(problems) => {
            let source: Arc<str> = request.query.into();
            for problem in problems {
                let finding = Finding { path: "query".to_owned(), source: Arc::clone(&source), problem };
                tell(format_args!("{}", finding.render()));
            }
            return Ok(Exit::Problem);
        }
    };
    if csv {
        print_bytes(&csv_table(&page.entries)?)?;
    }
    for entry in page.entries.iter().filter(|_| !csv) {
        if common.json {
            print(format_args!("{}\n", serde_json::to_string(entry)?))?;
        } else {
            print(format_args!("{}", as_text(Screen::of_stdout(), entry)))?;
        }
    }
    let limit = if page.next.is_some() { ", and there are more: raise --limit" } else { "" };
    tell(format_args!("{} found{limit}", page.entries.len()));
    Ok(Exit::Done)
}

fn as_text(screen: Screen, entry: &SearchedEntry) -> String {
    let SearchedEntry { id, title, source, seen, .. } = entry;
    let excerpts = entry.excerpts.iter().map(|one| format!("{}\n", screen.wrapped(4, &line(&marked(one)))));
    let excerpts: String = excerpts.collect();
    let link = entry.url.as_deref().unwrap_or("-");
    let head = format!("{id}  {} ({}, {})", line(title), line(source), utc_minute(*seen));
    format!("{}\n    {link}\n{excerpts}", screen.hanging(4, &head))
}
