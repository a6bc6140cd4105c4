//! `wirewatch feeds`.

use super::Common;
use super::Exit;

/// List, add, discover, import and export feeds
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`feeds` is not built yet")
}
