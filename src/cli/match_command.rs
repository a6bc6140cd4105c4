//! `wirewatch match`.

use super::Common;
use super::Exit;

/// Match NDJSON on stdin against watchlists
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Each line brings its own `"term"` (and `"kind"`: name, person, org, place, term or exact): prints spans only
    #[arg(long)]
    terms: bool,
}

pub(super) fn run(_common: &Common, args: &Args) -> anyhow::Result<Exit> {
    if args.terms {
        return super::match_terms::run();
    }
    anyhow::bail!("`match` is not built yet")
}
