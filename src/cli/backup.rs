//! `wirewatch backup`: a consistent copy of the database.

use std::path::PathBuf;

use super::common::{Common, Exit};
use super::installation::loaded;
use super::output::print;
use crate::store::backup::backup;

/// Write a consistent copy of the database while the daemon runs
///
/// The copy is complete and checked, or it is not there: it is written under a temporary name beside FILE, passes
/// SQLite's integrity check, and is renamed last. An existing FILE is never overwritten.
#[derive(Debug, clap::Args)]
pub(super) struct BackupArgs {
    /// The file to write
    file: PathBuf,
}

pub(super) fn run(common: &Common, args: BackupArgs) -> anyhow::Result<Exit> {
    let loaded = loaded(common)?;
    let bytes = backup(&loaded.settings.store.database, &args.file)?;
    if common.json {
        print(format_args!("{}\n", serde_json::json!({ "file": args.file, "bytes": bytes })))?;
    } else {
        print(format_args!("{}: {bytes} bytes, checked\n", args.file.display()))?;
    }
    Ok(Exit::Done)
}
