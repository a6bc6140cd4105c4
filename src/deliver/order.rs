//! Who is due for what: a function of what the files say, where the reader stands, and the time.

use jiff::Timestamp;

use crate::digest::DigestKind;
use crate::digest::input::{DigestWindow, Topic};
use crate::subscriber::Subscriber;
use crate::watch::file::Alert;
use crate::watch::set::{Watchlist, Watchlists};

/// What one reader is to get now.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Order {
    pub kind: DigestKind,
    pub window: DigestWindow,
    pub topics: Vec<Topic>,
}

/// The scheduled digest of a reader, where its slot has passed since `told_until`.
pub(super) fn digest_order(
    reader: &Subscriber,
    watchlists: &Watchlists,
    told_until: Timestamp,
    now: Timestamp,
) -> Option<Order> {
    if is_paused(reader, now) {
        return None;
    }
    let due = reader.times.window(&reader.timezone, told_until, now)?;
    let window = DigestWindow { from: due.from, to: due.to, missed: due.missed };
    Some(Order { kind: DigestKind::Scheduled, window, topics: topics(reader, watchlists, |_| true) })
}

/// The alert of a reader, where a watchlist wants one, the reader is neither asleep nor paused, and the last alert is
/// long enough ago.
pub(super) fn alert_order(
    reader: &Subscriber,
    watchlists: &Watchlists,
    told_until: Timestamp,
    last_alert: Option<Timestamp>,
    now: Timestamp,
) -> Option<Order> {
    let asleep = reader.quiet.as_ref().is_some_and(|quiet| quiet.end(&reader.timezone, now).is_some());
    if !reader.alerts || asleep || is_paused(reader, now) || gathers_until(reader, last_alert, now).is_some()
    {
        return None;
    }
    let topics = topics(reader, watchlists, |watchlist| watchlist.alert == Alert::Immediate);
    let window = DigestWindow { from: told_until.min(now), to: now, missed: 0 };
    (!topics.is_empty()).then_some(Order { kind: DigestKind::Alert, window, topics })
}

/// The digest as it would be if its time had come.
pub(super) fn rehearsal_order(
    reader: &Subscriber,
    watchlists: &Watchlists,
    told_until: Timestamp,
    now: Timestamp,
) -> Order {
    digest_order(reader, watchlists, told_until, now).unwrap_or_else(|| Order {
        kind: DigestKind::Scheduled,
        window: DigestWindow { from: told_until.min(now), to: now, missed: 0 },
        topics: topics(reader, watchlists, |_| true),
    })
}

/// When what is gathered since the last alert goes out; `None` where nothing keeps an alert back.
pub(super) fn gathers_until(
    reader: &Subscriber,
    last_alert: Option<Timestamp>,
    now: Timestamp,
) -> Option<Timestamp> {
    let until = last_alert?.checked_add(reader.alert_every).ok()?;
    // An alert of a time that is yet to come was written by a clock that was ahead.
    (last_alert? <= now && now < until).then_some(until)
}

/// The instant at which something may next be due to a reader: a slot, the end of quiet hours or of a pause.
pub(super) fn next_due(reader: &Subscriber, now: Timestamp) -> Option<Timestamp> {
    let slot = reader.times.next_after(&reader.timezone, now);
    let quiet = reader.quiet.as_ref().and_then(|quiet| quiet.end(&reader.timezone, now));
    let pause = reader.pause_until.filter(|until| *until > now);
    [slot, quiet, pause].into_iter().flatten().min()
}

fn is_paused(reader: &Subscriber, now: Timestamp) -> bool {
    reader.pause_until.is_some_and(|until| now < until)
}

/// The watchlists that a mail to this reader speaks for.
pub(super) fn topics(
    reader: &Subscriber,
    watchlists: &Watchlists,
    wanted: impl Fn(&Watchlist) -> bool,
) -> Vec<Topic> {
    let ids = watchlists.ids().filter(|id| reader.wants(id));
    let followed = ids.filter_map(|id| watchlists.get(id)).filter(|watchlist| wanted(watchlist));
    followed
        .map(|watchlist| Topic {
            id: watchlist.id.clone(),
            title: watchlist.title.clone(),
            description: watchlist.description.clone(),
            threshold: watchlist.threshold,
        })
        .collect()
}
