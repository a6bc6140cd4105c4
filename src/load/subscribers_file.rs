//! `subscribers.toml` as subscribers.

use std::collections::BTreeSet;
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

/// A reader and its further parts.
fn subscriber(
    mut table: Table<'_>,
    watchlists: Option<&[String]>,
    now: Timestamp,
    seen: &mut Vec<(String, Range<usize>)>,
) -> Vec<Subscriber> {
    let text = table.text("email");
    let email = text.as_ref().and_then(|text| table.read_text(text, "address", values::address));
    if let (Some(email), Some(text)) = (&email, &text) {
        note_double(&table, email, text, seen);
    }
    let name = table.read("name", "name", name);
    let mut named = BTreeSet::new();
    let wanted = wanted(&mut table, watchlists, &mut named);
    let times_text = table.text("digest");
    let times = table.read("digest", "digest-times", DigestTimes::parse);
    let timezone = table.read("timezone", "timezone", zone::find);
    let alerts = table.flag("alerts");
    let quiet = table.read("quiet", "quiet-hours", Quiet::parse);
    let empty = table.choice("empty", &EMPTY);
    let alert_every = duration(&mut table, "alert_every").unwrap_or_default();
    let zone = timezone.clone().unwrap_or(TimeZone::UTC);
    let pause_until = table.read("pause_until", "pause", |text| pause(text, &zone));
    note_clock_change(&table, times.as_ref(), times_text.as_ref(), &zone, now);
    let further: Vec<FurtherPart> = table
        .tables("also")
        .into_iter()
        .filter_map(|part| further_part(part, watchlists, &zone, now, &mut named))
        .collect();
    table.finish();
    let reader = move || {
        Some(Subscriber {
            email: email?,
            name,
            part: 0,
            watchlists: wanted?,
            times: times?,
            timezone: timezone?,
            alerts,
            quiet,
            empty: empty.unwrap_or(Empty::Skip),
            alert_every: SignedDuration::try_from(alert_every).unwrap_or_default(),
            pause_until,
        })
    };
    reader().map_or_else(Vec::new, |reader| with_parts(reader, further))
}

const EMPTY: [(&str, Empty); 2] = [("skip", Empty::Skip), ("heartbeat", Empty::Heartbeat)];

/// What a `[[subscriber.also]]` says; what it does not say is as for the reader.
struct FurtherPart {
    watchlists: WatchlistSelection,
    times: Option<DigestTimes>,
    alerts: Option<bool>,
    empty: Option<Empty>,
}

fn further_part(
    mut table: Table<'_>,
    watchlists: Option<&[String]>,
    zone: &TimeZone,
    now: Timestamp,
    named: &mut BTreeSet<String>,
) -> Option<FurtherPart> {
    let wanted = wanted(&mut table, watchlists, named);
    let text = table.text("digest");
    let times = text.as_ref().and_then(|text| table.read_text(text, "digest-times", DigestTimes::parse));
    note_clock_change(&table, times.as_ref(), text.as_ref(), zone, now);
    let says_alerts = table.has("alerts");
    let alerts = table.flag("alerts");
    let empty = table.choice("empty", &EMPTY);
    table.finish();
    Some(FurtherPart { watchlists: wanted?, times, alerts: says_alerts.then_some(alerts), empty })
}

/// The reader and its further parts. `["*"]` of one means all that no other names.
fn with_parts(reader: Subscriber, further: Vec<FurtherPart>) -> Vec<Subscriber> {
    let mut parts = vec![reader];
    for part in further {
        let reader = &parts[0];
        parts.push(Subscriber {
            part: parts.len(),
            watchlists: part.watchlists,
            times: part.times.unwrap_or_else(|| reader.times.clone()),
            alerts: part.alerts.unwrap_or(reader.alerts),
            empty: part.empty.unwrap_or(reader.empty),
            ..reader.clone()
        });
    }
    let named: Vec<String> = parts.iter().flat_map(|part| part.watchlists.named().to_vec()).collect();
    for part in &mut parts {
        if let WatchlistSelection::AllBut(others) = &mut part.watchlists {
            others.clone_from(&named);
        }
    }
    parts
}

fn note_clock_change(
    table: &Table<'_>,
    times: Option<&DigestTimes>,
    text: Option<&TextValue<'_>>,
    zone: &TimeZone,
    now: Timestamp,
) {
    if let (Some(times), Some(text)) = (times, text)
        && let Some(sentence) = times.clock_change(zone, now)
    {
        table.note(Problem::warning(text.span.clone(), "clock-change", sentence));
    }
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

/// The watchlists of a part. What an earlier part of the reader has named stays there: told once is enough.
fn wanted(
    table: &mut Table<'_>,
    watchlists: Option<&[String]>,
    named: &mut BTreeSet<String>,
) -> Option<WatchlistSelection> {
    let texts = table.texts("watchlists")?;
    let mut ids = Vec::new();
    for text in &texts {
        if named.insert(text.value.to_owned()) {
            ids.push(text.value.to_owned());
        } else {
            let sentence = format!("`{}` is listed twice for this reader, and mailed once", text.value);
            let problem = Problem::warning(text.span.clone(), "double", sentence);
            table.note(problem.help("leave it where its time is right"));
            continue;
        }
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
        WatchlistSelection::AllBut(Vec::new())
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
