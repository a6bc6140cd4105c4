//! `wirewatch why`.

use super::Common;
use super::Exit;

/// Follow a page through fetch, read, match, story, digest and mail
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_common: &Common, _args: Args) -> anyhow::Result<Exit> {
    anyhow::bail!("`why` is not built yet")
}
