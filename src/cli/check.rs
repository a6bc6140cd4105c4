//! `wirewatch check`.

use super::Common;
use super::Exit;

/// Validate every file and run the examples in the watchlists
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`check` is not built yet")
}
