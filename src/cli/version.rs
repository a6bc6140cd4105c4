//! `wirewatch version`.

use super::common::{Common, Exit};
use super::output::print;

/// Print the version
#[derive(Debug, clap::Args)]
pub(super) struct VersionArgs {}

pub(super) fn run(common: &Common, _args: VersionArgs) -> anyhow::Result<Exit> {
    let version = env!("CARGO_PKG_VERSION");
    if common.json {
        print(format_args!("{}\n", serde_json::json!({ "version": version })))?;
    } else {
        print(format_args!("wirewatch {version}\n"))?;
    }
    Ok(Exit::Done)
}
