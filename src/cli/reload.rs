//! `wirewatch reload`: tells the running daemon to reload its files.

use serde_json::json;

use super::common::{Common, Exit};
use super::installation::{Refused, settings_file};
use super::orders::asked_wherever;
use super::output::{print, tell};
use crate::daemon::order::{DaemonOrder, OrderAnswer};
use crate::load::settings_alone;

/// Tell the running daemon to reload its files
///
/// The daemon reads all files and takes all of them, or keeps the set that runs and says what is wrong; then the exit
/// code is 1. Changed watchlists are first tried on the stored items: one that would mail more than `[watch]
/// max_growth` times as much as now is refused without --force, and so are files that take away more than a few readers or
/// every watchlist. The daemon also reloads by itself a few seconds after a
/// file has changed.
#[derive(Debug, clap::Args)]
pub(super) struct ReloadArgs {
    /// Take the files even if a watchlist would mail many times as much as now, or many readers would go
    #[arg(long)]
    force: bool,
}

pub(super) fn run(common: &Common, args: ReloadArgs) -> anyhow::Result<Exit> {
    let order = DaemonOrder::Reload { forced: args.force };
    let Some(OrderAnswer::Reloaded { taken, words }) = asked_wherever(common, &order)? else {
        let database = settings_alone(&settings_file(common)?).store.database;
        let words = format!("wirewatch: no daemon runs on {}", database.display());
        return Err(Refused { exit: Exit::Environment, words }.into());
    };
    if common.json {
        print(format_args!("{}\n", json!({ "taken": taken, "words": words })))?;
    } else if taken {
        print(format_args!("reloaded: {words}\n"))?;
    } else {
        tell(format_args!("refused, the old files go on:\n{words}"));
    }
    Ok(if taken { Exit::Done } else { Exit::Problem })
}
