//! `wirewatch man` and `wirewatch completions`: made from the commands themselves.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Command;
use clap_complete::Shell;

use super::common::{Common, Exit};
use super::output::print;

/// Write the manual pages into a folder
///
/// One page a command, such as wirewatch-poll.1. `man -l wirewatch.1` shows one; those in /usr/local/share/man/man1 are
/// found by name.
#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// Where to; made if it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Print what makes a shell complete commands and flags
///
/// For bash: wirewatch completions bash > /etc/bash_completion.d/wirewatch
#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Writes a page for `program` and one for each command below it.
pub(super) fn man(common: &Common, args: &ManArgs, program: Command) -> anyhow::Result<Exit> {
    fs::create_dir_all(&args.folder).with_context(|| format!("cannot make {}", args.folder.display()))?;
    let mut program = program.disable_help_subcommand(true);
    program.build();
    let mut pages = Vec::new();
    write(&program, program.get_name().to_owned(), &args.folder, &mut pages)?;
    if common.json {
        print(format_args!("{}\n", serde_json::json!({ "files": pages })))?;
    } else {
        print(format_args!("{} pages in {}\n", pages.len(), args.folder.display()))?;
    }
    Ok(Exit::Done)
}

fn write(command: &Command, name: String, folder: &Path, pages: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let path = folder.join(format!("{name}.1"));
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone().display_name(&name)).title(&name).render(&mut page)?;
    fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))?;
    pages.push(path);
    for below in command.get_subcommands() {
        write(below, format!("{name}-{}", below.get_name()), folder, pages)?;
    }
    Ok(())
}

/// Prints the script for one shell.
pub(super) fn completions(args: &CompletionsArgs, mut program: Command) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, "wirewatch", &mut script);
    print(format_args!("{}", String::from_utf8_lossy(&script)))?;
    Ok(Exit::Done)
}
