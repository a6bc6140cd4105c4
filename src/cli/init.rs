//! `wirewatch init`.

use super::Common;
use super::Exit;

/// Write commented files to start from
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`init` is not built yet")
}
