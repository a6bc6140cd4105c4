//! `wirewatch explain`.

use super::Common;
use super::Exit;

/// Show term by term why a watchlist matched an entry, or what was missing
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`explain` is not built yet")
}
