//! `wirewatch schema`.

use super::Common;
use super::Exit;

/// Print the JSON Schema of a file kind, for editors
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`schema` is not built yet")
}
