//! How much longer a daemon takes for all feeds while pages of matched entries are due: with looks and without, in turns.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::Ordering;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};

use crate::Args;
use crate::site::Served;

/// How long ago everything was read first: feeds are due again after 15 minutes, pages after 30.
const AGO: SignedDuration = SignedDuration::from_mins(70);

/// Longer no pass is waited for.
const PATIENCE: Duration = Duration::from_mins(10);

/// Reads everything an hour ago, and lets daemons poll copies of that.
pub(crate) fn measure(args: &Args, program: &Path, folder: &Path, served: &Served) -> anyhow::Result<()> {
    let settings = folder.join("wirewatch.toml");
    let base = fs::read_to_string(&settings)?;
    let with_pages = |recheck: &str| {
        fs::write(&settings, format!("{base}[fetch.pages]\nspacing = \"0s\"\nrecheck = {recheck}\n"))
    };
    with_pages("[\"30m\"]")?;
    let then = now()?.checked_sub(AGO)?.to_string();
    let status = command(program, &settings, &["poll", "--all", "--now", &then]).status()?;
    println!(
        "read {} feeds and {} pages ({status})",
        served.feeds.load(Ordering::Relaxed),
        served.pages.load(Ordering::Relaxed)
    );
    let database = folder.join("wirewatch.db");
    let kept = folder.join("kept.db");
    fs::copy(&database, &kept)?;
    println!("looks   seconds   feeds/s   pages looked at meanwhile");
    for looks in std::iter::repeat_n([false, true], args.passes).flatten() {
        with_pages(if looks { "[\"30m\"]" } else { "[]" })?;
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(folder.join(format!("wirewatch.db{end}")));
        }
        fs::copy(&kept, &database)?;
        let before = counts(served);
        let mut daemon = command(program, &settings, &["run"]).spawn().context("cannot start the daemon")?;
        let seconds = until(&mut daemon, || counts(served).0 - before.0 >= args.feeds as usize);
        let pages = counts(served).1 - before.1;
        daemon.kill()?;
        daemon.wait()?;
        let seconds = seconds?;
        println!("{looks:<5} {seconds:>9.2} {:>9.0}   {pages}", f64::from(args.feeds) / seconds);
    }
    Ok(())
}

fn command(program: &Path, settings: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).arg("--config").arg(settings).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn counts(served: &Served) -> (usize, usize) {
    (served.feeds.load(Ordering::Relaxed), served.pages.load(Ordering::Relaxed))
}

/// Seconds from the first feed asked to the last.
fn until(daemon: &mut Child, done: impl Fn() -> bool) -> anyhow::Result<f64> {
    let started = Instant::now();
    while !done() {
        anyhow::ensure!(daemon.try_wait()?.is_none(), "the daemon has ended");
        anyhow::ensure!(started.elapsed() < PATIENCE, "not all feeds were asked in ten minutes");
        sleep(Duration::from_millis(2));
    }
    Ok(started.elapsed().as_secs_f64())
}

#[expect(clippy::disallowed_methods, reason = "the program that is measured reads the same clock")]
fn now() -> anyhow::Result<Timestamp> {
    Ok(Timestamp::try_from(SystemTime::now())?)
}
