//! `wirewatch run`: the daemon.

use anyhow::Context;

use super::common::{Common, Exit};
use super::installation::{Refused, loaded, settings_file};
use crate::{clock, daemon};

/// Run the daemon: poll, match, compose, deliver, reload
///
/// Polls each feed when it is due, stores entries and their edits, matches them against the watchlists, composes digests
/// at each subscriber's time, sends them, and serves the archive where `[web]` is set. It reloads on SIGHUP, on
/// `wirewatch reload` and by itself after a file has changed, keeping the set that runs where a file is wrong. SIGTERM
/// finishes what is begun and leaves. A configuration that is refused at the start ends it with exit code 78.
#[derive(Debug, clap::Args)]
pub(super) struct RunArgs {}

pub(super) fn run(common: &Common, _args: RunArgs) -> anyhow::Result<Exit> {
    #[cfg(target_env = "gnu")]
    begin_with_two_heaps();
    // systemd does not start again what has refused its configuration: that would not mend it.
    let refuse = |refused| Refused { exit: Exit::Configuration, ..refused };
    let config = settings_file(common).map_err(refuse)?;
    let loaded = loaded(common).map_err(refuse)?;
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    runtime.block_on(daemon::run(config, loaded, clock::wall()))?;
    // What was told twice to stop does not wait for a mail.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    Ok(Exit::Done)
}

/// How many heaps glibc makes for the threads of a program. It looks at this once, as the program starts.
#[cfg(target_env = "gnu")]
const HEAPS: &str = "MALLOC_ARENA_MAX";

/// Begins again, in the same process, with two heaps for all threads, as the unit asks for; where nobody has said how many.
///
/// Else each thread has one of its own, up to eight a core, and what was freed stays with it: with ten thousand feeds that
/// came to 520 MiB of which 130 were in use.
#[cfg(target_env = "gnu")]
fn begin_with_two_heaps() {
    use std::os::unix::process::CommandExt as _;
    use std::{env, process};

    let (Ok(program), mut arguments) = (env::current_exe(), env::args_os()) else { return };
    if env::var_os(HEAPS).is_some() {
        return;
    }
    let mut again = process::Command::new(program);
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    // This comes back only where it was not possible: then it goes on as it is.
    let error = again.args(arguments).env(HEAPS, "2").exec();
    tracing::debug!(%error, "the heaps are as many as the system makes");
}
