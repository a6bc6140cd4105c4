//! `wirewatch query`: queries that were written for other systems.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{fs, io};

use anyhow::Context;
use clap::{Subcommand, ValueEnum};
use serde_json::json;

use super::common::{Common, Exit};
use super::output::print;
use crate::watch::query::{OtherSystem, Translation, translate};

/// The most bytes that are read.
const MAX_BYTES: u64 = 1 << 20;

/// Bring queries over from another system
#[derive(Debug, clap::Args)]
pub(super) struct QueryArgs {
    #[command(subcommand)]
    command: QueryCommand,
}

#[derive(Debug, Subcommand)]
enum QueryCommand {
    /// Turn queries of Lexis, Nexis or Factiva into the watchlist query language
    ///
    /// Prints each as a line for a watchlist, and above it as a comment what could not be carried over. Exit code 1: of
    /// some query nothing could be carried over.
    Import {
        /// The system that they were written for
        #[arg(long, value_name = "SYSTEM")]
        from: ImportSystem,
        /// The file with the queries, set apart by empty lines; `-` for standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ImportSystem {
    Lexis,
    Nexis,
    Factiva,
}

pub(super) fn run(common: &Common, args: &QueryArgs) -> anyhow::Result<Exit> {
    let QueryCommand::Import { from, file } = &args.command;
    let system = match from {
        ImportSystem::Lexis | ImportSystem::Nexis => OtherSystem::Lexis,
        ImportSystem::Factiva => OtherSystem::Factiva,
    };
    let text = read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let text = text.replace("\r\n", "\n");
    let queries: Vec<&str> = text.split("\n\n").filter(|query| !query.trim().is_empty()).collect();
    let translations: Vec<Translation> = queries.iter().map(|query| translate(query, system)).collect();
    if common.json {
        let queries: Vec<_> =
            translations.iter().map(|one| json!({ "query": one.query, "notes": one.notes })).collect();
        print(format_args!("{}\n", json!({ "queries": queries })))?;
    } else {
        print(format_args!("{}", as_toml(&translations)))?;
    }
    let nothing = translations.is_empty() || translations.iter().any(|one| one.query.is_empty());
    Ok(if nothing { Exit::Problem } else { Exit::Done })
}

fn read(file: &PathBuf) -> io::Result<String> {
    use io::Read;
    let mut text = String::new();
    if file.as_os_str() == "-" {
        io::stdin().take(MAX_BYTES).read_to_string(&mut text)?;
    } else {
        fs::File::open(file)?.take(MAX_BYTES).read_to_string(&mut text)?;
    }
    Ok(text)
}

/// A line for a watchlist each, below what has to be looked at.
fn as_toml(translations: &[Translation]) -> String {
    let mut text = String::new();
    for Translation { query, notes } in translations {
        for note in notes {
            let _ = writeln!(text, "# {note}");
        }
        let quoted = if query.contains('\'') { format!("'''{query}'''") } else { format!("'{query}'") };
        let _ = writeln!(text, "query = {quoted}\n");
    }
    text
}
