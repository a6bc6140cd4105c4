//! `wirewatch backtest`.

use super::Common;
use super::Exit;

/// Show what a watchlist file would have matched in the stored items
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`backtest` is not built yet")
}
