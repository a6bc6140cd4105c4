//! `wirewatch status`.

use super::Common;
use super::Exit;

/// Show what is well and what is not
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`status` is not built yet")
}
