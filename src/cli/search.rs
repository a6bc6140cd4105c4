//! `wirewatch search`.

use super::Common;
use super::Exit;

/// Search the stored items in the watchlist query language
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`search` is not built yet")
}
