//! What readers and outputs say alike: their watchlists and times, and that each is listed once.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::diagnostic::Problem;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::table::{Table, TextValue};
use crate::schedule::times::DigestTimes;
use crate::subscriber::WatchlistSelection;

/// The watchlists of a part. What an earlier part of the reader has named stays there: told once is enough.
pub(super) fn wanted(
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

/// Warns of the next change of the clock that moves or doubles one of these times.
pub(super) fn note_clock_change(
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

/// One address or id is one subscriber: a second one would get everything twice.
pub(super) fn note_double(
    table: &Table<'_>,
    what: &str,
    text: &TextValue<'_>,
    seen: &mut Vec<(String, Range<usize>)>,
) {
    let folded = text.value.to_lowercase();
    match seen.iter().find(|(other, _)| *other == folded) {
        Some((_, first)) => {
            let problem = Problem::error(text.span.clone(), "double", format!("{what} is listed twice"));
            table.note(problem.label("again here").also(first.clone(), "first listed here"));
        }
        None => seen.push((folded, text.span.clone())),
    }
}
