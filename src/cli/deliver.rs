//! `wirewatch deliver`.

use super::Common;
use super::Exit;

/// Send what is due in the outbox, once
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`deliver` is not built yet")
}
