//! `wirewatch digest`.

use super::Common;
use super::Exit;

/// Compose the digests that are due
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`digest` is not built yet")
}
