//! `wirewatch status`: what is well and what is not.

use std::collections::BTreeMap;

use jiff::Timestamp;
use url::Url;

use super::common::{Common, Exit};
use super::installation::{Refused, refused, settings_file};
use super::output::print;
use super::screen::{Screen, Tone, fitted};
use crate::ask::ailment::Pulse;
use crate::ask::status::{InstallationStatus, PeculiarFeed, status};
use crate::daemon::control::health;
use crate::daemon::signpost::database_of;
use crate::digest::input::TroubledFeed;
use crate::installation::{Files, RefusedFiles};
use crate::load::{load, settings_alone};
use crate::store::bus_lag::BusLag;
use crate::store::delivery::DeliveryState;
use crate::store::digests::DigestLine;
use crate::store::parked::ParkedMail;
use crate::store::readers::Suppressed;
use crate::store::{ReadOnlyStore, StoreError};
use crate::watch::silence::SilentLanguage;
use crate::{clock, wording};

/// Mails that were given up and are printed.
const PARKED_SHOWN: usize = 10;

/// Digests that are printed.
const DIGESTS_SHOWN: usize = 5;

/// Feeds with teasers that are printed.
const TEASERS_SHOWN: usize = 12;

/// Show what is well and what is not
///
/// The daemon and when it last wrote, polled and composed, the files, the feeds that are in trouble, the outbox with the
/// mails that were given up, the last digests, the subscribers that get nothing, and languages that a watchlist reads and
/// never matches in. It only reads, beside a running daemon or without one.
/// Exit code 1 means that something is not well.
#[derive(Debug, clap::Args)]
pub(super) struct StatusArgs {}

pub(super) fn run(common: &Common, _args: StatusArgs) -> anyhow::Result<Exit> {
    let config = settings_file(common)?;
    let now = clock::now();
    let on_disk = load(&config, now);
    // What runs has its database, whatever is wrong with the files by now.
    let (mut database, mut daemon) = (settings_alone(&config).store.database, None);
    for place in std::iter::once(database.clone()).chain(database_of(&config)) {
        daemon = health(&place);
        if daemon.is_some() {
            database = place;
            break;
        }
    }
    let reader = ReadOnlyStore::open(&database).map_err(|error| match &on_disk {
        _ if daemon.is_some() && error == StoreError::Missing(database.clone()) => {
            let words = format!("wirewatch: {}", StoreError::Gone(database.clone()));
            Refused { exit: Exit::Environment, words }
        }
        Ok(_) => Refused { exit: Exit::Environment, words: format!("wirewatch: {error}") },
        Err(rejected) => refused(rejected),
    })?;
    let status = reader.read(|connection| status(connection, &on_disk, daemon.clone(), now))?;
    if common.json {
        print(format_args!("{}\n", serde_json::to_string(&status)?))?;
    } else {
        print_status(&status)?;
    }
    Ok(if status.is_well() { Exit::Done } else { Exit::Problem })
}

/// A mail that was given up: whose, why, and what can be done.
fn given_up(screen: Screen, mail: &ParkedMail) -> String {
    let ParkedMail { id, to, subject, state, queued, reply, .. } = mail;
    let why = match state {
        DeliveryState::Expired => "tried for too long",
        _ => "refused",
    };
    let words = format!(
        "{to}, {why}, of {}: “{subject}” ({}); `wirewatch outbox retry {id}` or `drop {id}`",
        wording::utc_minute(*queued),
        reply.as_deref().unwrap_or("no words")
    );
    hung(screen, "given up   ", &words)
}

/// How a feed is asked that is not asked as others are.
fn manner(feed: &PeculiarFeed) -> String {
    let name = feed.user_agent.as_ref().map(|name| format!("“{name}”"));
    let headers = Some(feed.headers.join(", ")).filter(|names| !names.is_empty());
    let parts = name.into_iter().chain(headers.map(|names| format!("with {names}")));
    format!("{}: {}", feed.url, parts.collect::<Vec<_>>().join(" "))
}

/// When the daemon last did what it is for.
fn beats(pulse: Option<&Pulse>) -> String {
    let Some(Pulse { started, written, polled, composed }) = pulse else { return String::new() };
    let at = |last: &Option<Timestamp>| last.map_or("not yet".to_owned(), wording::utc_minute);
    format!(
        " since {}; last write {}, poll {}, composing {}",
        wording::utc_minute(*started),
        at(written),
        at(polled),
        at(composed)
    )
}

