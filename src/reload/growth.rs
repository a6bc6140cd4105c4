//! Weighs a new set of watchlists on the stored items before it is taken.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::diagnostic::finding::Finding;
use crate::load::{Loaded, WatchlistPlace};
use crate::store::archive::{Selection, count_entries, visit_entries};
use crate::store::{Store, StoreError};
use crate::watch::growth::{Growth, MOST_OF_A_NEW_ONE, Weighing};
use crate::watch::set::Watchlists;

/// What was first seen this long ago is looked at.
const BACK: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Items that are looked at, at most; of more one in so many.
const SAMPLE: u32 = 5_000;

/// No reload waits longer for it.
const LONGEST: Duration = Duration::from_secs(15);

/// The watchlists that would bring a flood, as problems of their files; empty where all is well.
pub(super) fn floods(
    store: &Store,
    running: &Watchlists,
    loaded: &Loaded,
    files: &[WatchlistPlace],
    now: Timestamp,
) -> Result<Vec<Finding>, StoreError> {
    let since = now.checked_sub(BACK).unwrap_or(Timestamp::MIN);
    let stored = store.read(|connection| count_entries(connection, since))?;
    let every = stored.div_ceil(SAMPLE).max(1);
    let mut weighing = Weighing::new(running, &loaded.watchlists);
    let end = Instant::now() + LONGEST;
    let selection = Selection { since: Some(since), every, ..Selection::default() };
    store.read(|connection| {
        visit_entries(connection, &selection, |entry| {
            weighing.show(&entry.item(), TimeZone::UTC.to_datetime(entry.first_seen).date());
            if Instant::now() < end { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
    })?;
    let looked_at = weighing.items();
    let most = loaded.settings.watch.max_growth;
    let floods = weighing.finish(every).into_iter().filter(|growth| growth.is_flood(most));
    Ok(floods.filter_map(|growth| finding(&growth, most, files, (looked_at, stored))).collect())
}

fn finding(
    growth: &Growth,
    most: f64,
    files: &[WatchlistPlace],
    (looked_at, stored): (usize, u32),
) -> Option<Finding> {
    let Growth { watchlist, before, after, titles } = growth;
    let file = files.iter().find(|file| file.id == *watchlist)?;
    let before = match before {
        Some(before) if *before > 0.0 => {
            let times = after / before;
            format!("where it mails {before:.1} now: {times:.1} times as many, and max_growth is {most}")
        }
        Some(_) => "where it mails none now".to_owned(),
        None => format!("and is new; such a one is refused from {MOST_OF_A_NEW_ONE} a day on"),
    };
    let message = format!("`{watchlist}` would mail {after:.1} items a day, {before}");
    let titles: Vec<String> = titles.iter().map(|title| format!("“{title}”")).collect();
    let help = format!(
        "new would be {}; tried on {looked_at} of the {stored} items stored in the last 30 days. \
         `wirewatch backtest FILE` shows more, `wirewatch reload --force` takes it all the same",
        titles.join(", ")
    );
    Some(file.error_at_query("growth", message, help))
}
