//! `wirewatch run`.

use super::Common;
use super::Exit;

/// Run the daemon: poll, match, compose, deliver, reload
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`run` is not built yet")
}
