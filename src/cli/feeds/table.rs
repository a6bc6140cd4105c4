//! `wirewatch feeds list`.

use std::io::Write as _;
use std::io::stdout;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::cli::Common;
use crate::cli::Exit;
use crate::feed::Feed;
use crate::feed::FeedState;
use crate::feed::Health;
use crate::load::Loaded;
use crate::settings::units::show_duration;
use crate::store::Reader;
use crate::store::feeds::feed_by_url;

/// Prints the feeds in the order of the files, with what polling has learnt of them.
pub(super) fn print(common: &Common, loaded: &Loaded) -> anyhow::Result<Exit> {
    let states = states(loaded)?;
    let mut out = stdout().lock();
    if common.json {
        for (feed, state) in loaded.feeds.iter().zip(&states) {
            writeln!(out, "{}", as_json(feed, state))?;
        }
        return Ok(Exit::Done);
    }
    writeln!(out, "{:8}  {:16}  {:16}  {:16}  FEED", "STATE", "LAST ANSWER", "LAST NEW", "NEXT POLL")?;
    for (feed, state) in loaded.feeds.iter().zip(&states) {
        let [answered, new, next] = [state.last_ok, state.last_new, state.next_due].map(minute);
        let title = feed.title.as_ref().or(state.title.as_ref()).map(|title| format!("  {title}"));
        let title = title.unwrap_or_default();
        writeln!(
            out,
            "{:8}  {answered:16}  {new:16}  {next:16}  {}{title}",
            state.health.as_str(),
            feed.url
        )?;
        if let Some(note) = note(state) {
            writeln!(out, "          {note}")?;
        }
    }
    let ill = states.iter().filter(|state| !matches!(state.health, Health::Well | Health::Unknown)).count();
    writeln!(out, "{} feeds, {ill} of them need a look; times are UTC", states.len())?;
    Ok(Exit::Done)
}

/// The state of every listed feed; of one that was never polled, the one that all begin with.
fn states(loaded: &Loaded) -> anyhow::Result<Vec<FeedState>> {
    let database = &loaded.settings.store.database;
    if !database.exists() {
        return Ok(vec![FeedState::default(); loaded.feeds.len()]);
    }
    let reader = Reader::open(database)?;
    let stored = reader.read(|connection| {
        loaded.feeds.iter().map(|feed| feed_by_url(connection, &feed.url)).collect::<Result<Vec<_>, _>>()
    })?;
    Ok(stored.into_iter().map(|stored| stored.map(|stored| stored.state).unwrap_or_default()).collect())
}

/// What a person should know beside the table.
fn note(state: &FeedState) -> Option<String> {
    if let (Health::Gone, Some(why)) = (state.health, &state.last_error) {
        return Some(format!("not polled any more: it {why}"));
    }
    if let Some(error) = &state.last_error {
        let since = state.failing_since.map(|since| format!(" since {}", minute(Some(since))));
        let times = if state.failures == 1 { "once".to_owned() } else { format!("{} times", state.failures) };
        return Some(format!("failing{}, {times}: {error}", since.unwrap_or_default()));
    }
    match state.health {
        Health::Moved => Some(format!("asked at {} by now", state.effective_url.as_deref()?)),
        Health::Silent => Some(format!("it used to bring something every {}", show_duration(state.rhythm?))),
        _ => None,
    }
}

fn as_json(feed: &Feed, state: &FeedState) -> serde_json::Value {
    json!({
        "url": feed.url,
        "address": state.address(feed),
        "title": feed.title.as_ref().or(state.title.as_ref()),
        "tags": feed.tags,
        "health": state.health,
        "health_since": state.health_since,
        "last_polled": state.last_polled,
        "last_ok": state.last_ok,
        "last_new": state.last_new,
        "next_due": state.next_due,
        "failures": state.failures,
        "failing_since": state.failing_since,
        "error": state.last_error,
        "rhythm_seconds": state.rhythm.map(|rhythm| rhythm.as_secs()),
        "entries": state.listed.len(),
    })
}

fn minute(instant: Option<Timestamp>) -> String {
    let wall =
        instant.map(|instant| TimeZone::UTC.to_datetime(instant).strftime("%Y-%m-%d %H:%M").to_string());
    wall.unwrap_or_else(|| "-".to_owned())
}
