//! `wirewatch restore-check`: whether a copy of the database can be restored.

use std::path::PathBuf;

use super::common::{Common, Exit};
use super::installation::Refused;
use super::output::print;
use crate::clock;
use crate::store::StoreError;
use crate::store::backup::{CopyReport, inspect};
use crate::wording::{counted, utc_minute};

/// Say whether a copy of the database can be restored
///
/// Reads every page of it (SQLite's integrity check), its schema, how much it holds, its newest commit and mails in
/// doubt. It changes nothing and needs no settings. Exit code 1: do not restore it; 3: it cannot be opened.
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
    let CopyReport { damage, schema, entries, digests, doubtful, newest } = report;
    let whole = damage.as_ref().map_or("whole".to_owned(), |words| format!("damaged: {words}"));
    let newest = newest.map_or("nothing was stored yet".to_owned(), |at| {
        let hours = clock::now().duration_since(at).as_hours();
        format!("{}, {} ago", utc_minute(at), counted(usize::try_from(hours).unwrap_or(0), "hour", "hours"))
    });
    format!(
        "{whole}\nschema     {schema}\nholds      {entries} entries, {digests} digests\nnewest     {newest}\n\
         in doubt   {}\n",
        counted(usize::try_from(*doubtful).unwrap_or(0), "mail", "mails")
    )
}
