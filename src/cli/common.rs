//! What all commands share: the options that each takes, and the exit codes that scripts rely on.

use std::path::PathBuf;
use std::process::ExitCode;

/// What every command takes, before or after its name.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Common {
    /// The settings file [default: $WIREWATCH_CONFIG, ./wirewatch.toml, /etc/wirewatch/wirewatch.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print machine-readable output on stdout
    #[arg(long, global = true)]
    pub json: bool,
}

/// The exit codes that scripts and systemd rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
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
