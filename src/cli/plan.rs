//! `wirewatch plan`.

use super::Common;
use super::Exit;

/// Print the next ten digest times of each subscriber
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`plan` is not built yet")
}
