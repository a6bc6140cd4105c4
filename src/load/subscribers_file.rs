//! `subscribers.toml` as subscribers.

use std::ops::Range;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::diagnostic::nearest::nearest;
use crate::diagnostic::table::{Table, TextValue, TomlDocument};
use crate::diagnostic::{Fault, Problem};
use crate::schedule::times::quiet::Quiet;
use crate::schedule::times::{DigestTimes, zone};
use crate::settings::keys::SUBSCRIBERS;
use crate::settings::typed::duration;
use crate::settings::values;
use crate::subscriber::{Empty, Subscriber, WatchlistSelection};

/// Reads the file: the subscribers that are right, and all that is wrong. `watchlists` are the ids that exist,
/// where they are known.
pub(super) fn read(
    text: &str,
    watchlists: Option<&[String]>,
    now: Timestamp,
) -> (Vec<Subscriber>, Vec<Problem>) {
    let document = TomlDocument::parse(text);
    let mut root = Table::root(&document, &SUBSCRIBERS);
    let mut seen: Vec<(String, Range<usize>)> = Vec::new();
    let mut subscribers = Vec::new();
    for table in root.tables("subscriber") {
        subscribers.extend(subscriber(table, watchlists, now, &mut seen));
    }
    root.finish();
    (subscribers, document.into_problems())
}

fn subscriber(
    mut table: Table<'_>,
    watchlists: Option<&[String]>,
    now: Timestamp,
    seen: &mut Vec<(String, Range<usize>)>,
) -> Option<Subscriber> {
    let text = table.text("email");
    let email = text.as_ref().and_then(|text| table.read_text(text, "address", values::address));
    if let (Some(email), Some(text)) = (&email, &text) {
        note_double(&table, email, text, seen);
    }
    let name = table.read("name", "name", name);
    let wanted = wanted(&mut table, watchlists);
    let digest = table.text("digest");
    let times = table.read("digest", "digest-times", DigestTimes::parse);
    let timezone = table.read("timezone", "timezone", zone::find);
    let alerts = table.flag("alerts");
    let quiet = table.read("quiet", "quiet-hours", Quiet::parse);
    let empty = table.choice("empty", &[("skip", Empty::Skip), ("heartbeat", Empty::Heartbeat)]);
    let alert_every = duration(&mut table, "alert_every").unwrap_or_default();
    let zone = timezone.clone().unwrap_or(TimeZone::UTC);
    let pause_until = table.read("pause_until", "pause", |text| pause(text, &zone));
    if let (Some(times), Some(timezone), Some(text)) = (&times, &timezone, &digest)
        && let Some(sentence) = times.clock_change(timezone, now)
    {
        table.note(Problem::warning(text.span.clone(), "clock-change", sentence));
    }
    table.finish();
    let empty = empty.unwrap_or(Empty::Skip);
    Some(Subscriber {
        email: email?,
        name,
        watchlists: wanted?,
        times: times?,
        timezone: timezone?,
        alerts,
        quiet,
        empty,
        alert_every: SignedDuration::try_from(alert_every).unwrap_or_default(),
        pause_until,
    })
}

/// One address is one subscriber: a second one would get every mail twice.
fn note_double(table: &Table<'_>, email: &str, text: &TextValue<'_>, seen: &mut Vec<(String, Range<usize>)>) {
    let folded = email.to_lowercase();
    match seen.iter().find(|(other, _)| *other == folded) {
        Some((_, first)) => {
            let problem = Problem::error(text.span.clone(), "double", "this address is listed twice");
            table.note(problem.label("again here").also(first.clone(), "first listed here"));
        }
        None => seen.push((folded, text.span.clone())),
    }
}

fn wanted(table: &mut Table<'_>, watchlists: Option<&[String]>) -> Option<WatchlistSelection> {
    let texts = table.texts("watchlists")?;
    let mut ids = Vec::new();
    for text in &texts {
        ids.push(text.value.to_owned());
        let Some(watchlists) = watchlists else { continue };
        if text.value == "*" || watchlists.iter().any(|id| id == text.value) {
            continue;
        }
        let message = format!("there is no watchlist `{}`", text.value);
        let problem = Problem::error(text.span.clone(), "unknown-watchlist", message);
        table.note(match nearest(text.value, watchlists.iter().map(String::as_str)) {
            Some(id) => problem.help(format!("did you mean \"{id}\"?")),
            None if watchlists.is_empty() => problem.help("the folder of watchlists is empty"),
            None => problem.help(format!("there are: {}", watchlists.join(", "))),
        });
    }
    if texts.is_empty() {
        let span = table.key_span("watchlists").unwrap_or_default();
        let problem =
            Problem::warning(span, "no-watchlist", "without a watchlist this subscriber gets nothing");
        table.note(problem.help("write watchlists = [\"*\"] for all of them"));
    }
    Some(if ids.iter().any(|id| id == "*") {
        WatchlistSelection::All
    } else {
        WatchlistSelection::Listed(ids)
    })
}

/// The instant at which a pause ends: one that is written as such, or the beginning of a day in the reader's zone.
fn pause(text: &str, zone: &TimeZone) -> Result<Timestamp, Fault> {
    let instant = text.parse::<Timestamp>().ok();
    let day = || text.parse::<Date>().ok().and_then(|day| zone.to_timestamp(day.at(0, 0, 0, 0)).ok());
    instant.or_else(day).ok_or_else(|| {
        let fault = Fault::new(0..text.len(), format!("`{text}` is not a day"));
        fault.help("write a day, \"2026-12-10\", or an instant, \"2026-12-10T12:00:00Z\"")
    })
}

fn name(text: &str) -> Result<String, Fault> {
    match text.char_indices().find(|(_, c)| c.is_control()) {
        Some((at, found)) => Err(Fault::new(at..at + found.len_utf8(), "a name is one line of text")),
        None => Ok(text.trim().to_owned()),
    }
}
