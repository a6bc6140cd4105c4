//! `wirewatch match`.

use super::Common;
use super::Exit;

/// Match NDJSON on stdin against watchlists
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`match` is not built yet")
}
