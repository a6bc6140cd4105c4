//! `wirewatch explain`.

use std::io;
use std::io::Read;
use std::path::Path;

use super::common::{Common, Exit};
use super::installation::{Refused, database, loaded, settings_file};
use super::output::{print, tell};
use crate::ask::entry::{ExplainedEntry, explain_entry};
use crate::diagnostic::finding::Finding;
use crate::diagnostic::nearest::nearest;
use crate::load::{settings_alone, watchlist_draft};
use crate::watch::explain::{Explanation, explain};
use crate::watch::item::Item;
use crate::watch::set::Watchlists;

/// The longest text that is read from stdin, in bytes.
const LONGEST_TEXT: u64 = 16 << 20;

/// Show term by term why a watchlist matched an entry, or what was missing
///
/// Exit code 0: it matches; 1: it does not, or there is no such entry; 2: there is no such watchlist.
#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    /// The watchlist: the name of its file without .toml, or a file of any place, such as a draft
    watchlist: String,
    /// The stored entry, by its number or its address; - reads a text on stdin instead
    entry: String,
}

pub(super) fn run(common: &Common, args: &ExplainArgs) -> anyhow::Result<Exit> {
    let (watchlists, id) = wanted(common, &args.watchlist)?;
    let (explanation, about) = if args.entry == "-" {
        let mut bytes = Vec::new();
        io::stdin().take(LONGEST_TEXT).read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let item = Item { text: &text, ..Item::default() };
        (explain(&mut watchlists.matcher_for_any_feed(), &id, &item), String::new())
    } else {
        let reader = database(&settings_alone(&settings_file(common)?))?;
        let explained = reader.read(|connection| explain_entry(connection, &watchlists, &id, &args.entry))?;
        let Some(ExplainedEntry { entry, explanation }) = explained else {
            tell(format_args!(
                "wirewatch: no entry whose text is kept has the number or address `{}`; \
                 `wirewatch why` says what is known of an address",
                args.entry
            ));
            return Ok(Exit::Problem);
        };
        let link = entry.link.as_deref().map_or_else(String::new, |link| format!("\n{link}"));
        (explanation, format!("entry {}: {} ({}){link}\n\n", entry.id, entry.title, entry.source))
    };
    // `wanted` has seen it.
    let Some(explanation) = explanation else { return Ok(Exit::Problem) };
    show(common, &about, &explanation)?;
    Ok(if explanation.matches { Exit::Done } else { Exit::Problem })
}

/// The watchlists to ask, and the id among them: the running ones, or a file with the installed entities. A file is
/// taken although its examples fail, and whatever else is wrong with the installation: why they fail is what is asked.
fn wanted(common: &Common, named: &str) -> Result<(Watchlists, String), Refused> {
    let path = Path::new(named);
    if path.extension().is_none() {
        let watchlists = loaded(common)?.watchlists;
        known(&watchlists, named)?;
        return Ok((watchlists, named.to_owned()));
    }
    let installed = settings_file(common).ok().map(|file| settings_alone(&file).watchlists);
    let watchlists = watchlist_draft(path, installed.as_deref()).map_err(|findings| {
        let words: Vec<String> = findings.iter().map(Finding::render).collect();
        Refused { exit: Exit::Problem, words: words.join("\n") }
    })?;
    let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    known(&watchlists, &id)?;
    Ok((watchlists, id))
}

/// Refuses a name that is no watchlist's, with those that are.
fn known(watchlists: &Watchlists, id: &str) -> Result<(), Refused> {
    if watchlists.get(id).is_some() {
        return Ok(());
    }
    let help = match nearest(id, watchlists.ids()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("there are: {}", watchlists.ids().collect::<Vec<_>>().join(", ")),
    };
    Err(Refused { exit: Exit::Usage, words: format!("wirewatch: there is no watchlist `{id}`; {help}") })
}

fn show(common: &Common, about: &str, explanation: &Explanation) -> anyhow::Result<()> {
    if common.json {
        print(format_args!("{}\n", serde_json::to_string(explanation)?))
    } else {
        print(format_args!("{about}{explanation}"))
    }
}
