//! The commands and flags: they read the command line, call the application and print; they decide nothing.

#![warn(clippy::print_stdout, clippy::print_stderr)]

mod archived;
mod backtest;
mod backup;
mod check;
mod deliver;
mod demo;
mod digest;
mod explain;
mod feeds;
mod init;
mod installation;
mod match_command;
mod match_terms;
mod names;
mod output;
mod plan;
mod poll;
mod read_command;
mod reload;
mod run;
mod schema;
mod screen;
mod search;
mod status;
mod why;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use installation::Refused;
use output::tell;

/// Watches news feeds for names in every language and mails what it finds.
#[derive(Debug, Parser)]
#[command(name = "wirewatch", version, max_term_width = 100, propagate_version = true)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes, before or after its name.
#[derive(Debug, Clone, clap::Args)]
struct Common {
    /// The settings file [default: $WIREWATCH_CONFIG, ./wirewatch.toml, /etc/wirewatch/wirewatch.toml]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print machine-readable output on stdout
    #[arg(long, global = true)]
    json: bool,
}

/// One variant a command; its arguments stand in the file of its name.
#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    Demo(demo::Args),
    Poll(poll::Args),
    Digest(digest::Args),
    Deliver(deliver::Args),
    Check(check::Args),
    Backtest(backtest::Args),
    Explain(explain::Args),
    Why(why::Args),
    Search(search::Args),
    Names(names::Args),
    Match(match_command::Args),
    Read(read_command::Args),
    Feeds(feeds::Args),
    Reload(reload::Args),
    Init(init::Args),
    Plan(plan::Args),
    Schema(schema::Args),
    Status(status::Args),
    Backup(backup::Args),
}

/// The exit codes that scripts and systemd rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// It did what it was asked.
    Done = 0,
    /// It ran and found a problem: a rejected file, a failed feed, a failed example.
    Problem = 1,
    /// The command line was wrong.
    Usage = 2,
    /// The environment failed: no database, no address to bind.
    Environment = 3,
    /// `run` refuses its configuration; systemd does not restart it (`EX_CONFIG`).
    Configuration = 78,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Runs the program with the process's arguments and answers with its exit code.
pub fn main() -> ExitCode {
    let Arguments { common, command } = Arguments::parse();
    start_log(&command);
    let outcome = dispatch(&common, command);
    match outcome {
        Ok(exit) => exit.into(),
        Err(error) => match error.downcast_ref::<Refused>() {
            Some(Refused { exit, words }) => {
                tell(format_args!("{words}"));
                (*exit).into()
            }
            None => {
                tell(format_args!("wirewatch: {error:#}"));
                Exit::Environment.into()
            }
        },
    }
}

fn dispatch(common: &Common, command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Run(args) => run::run(common, args),
        Command::Demo(args) => demo::run(common, args),
        Command::Poll(args) => poll::run(common, args),
        Command::Digest(args) => digest::run(common, args),
        Command::Deliver(args) => deliver::run(common, args),
        Command::Check(args) => check::run(common, &args),
        Command::Backtest(args) => backtest::run(common, &args),
        Command::Explain(args) => explain::run(common, &args),
        Command::Why(args) => why::run(common, &args),
        Command::Search(args) => search::run(common, &args),
        Command::Names(args) => names::run(common, &args),
        Command::Match(args) => match_command::run(common, &args),
        Command::Read(args) => read_command::run(common, args),
        Command::Feeds(args) => feeds::run(common, args),
        Command::Reload(args) => reload::run(common, args),
        Command::Init(args) => init::run(common, &args),
        Command::Plan(args) => plan::run(common, &args),
        Command::Schema(args) => schema::run(common, &args),
        Command::Status(args) => status::run(common, args),
        Command::Backup(args) => backup::run(common, args),
    }
}

/// Logs go to stderr: everything the daemon does, of the other commands what went wrong. `WIREWATCH_LOG` changes that
/// (`debug`, `wirewatch=trace`).
fn start_log(command: &Command) {
    let usual = if matches!(command, Command::Run(_)) { "info" } else { "warn" };
    let filter =
        EnvFilter::builder().with_env_var("WIREWATCH_LOG").with_default_directive(LevelFilter::OFF.into());
    let filter = filter.try_from_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let under_journald = std::env::var_os("JOURNAL_STREAM").is_some();
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let log = log.with_ansi(!under_journald && std::io::stderr().is_terminal());
    // The journal stamps every line itself.
    if under_journald { log.without_time().init() } else { log.init() }
}
