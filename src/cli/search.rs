//! `wirewatch search`.

use std::num::NonZero;
use std::ops::ControlFlow;

use jiff::Timestamp;
use serde_json::json;

use super::archived::{marked, since};
use super::common::{Common, Exit};
use super::installation::reader;
use super::output::{print, tell};
use crate::diagnostic::finding::Finding;
use crate::store::archive::{Selection, visit_entries};
use crate::watch::search::QuerySearch;
use crate::wording::utc_minute;

/// Search the stored items in the watchlist query language
///
/// Prints what matches, newest first, with the sentences that match. Exit code 1: the query is wrong.
#[derive(Debug, clap::Args)]
pub(super) struct SearchArgs {
    /// The query, such as '@csto AND (Baku OR Ganja)'
    query: String,
    /// Only what was first seen within this time, such as 30d
    #[arg(long, value_name = "TIME", value_parser = since)]
    since: Option<Timestamp>,
    /// Only entries in this language, such as az
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// Stop after so many
    #[arg(long, value_name = "N", default_value = "50")]
    limit: NonZero<usize>,
}

pub(super) fn run(common: &Common, args: &SearchArgs) -> anyhow::Result<Exit> {
    let (loaded, reader) = reader(common)?;
    let mut search = match QuerySearch::new(&loaded.watchlists, &args.query) {
        Ok(search) => search,
        Err(problems) => {
            for problem in problems {
                let source = args.query.as_str().into();
                tell(format_args!("{}", Finding { path: "query".to_owned(), source, problem }.render()));
            }
            return Ok(Exit::Problem);
        }
    };
    let candidates = search.prefixes.clone();
    let selection = Selection { since: args.since, lang: args.lang.clone(), candidates, every: 1 };
    let (mut shown, mut more) = (0, false);
    let mut outcome = Ok(());
    reader.read(|connection| {
        visit_entries(connection, &selection, |entry| {
            let Some(found) = search.matches(&entry.item()) else { return ControlFlow::Continue(()) };
            if shown == args.limit.get() {
                more = true;
                return ControlFlow::Break(());
            }
            shown += 1;
            outcome = if common.json {
                let line = json!({
                    "id": entry.id, "title": entry.title, "url": entry.link, "source": entry.source,
                    "lang": entry.lang, "published": entry.published, "seen": entry.first_seen,
                    "score": found.score, "excerpts": found.excerpts,
                });
                print(format_args!("{line}\n"))
            } else {
                let excerpts: String =
                    found.excerpts.iter().map(|excerpt| format!("    {}\n", marked(excerpt))).collect();
                let link = entry.link.as_deref().unwrap_or("-");
                print(format_args!(
                    "{}  {} ({}, {})\n    {link}\n{excerpts}",
                    entry.id,
                    entry.title,
                    entry.source,
                    utc_minute(entry.first_seen)
                ))
            };
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
    })?;
    outcome?;
    let limit = if more { ", and there are more: raise --limit" } else { "" };
    tell(format_args!("{shown} found{limit}"));
    Ok(Exit::Done)
}
