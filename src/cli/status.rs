//! `wirewatch status`: what is well and what is not.

use jiff::Timestamp;
use serde::Serialize;

use super::common::{Common, Exit};
use super::installation::{Refused, refused, settings_file};
use super::output::print;
use super::screen::{Screen, fitted};
use crate::clock;
use crate::daemon::control::is_running;
use crate::deliver::silence::silent_languages;
use crate::digest::input::TroubledFeed;
use crate::installation::{Files, RefusedFiles};
use crate::load::{Loaded, LoadedCounts as FileCounts, Rejected, load, settings_alone};
use crate::shown::Shown;
use crate::store::coverage::troubled_feeds;
use crate::store::digests::{DigestLine, last_digests};
use crate::store::outbox::mail_counts;
use crate::store::status::{InstallationCounts, counts};
use crate::store::subscribers::{Suppressed, suppressed};
use crate::store::{Connection, ReadOnlyStore, StoreError};
use crate::watch::silence::SilentLanguage;
use crate::wording;

/// Digests that are looked through, and lines of them that are printed.
const DIGESTS_READ: usize = 40;
const DIGESTS_SHOWN: usize = 5;

/// Show what is well and what is not
///
/// The files, the feeds that are in trouble, the outbox, the last digests, the subscribers that get nothing, and
/// languages that a watchlist reads and never matches in. It only reads, beside a running daemon or without one.
/// Exit code 1 means that something is not well.
#[derive(Debug, clap::Args)]
pub(super) struct StatusArgs {}

/// What `status --json` prints.
#[derive(Debug, Serialize)]
struct Status {
    /// Whether a daemon runs on this database.
    running: bool,
    files: Files,
    counts: InstallationCounts,
    troubled: Vec<TroubledFeed>,
    outbox: Vec<(String, i64)>,
    digests: Vec<DigestLine>,
    suppressed: Vec<Suppressed>,
    /// Languages that a watchlist reads and has not matched in for two weeks.
    silent_languages: Vec<SilentLanguage>,
}

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
    let status = reader.read(|connection| {
        let files = files(connection, &on_disk, running, now)?;
        let silent = match &on_disk {
            Ok(loaded) => silent_languages(connection, &loaded.watchlists, now)?,
            // They are looked for again once the watchlists can be read.
            Err(_) => Vec::new(),
        };
        status(connection, files, running, silent, now)
    })?;
    if common.json {
        print(format_args!("{}\n", serde_json::to_string(&status)?))?;
    } else {
        print_status(&status)?;
    }
    let lost = status.outbox.iter().any(|(state, _)| matches!(state.as_str(), "refused" | "expired"));
    let well = status.troubled.is_empty()
        && !lost
        && status.suppressed.is_empty()
        && status.silent_languages.is_empty()
        && status.files.refused.is_none();
    Ok(if well { Exit::Done } else { Exit::Problem })
}

/// The files that run, or would: what a daemon has taken, and what it or anybody would refuse of those on disk.
fn files(
    connection: &Connection,
    on_disk: &Result<Loaded, Rejected>,
    running: bool,
    now: Timestamp,
) -> Result<Files, StoreError> {
    let last = Files::last(connection)?;
    Ok(match (on_disk, last) {
        // A daemon may refuse what is right by itself, such as a flood.
        (Ok(_), Some(last)) if running => last,
        (Ok(loaded), last) => {
            Files::new(loaded.counts, loaded.warnings.len(), last.and_then(|last| last.taken))
        }
        (Err(rejected), last) => {
            let last = last.unwrap_or_else(|| Files::new(FileCounts::default(), 0, None));
            let since = last.refused.as_ref().map_or(now, |refused| refused.since);
            Files { refused: Some(RefusedFiles::new(&rejected.findings, since)), ..last }
        }
    })
}

fn status(
    connection: &Connection,
    files: Files,
    running: bool,
    silent_languages: Vec<SilentLanguage>,
    now: Timestamp,
) -> Result<Status, StoreError> {
    let day = now.saturating_sub(jiff::SignedDuration::from_hours(48)).unwrap_or(Timestamp::MIN);
    Ok(Status {
        running,
        files,
        counts: counts(connection)?,
        troubled: troubled_feeds(connection, day)?,
        outbox: mail_counts(connection)?,
        digests: last_digests(connection, DIGESTS_READ)?,
        suppressed: suppressed(connection)?,
        silent_languages,
    })
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
        screen.wrapped(11, &wording::line(&format!("{} ({})", Shown::address(url), Shown::text(words))))
    )
}

fn print_status(status: &Status) -> anyhow::Result<()> {
    let Status { running, files, counts, troubled, outbox, digests, suppressed, silent_languages } = status;
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
    let mails: Vec<String> = outbox.iter().map(|(state, mails)| format!("{mails} {state}")).collect();
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
        print(format_args!("no mail to {}: {}\n", Shown::mailbox(email), Shown::text(words)))?;
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
