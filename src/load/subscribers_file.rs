//! `subscribers.toml` as subscribers.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::diagnostic::table::{Table, TomlDocument};
use crate::diagnostic::{Fault, Problem};
use crate::schedule::times::quiet::Quiet;
use crate::schedule::times::{DigestTimes, zone};
use crate::settings::keys::SUBSCRIBERS;
use crate::settings::typed::duration;
use crate::settings::values;
use crate::subscriber::{Empty, Output, Subscriber, WatchlistSelection, Way};

use super::output_parts::OutputRules;
use super::outputs;
use super::wanted::{note_clock_change, note_double, wanted};

/// Who gets something.
#[derive(Debug, Default)]
pub(super) struct People {
    /// Readers with their parts, then outputs as the subscribers that they are.
    pub subscribers: Vec<Subscriber>,
    /// Where outputs go.
    pub outputs: Vec<Output>,
}

impl People {
    /// How many there are, each with all its parts.
    pub(super) fn count(&self) -> usize {
        self.subscribers.iter().filter(|reader| reader.part == 0).count()
    }
}

/// Reads the file: the subscribers that are right, and all that is wrong. `watchlists` are the ids that exist,
/// where they are known.
pub(super) fn read(
    text: &str,
    watchlists: Option<&[String]>,
    rules: &OutputRules<'_>,
    now: Timestamp,
) -> (People, Vec<Problem>) {
    let document = TomlDocument::parse(text);
    let mut root = Table::root(&document, &SUBSCRIBERS);
    let mut seen: Vec<(String, Range<usize>)> = Vec::new();
    let mut people = People::default();
    for table in root.tables("subscriber") {
        people.subscribers.extend(subscriber(table, watchlists, now, &mut seen));
    }
    seen.clear();
    for table in root.tables("output") {
        if let Some((subscriber, output)) = outputs::output(table, watchlists, rules, now, &mut seen) {
            people.subscribers.push(subscriber);
            people.outputs.push(output);
        }
    }
    root.finish();
    (people, document.into_problems())
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
    if let (Some(_), Some(text)) = (&email, &text) {
        note_double(&table, "this address", text, seen);
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
    let translate = table.flag("translate");
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
            way: Way::Mail,
            name,
            part: 0,
            watchlists: wanted?,
            times: Some(times?),
            timezone: timezone?,
            alerts,
            quiet,
            empty: empty.unwrap_or(Empty::Skip),
            alert_every: SignedDuration::try_from(alert_every).unwrap_or_default(),
            translate,
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
            times: part.times.or_else(|| reader.times.clone()),
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
