//! `wirewatch explain`.

use std::io;
use std::io::Read;

use super::Common;
use super::Exit;
use super::archived::entry_named;
use super::installation::loaded;
use super::installation::reader;
use super::output::print;
use crate::load::Loaded;
use crate::watch::explain::Explanation;
use crate::watch::item::Item;

/// The longest text that is read from stdin, in bytes.
const LONGEST_TEXT: u64 = 16 << 20;

/// Show term by term why a watchlist matched an entry, or what was missing
///
/// Exit code 0: it matches; 1: it does not, or there is no such watchlist or entry.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The watchlist: the name of its file without .toml
    watchlist: String,
    /// The stored entry, by its number or its address; - reads a text on stdin instead
    entry: String,
}

pub(super) fn run(common: &Common, args: &Args) -> anyhow::Result<Exit> {
    let explanation = if args.entry == "-" {
        let mut bytes = Vec::new();
        io::stdin().take(LONGEST_TEXT).read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let Loaded { watchlists, .. } = loaded(common)?;
        let item = Item { text: &text, ..Item::default() };
        watchlists.matcher_for_any_feed().explain(&args.watchlist, &item)
    } else {
        let (Loaded { watchlists, .. }, reader) = reader(common)?;
        let Some(entry) = entry_named(&reader, &args.entry)? else {
            eprintln!("wirewatch: no stored entry has the number or address {}", args.entry);
            return Ok(Exit::Problem);
        };
        watchlists.matcher().explain(&args.watchlist, &entry.item())
    };
    let Some(explanation) = explanation else {
        eprintln!("wirewatch: there is no watchlist `{}`", args.watchlist);
        return Ok(Exit::Problem);
    };
    show(common, &explanation)?;
    Ok(if explanation.matches { Exit::Done } else { Exit::Problem })
}

fn show(common: &Common, explanation: &Explanation) -> anyhow::Result<()> {
    if common.json {
        print(format_args!("{}\n", serde_json::to_string(explanation)?))
    } else {
        print(format_args!("{explanation}"))
    }
}
