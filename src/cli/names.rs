//! `wirewatch names`.

use super::Common;
use super::Exit;

/// Suggest aliases met by sound
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`names` is not built yet")
}
