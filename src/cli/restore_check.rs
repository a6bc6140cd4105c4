//! `wirewatch restore-check`: whether a copy of the database can be restored.

use std::path::PathBuf;

use super::common::{Common, Exit};
use super::installation::Refused;
use super::output::print;
use crate::clock;
use crate::store::StoreError;
use crate::store::backup::{CopyContents, CopyReport, inspect};
use crate::store::copy_sum::CopySum;
use crate::wording::{counted, line, utc_minute};

/// Say whether a copy of the database can be restored
///
/// Compares it with the checksum that `wirewatch backup` has written beside it, or else inside, reads every page (SQLite's integrity check), its
/// schema, how much it holds, its newest commit and mails in doubt. It changes nothing and needs no settings. Exit code 1: do not
/// restore it; 3: it cannot be opened.
#[derive(Debug, clap::Args)]
pub(super) struct RestoreCheckArgs {
    /// The copy, as `wirewatch backup` wrote it
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(common: &Common, args: &RestoreCheckArgs) -> anyhow::Result<Exit> {
    let report = inspect(&args.file).map_err(|error| match error {
        StoreError::Missing(path) => {
            let words = format!("wirewatch: there is no file {}", path.display());
            Refused { exit: Exit::Environment, words }.into()
        }
        error => anyhow::Error::from(error),
    })?;
    if common.json {
        print(format_args!("{}\n", serde_json::to_string(&report)?))?;
    } else {
        print(format_args!("{}", as_text(&report)))?;
    }
    Ok(if report.damage.is_none() { Exit::Done } else { Exit::Problem })
}

fn as_text(report: &CopyReport) -> String {
    let CopyReport { damage, checksum, holds } = report;
    let verdict =
        damage.as_ref().map_or("whole".to_owned(), |words| format!("do not restore it: {}", line(words)));
    let checksum = match checksum {
        CopySum::Same => "as it was written",
        CopySum::Differs => "another than when it was written",
        CopySum::None => {
            "there is none, neither beside it nor inside: only SQLite's own check was made, which sees no changed letter"
        }
    };
    let holds = holds.as_ref().map(contents).unwrap_or_default();
    format!("{verdict}\nchecksum   {checksum}\n{holds}")
}

fn contents(holds: &CopyContents) -> String {
    let CopyContents { schema, entries, digests, doubtful, newest } = holds;
    let newest = newest.map_or("nothing was stored yet".to_owned(), |at| {
        let hours = clock::now().duration_since(at).as_hours();
        format!("{}, {} ago", utc_minute(at), counted(usize::try_from(hours).unwrap_or(0), "hour", "hours"))
    });
    format!(
        "schema     {schema}\nholds      {entries} entries, {digests} digests\nnewest     {newest}\nin doubt   {}\n",
        counted(usize::try_from(*doubtful).unwrap_or(0), "mail", "mails")
    )
}
