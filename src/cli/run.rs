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
