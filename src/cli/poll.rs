//! `wirewatch poll`.

use super::Common;
use super::Exit;

/// Poll the feeds that are due, once
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`poll` is not built yet")
}
