//! `wirewatch status`: what is well and what is not.

use super::common::{Common, Exit};
use super::installation::{Refused, refused, settings_file};
use super::output::print;
use super::screen::{Screen, fitted};
use crate::ask::status::{InstallationStatus, status};
use crate::daemon::control::is_running;
use crate::digest::input::TroubledFeed;
use crate::installation::{Files, RefusedFiles};
use crate::load::{load, settings_alone};
use crate::store::ReadOnlyStore;
use crate::store::digests::DigestLine;
use crate::store::readers::Suppressed;
use crate::watch::silence::SilentLanguage;
use crate::{clock, wording};

/// Digests that are printed.
const DIGESTS_SHOWN: usize = 5;

/// Show what is well and what is not
///
/// The files, the feeds that are in trouble, the outbox, the last digests, the subscribers that get nothing, and
/// languages that a watchlist reads and never matches in. It only reads, beside a running daemon or without one.
/// Exit code 1 means that something is not well.
#[derive(Debug, clap::Args)]
pub(super) struct StatusArgs {}

pub(super) fn run(common: &Common, _args: StatusArgs) -> anyhow::Result<Exit> {
    let config = settings_file(common)?;
    let now = clock::now();
    let on_disk = load(&config, now);
    // What runs has its database, whatever is wrong with the files by now.
    let database = settings_alone(&config).store.database;
    let reader = ReadOnlyStore::open(&database).map_err(|error| match &on_disk {
        Ok(_) => Refused { exit: Exit::Environment, words: error.to_string() },
        Err(rejected) => refused(rejected),
    })?;
    let running = is_running(&database);
    let status = reader.read(|connection| status(connection, &on_disk, running, now))?;
    if common.json {
        print(format_args!("{}\n", serde_json::to_string(&status)?))?;
    } else {
        print_status(&status)?;
    }
    Ok(if status.is_well() { Exit::Done } else { Exit::Problem })
}

/// A feed in trouble: its state and title on one line, then its address and what is the matter.
fn trouble(screen: Screen, feed: &TroubledFeed) -> String {
    let TroubledFeed { title, url, health, words, since } = feed;
    let since = since.map_or("never read".to_owned(), wording::utc_minute);
    let title = wording::line(title);
    let left = screen.left_after("trouble    ".len() + 8 + 2 + since.len() + 2);
    let title = left.map_or(title.clone(), |columns| fitted(&title, columns).trim_end().to_owned());
    let health = health.as_str();
    format!(
        "trouble    {health:8}  {since}  {title}\n{}",
        screen.wrapped(11, &wording::line(&format!("{url} ({words})")))
    )
}

fn print_status(status: &InstallationStatus) -> anyhow::Result<()> {
    let InstallationStatus {
        running,
        files,
        counts,
        troubled,
        outbox,
        digests,
        suppressed,
        silent_languages,
    } = status;
    let daemon = if *running { "runs" } else { "does not run" };
    print(format_args!("daemon     {daemon}\n"))?;
    let Files { warnings, refused, .. } = files;
    let warned = if *warnings == 1 { "1 warning".to_owned() } else { format!("{warnings} warnings") };
    print(format_args!("files      {}, {warned}\n", files.counts()))?;
    if let Some(RefusedFiles { problems, .. }) = refused {
        let taken = files.taken.map(|taken| format!(" of {}", wording::utc_minute(taken)));
        let taken = taken.unwrap_or_default();
        let runs = if *running { "runs on" } else { "was the last" };
        print(format_args!("refused    the files on disk are wrong; the set{taken} {runs}\n"))?;
        for problem in problems {
            print(format_args!("           {problem}\n"))?;
        }
    }
    print(format_args!("state      {counts}\n"))?;
    print(format_args!("entries    {} stored, {} matches\n", counts.entries, counts.matched))?;
    let mails: Vec<String> =
        outbox.iter().map(|(state, mails)| format!("{mails} {}", state.word())).collect();
    print(format_args!(
        "outbox     {}\n",
        if mails.is_empty() { "no mail yet".to_owned() } else { mails.join(", ") }
    ))?;
    // One digest to many readers is one line.
    let same = |a: &DigestLine, b: &DigestLine| (a.composed, &a.subject) == (b.composed, &b.subject);
    for digests in digests.chunk_by(same).take(DIGESTS_SHOWN) {
        let composed = wording::utc_minute(digests[0].composed);
        let readers = match digests.len() {
            1 => String::new(),
            readers => format!(" ({readers} readers)"),
        };
        print(format_args!("digest     {composed}  {}{readers}\n", digests[0].subject))?;
    }
    for feed in troubled {
        print(format_args!("{}\n", trouble(Screen::of_stdout(), feed)))?;
    }
    for Suppressed { email, words } in suppressed {
        print(format_args!("no mail to {email}: {words}\n"))?;
    }
    for SilentLanguage { watchlist, lang, items, heard } in silent_languages {
        let heard: Vec<String> = heard.iter().map(|(lang, matches)| format!("{lang} {matches}")).collect();
        print(format_args!(
            "silent     {watchlist} matched none of {items} items in {lang} for 14 days; in other languages: {}\n",
            heard.join(", ")
        ))?;
    }
    Ok(())
}
