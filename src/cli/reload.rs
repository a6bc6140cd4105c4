//! `wirewatch reload`.

use super::Common;
use super::Exit;

/// Tell the running daemon to reload its files
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`reload` is not built yet")
}
