//! `wirewatch backup`.

use super::Common;
use super::Exit;

/// Write a consistent copy of the database while the daemon runs
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`backup` is not built yet")
}
