//! `wirewatch read`.

use super::Common;
use super::Exit;

/// Print feeds as JSON
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`read` is not built yet")
}