/// Words behind a label, wrapped under themselves.
fn hung(screen: Screen, label: &str, words: &str) -> String {
    let wrapped = screen.wrapped(label.len(), &wording::line(words));
    format!("{label}{}", wrapped.trim_start())
}

/// A feed in trouble: its state and title on one line, then its address and what is the matter.
fn trouble(screen: Screen, feed: &TroubledFeed) -> String {
    let TroubledFeed { title, url, health, words, since } = feed;
    let since = since.map_or("never read".to_owned(), wording::utc_minute);
    let title = wording::line(title);
    let left = screen.left_after("trouble    ".len() + 8 + 2 + since.len() + 2);
    let title = left.map_or(title.clone(), |columns| fitted(&title, columns).trim_end().to_owned());
    let health = screen.toned(Tone::Bad, &format!("{:8}", health.as_str()));
    format!(
        "trouble    {health}  {since}  {title}\n{}",
        screen.wrapped(11, &wording::line(&format!("{url} ({words})")))
    )
}

/// Feeds that fail alike are told together from so many on: a name server that is down is one trouble, not thirty.
const ALIKE: usize = 4;

/// Each trouble, or what many feeds have in common.
fn troubles(screen: Screen, troubled: &[TroubledFeed], feeds: i64) -> Vec<String> {
    let mut alike: BTreeMap<(&str, String), Vec<&TroubledFeed>> = BTreeMap::new();
    for feed in troubled {
        alike.entry((feed.health.as_str(), common_words(feed))).or_default().push(feed);
    }
    let mut lines = Vec::new();
    for ((health, words), group) in alike {
        if group.len() < ALIKE {
            lines.extend(group.into_iter().map(|feed| trouble(screen, feed)));
            continue;
        }
        let titles: Vec<String> = group.iter().map(|feed| wording::line(&feed.title)).collect();
        let health = screen.toned(Tone::Bad, &format!("{health:8}"));
        let said = screen.wrapped(11, &format!("{} ({words})", titles.join(", ")));
        lines.push(format!("trouble    {health}  {} of {feeds} feeds\n{said}", group.len()));
    }
    lines
}

/// What is the matter, without the host that it is the matter with.
fn common_words(feed: &TroubledFeed) -> String {
    let words = wording::line(&feed.words);
    let host = Url::parse(&feed.url).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.map_or(words.clone(), |host| words.replace(&host, "the host"))
}

