//! `wirewatch demo`.

use super::Common;
use super::Exit;

/// Show the main job on bundled feeds, with no network and no mail server
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`demo` is not built yet")
}
