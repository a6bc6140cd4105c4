//! `wirewatch reload`: tells the running daemon to reload its files.

use super::common::{Common, Exit};
use super::installation::{Refused, settings_file};
use super::output::{print, tell};
use crate::daemon::control::{ReloadAnswer, ask_to_reload};
use crate::load::settings_alone;

/// Tell the running daemon to reload its files
///
/// The daemon reads all files and takes all of them, or keeps the set that runs and says what is wrong; then the exit
/// code is 1. Changed watchlists are first tried on the stored items: one that would mail more than `[watch]
/// max_growth` times as much as now is refused without --force. The daemon also reloads by itself a few seconds after a
/// file has changed.
#[derive(Debug, clap::Args)]
pub(super) struct ReloadArgs {
    /// Take changed watchlists even if one would mail many times as much as now
    #[arg(long)]
    force: bool,
}

pub(super) fn run(common: &Common, args: ReloadArgs) -> anyhow::Result<Exit> {
    let database = settings_alone(&settings_file(common)?).store.database;
    let answer = ask_to_reload(&database, args.force).map_err(|error| Refused {
        exit: Exit::Environment,
        words: format!("no daemon answers on {}: {error}", database.display()),
    })?;
    let ReloadAnswer { taken, words } = &answer;
    if common.json {
        print(format_args!("{}\n", serde_json::to_string(&answer)?))?;
    } else if *taken {
        print(format_args!("reloaded: {words}\n"))?;
    } else {
        tell(format_args!("refused, the old files go on:\n{words}"));
    }
    Ok(if *taken { Exit::Done } else { Exit::Problem })
}