fn print_status(status: &InstallationStatus) -> anyhow::Result<()> {
    print_daemon(status)?;
    print_files(&status.files, status.running)?;
    print(format_args!("{}\n", hung(Screen::of_stdout(), "state      ", &status.counts.to_string())))?;
    print(format_args!("entries    {} stored, {} matches\n", status.counts.entries, status.counts.matched))?;
    print_outbox(status)?;
    let InstallationStatus { troubled, teasers, digests, suppressed, silent_languages, .. } = status;
    // One digest to many readers is one line.
    let same = |a: &DigestLine, b: &DigestLine| (a.composed, &a.subject) == (b.composed, &b.subject);
    for digests in digests.chunk_by(same).take(DIGESTS_SHOWN) {
        let composed = wording::utc_minute(digests[0].composed);
        let readers = match digests.len() {
            1 => String::new(),
            readers => format!(" ({readers} readers)"),
        };
        let words = format!("{composed} {}{readers}", digests[0].subject);
        print(format_args!("{}\n", hung(Screen::of_stdout(), "digest     ", &words)))?;
    }
    for lines in troubles(Screen::of_stdout(), troubled, status.counts.feeds) {
        print(format_args!("{lines}\n"))?;
    }
    for feed in &status.peculiar {
        print(format_args!("{}\n", hung(Screen::of_stdout(), "asked as   ", &manner(feed))))?;
    }
    for feed in teasers.iter().take(TEASERS_SHOWN) {
        let words = format!("{}: {}", wording::line(&feed.title), feed.words());
        print(format_args!("{}\n", hung(Screen::of_stdout(), "teasers    ", &words)))?;
    }
    if let Some(more @ 1..) = teasers.len().checked_sub(TEASERS_SHOWN) {
        print(format_args!("teasers    {more} more: `wirewatch feeds list` shows all\n"))?;
    }
    for words in status.bus.iter().flat_map(bus) {
        print(format_args!("{}\n", hung(Screen::of_stdout(), "bus        ", &words)))?;
    }
    for output in &status.outputs {
        print(format_args!("{}\n", hung(Screen::of_stdout(), "output     ", &output.words())))?;
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

/// How far this machine and the bus are apart, a sentence each.
fn bus(BusLag { unpublished, state, unreadable }: &BusLag) -> Vec<String> {
    let number = |number: i64| usize::try_from(number).unwrap_or(0);
    let mut said = vec![match (state.away_since, &state.words) {
        (Some(since), words) => {
            format!("away since {}: {}", wording::utc_minute(since), words.as_deref().unwrap_or("no words"))
        }
        (None, _) => "answers".to_owned(),
    }];
    if let Some(since) = unpublished.since {
        let lines = wording::counted(number(unpublished.lines), "line", "lines");
        said.push(format!("{lines} to be published, the oldest of {}", wording::utc_minute(since)));
    }
    if state.pending > 0 {
        let messages = usize::try_from(state.pending).unwrap_or(usize::MAX);
        said.push(format!("{} to be taken", wording::counted(messages, "message", "messages")));
    }
    if unreadable.messages > 0 {
        let messages = wording::counted(number(unreadable.messages), "message", "messages");
        let reason = unreadable.reason.as_deref().unwrap_or_default();
        said.push(format!("{messages} set aside, the last because {}", wording::line(reason)));
    }
    if let Some(at) = state.missed_at.filter(|_| state.missed > 0) {
        let messages =
            wording::counted(usize::try_from(state.missed).unwrap_or(usize::MAX), "message", "messages");
        said.push(format!(
            "{messages} gone before this desk took them, found out {}",
            wording::utc_minute(at)
        ));
    }
    said
}

fn print_daemon(status: &InstallationStatus) -> anyhow::Result<()> {
    let daemon = if status.running { "runs" } else { "does not run" };
    let words = format!("{daemon}{}", beats(status.pulse.as_ref()));
    print(format_args!("{}\n", hung(Screen::of_stdout(), "daemon     ", &words)))?;
    for ailment in &status.ailments {
        print(format_args!("{}\n", hung(Screen::of_stdout(), "not well   ", &ailment.to_string())))?;
    }
    Ok(())
}

fn print_files(files: &Files, running: bool) -> anyhow::Result<()> {
    let Files { warnings, later, refused, .. } = files;
    let warned = wording::counted(*warnings, "warning", "warnings");
    let words = format!("{}, {warned}", files.counts());
    print(format_args!("{}\n", hung(Screen::of_stdout(), "files      ", &words)))?;
    if running && !later.is_empty() {
        let words =
            format!("{}: changed in the file, and taken once the daemon is restarted", later.join(", "));
        print(format_args!("{}\n", hung(Screen::of_stdout(), "restart    ", &words)))?;
    }
    let Some(RefusedFiles { problems, .. }) = refused else { return Ok(()) };
    let taken = files.taken.map(|taken| format!(" of {}", wording::utc_minute(taken))).unwrap_or_default();
    let runs = if running { "runs on" } else { "was the last" };
    let refused = Screen::of_stdout().toned(Tone::Bad, "refused");
    print(format_args!("{refused}    the files on disk are wrong; the set{taken} {runs}\n"))?;
    for problem in problems {
        print(format_args!("           {problem}\n"))?;
    }
    Ok(())
}

fn print_outbox(status: &InstallationStatus) -> anyhow::Result<()> {
    let InstallationStatus { outbox, waiting_since, parked, .. } = status;
    let mails: Vec<String> =
        outbox.iter().map(|(state, mails)| format!("{mails} {}", state.word())).collect();
    let mails = if mails.is_empty() { "no mail yet".to_owned() } else { mails.join(", ") };
    let oldest =
        waiting_since.map(|since| format!("; the oldest waits since {}", wording::utc_minute(since)));
    let words = format!("{mails}{}", oldest.unwrap_or_default());
    print(format_args!("{}\n", hung(Screen::of_stdout(), "outbox     ", &words)))?;
    for mail in parked.iter().take(PARKED_SHOWN) {
        print(format_args!("{}\n", given_up(Screen::of_stdout(), mail)))?;
    }
    if parked.len() > PARKED_SHOWN {
        let more = parked.len() - PARKED_SHOWN;
        print(format_args!("           and {more} more: `wirewatch outbox list`\n"))?;
    }
    Ok(())
}
