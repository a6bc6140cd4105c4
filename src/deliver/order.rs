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
    let due = reader.times.as_ref()?.window(&reader.timezone, told_until, now)?;
    let window = DigestWindow { from: due.from, to: due.to, missed: due.missed };
    Some(Order { kind: DigestKind::Scheduled, window, topics: topics(reader, watchlists, |_| true) })
}

/// The alert of a reader, where a watchlist wants one, the reader is neither asleep nor paused, and the last alert is
/// long enough ago. Who is told at once is alerted of all watchlists.
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
    let topics =
        topics(reader, watchlists, |watchlist| reader.times.is_none() || watchlist.alert == Alert::Immediate);
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
    let slot = reader.times.as_ref().and_then(|times| times.next_after(&reader.timezone, now));
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

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::schedule::times::DigestTimes;
    use crate::schedule::times::quiet::Quiet;
    use crate::subscriber::{Empty, WatchlistSelection, Way};
    use crate::watch::compile::compile;
    use crate::watch::set::Source;

    fn at(time: &str) -> Timestamp {
        format!("2026-11-{time}Z").parse().unwrap()
    }

    /// Of all watchlists, at seven in UTC.
    fn reader() -> Subscriber {
        Subscriber {
            email: "a@example.org".to_owned(),
            way: Way::Mail,
            name: None,
            part: 0,
            watchlists: WatchlistSelection::AllBut(Vec::new()),
            times: Some(DigestTimes::parse("daily 07:00").unwrap()),
            timezone: TimeZone::UTC,
            alerts: true,
            quiet: None,
            empty: Empty::Skip,
            alert_every: SignedDuration::from_mins(10),
            translate: false,
            pause_until: None,
        }
    }

    /// `slow` waits for the digest, `urgent` alerts at once and wants a score of 2.
    fn watchlists() -> Watchlists {
        let file = |id: &str, text: &str| Source {
            name: format!("{id}.toml"),
            id: id.to_owned(),
            text: text.to_owned(),
        };
        let files = [
            file("slow", "query = 'gas'"),
            file("urgent", "query = 'oil'\nalert = 'immediate'\nthreshold = 2.0"),
        ];
        compile(&files).watchlists.unwrap()
    }

    fn ids(order: Option<Order>) -> Option<Vec<(String, f64)>> {
        Some(order?.topics.into_iter().map(|topic| (topic.id, topic.threshold)).collect())
    }

    #[test]
    fn a_digest_is_due_once_its_slot_has_passed_and_speaks_of_all_that_is_followed() {
        let (reader, lists) = (reader(), watchlists());
        let check = |reader: &Subscriber, told: &str, now: &str, expected: Option<(&str, &str, u32)>| {
            let order = digest_order(reader, &lists, at(told), at(now));
            let window = order.as_ref().map(|order| order.window);
            let expected =
                expected.map(|(from, to, missed)| DigestWindow { from: at(from), to: at(to), missed });
            assert_eq!(window, expected, "told until {told}, now {now}");
            if let Some(order) = order {
                assert_eq!(order.kind, DigestKind::Scheduled);
                assert_eq!(
                    ids(Some(order)),
                    Some(vec![("slow".to_owned(), 0.0), ("urgent".to_owned(), 2.0)])
                );
            }
        };
        check(&reader, "23T07:00:00", "24T06:59:59", None);
        check(&reader, "23T07:00:00", "24T07:00:00", Some(("23T07:00:00", "24T07:00:00", 0)));
        check(&reader, "23T07:00:00", "26T09:00:00", Some(("23T07:00:00", "26T07:00:00", 2)));
        // A clock set back repeats nothing.
        check(&reader, "24T07:00:00", "23T12:00:00", None);
        let paused = Subscriber { pause_until: Some(at("26T00:00:00")), ..reader };
        check(&paused, "23T07:00:00", "24T08:00:00", None);
        check(&paused, "23T07:00:00", "26T08:00:00", Some(("23T07:00:00", "26T07:00:00", 2)));
    }

    #[test]
    fn an_alert_speaks_of_urgent_watchlists_where_nothing_keeps_it_back() {
        let lists = watchlists();
        let urgent = Some(vec![("urgent".to_owned(), 2.0)]);
        let check =
            |reader: &Subscriber, last: Option<&str>, now: &str, expected: &Option<Vec<(String, f64)>>| {
                let order = alert_order(reader, &lists, at("23T07:00:00"), last.map(at), at(now));
                assert_eq!(ids(order), *expected, "last alert {last:?}, now {now}");
            };
        check(&reader(), None, "23T12:00:00", &urgent);
        check(&reader(), Some("23T11:50:01"), "23T12:00:00", &None);
        check(&reader(), Some("23T11:50:00"), "23T12:00:00", &urgent);
        // Written by a clock that was ahead.
        check(&reader(), Some("23T12:00:01"), "23T12:00:00", &urgent);
        check(&Subscriber { alerts: false, ..reader() }, None, "23T12:00:00", &None);
        let asleep = Subscriber { quiet: Some(Quiet::parse("22:00-06:30").unwrap()), ..reader() };
        check(&asleep, None, "23T23:00:00", &None);
        check(&asleep, None, "23T06:30:00", &urgent);
        let paused = Subscriber { pause_until: Some(at("24T00:00:00")), ..reader() };
        check(&paused, None, "23T12:00:00", &None);
        let slow = WatchlistSelection::Listed(vec!["slow".to_owned()]);
        check(&Subscriber { watchlists: slow, ..reader() }, None, "23T12:00:00", &None);
    }

    #[test]
    fn the_next_look_is_at_a_slot_the_end_of_quiet_hours_or_of_a_pause() {
        let check = |reader: &Subscriber, now: &str, expected: &str| {
            assert_eq!(next_due(reader, at(now)), Some(at(expected)), "now {now}");
        };
        check(&reader(), "23T12:00:00", "24T07:00:00");
        let asleep = Subscriber { quiet: Some(Quiet::parse("22:00-06:30").unwrap()), ..reader() };
        check(&asleep, "23T23:00:00", "24T06:30:00");
        check(&asleep, "23T12:00:00", "24T07:00:00");
        let paused = Subscriber { pause_until: Some(at("23T13:00:00")), ..reader() };
        check(&paused, "23T12:00:00", "23T13:00:00");
        assert_eq!(
            gathers_until(&reader(), Some(at("23T11:55:00")), at("23T12:00:00")),
            Some(at("23T12:05:00"))
        );
        assert_eq!(gathers_until(&reader(), None, at("23T12:00:00")), None);
    }

    #[test]
    fn a_rehearsal_is_of_the_slot_that_is_due_else_of_all_since_the_last() {
        let lists = watchlists();
        let window = |now: &str| {
            let window = rehearsal_order(&reader(), &lists, at("23T07:00:00"), at(now)).window;
            (window.from, window.to)
        };
        assert_eq!(window("23T12:00:00"), (at("23T07:00:00"), at("23T12:00:00")));
        assert_eq!(window("24T12:00:00"), (at("23T07:00:00"), at("24T07:00:00")));
    }
}
