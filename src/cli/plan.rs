//! `wirewatch plan`.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock;
use crate::feed::Feed;
use crate::installation::all_readers;
use crate::load::Loaded;
use crate::schedule::times::DigestTimes;
use crate::settings::units::show_duration;
use crate::store::ReadOnlyStore;
use crate::store::brought_back::closed_until;
use crate::store::own_readers::{OwnReader, own_readers};
use crate::store::readers::{SubscriberState, SuppressionCause, subscriber_states};
use crate::subscriber::{Subscriber, WatchlistSelection};
use crate::watch::file::Alert;
use crate::wording::utc_minute;

use super::common::{Common, Exit};
use super::installation::loaded;
use super::output::{print, tell};

/// How many times are shown.
const TIMES: usize = 10;

/// Print the next ten digest times of each subscriber
///
/// Each with the weekday, the date, the time and the offset on the subscriber's own clock, so that a change of the
/// clock can be seen before it comes. Then, of each watchlist that alerts, the longest that an alert may take: a feed
/// is left alone for so long at most.
#[derive(Debug, clap::Args)]
pub(super) struct PlanArgs {
    /// Only this subscriber
    #[arg(long, value_name = "ADDRESS")]
    subscriber: Option<String>,
    /// From this time on, such as 2027-03-27T00:00:00Z, instead of now
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
}

pub(super) fn run(common: &Common, args: &PlanArgs) -> anyhow::Result<Exit> {
    let loaded = loaded(common)?;
    let now = args.now.unwrap_or_else(clock::now);
    let wanted = |subscriber: &&Subscriber| {
        args.subscriber.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(&subscriber.email))
    };
    let (away, own) = stored(&loaded);
    let readers = all_readers(&loaded, &own);
    let subscribers: Vec<&Subscriber> = readers.iter().filter(wanted).collect();
    if let (Some(wanted), true) = (&args.subscriber, subscribers.is_empty()) {
        tell(format_args!("wirewatch: there is no subscriber {wanted}"));
        return Ok(Exit::Usage);
    }
    if common.json {
        let plans: Vec<Value> = subscribers
            .iter()
            .map(|subscriber| to_json(subscriber, away.get(&subscriber.email), now))
            .collect();
        print(format_args!("{}\n", Value::from(plans)))?;
        return Ok(Exit::Done);
    }
    let store = ReadOnlyStore::open(&loaded.settings.store.database).ok();
    let plan = |subscriber: &&Subscriber| {
        to_text(subscriber, away.get(&subscriber.email), now) + &closed(store.as_ref(), subscriber)
    };
    let plans: Vec<String> = subscribers.iter().map(plan).collect();
    print(format_args!("{}{}", plans.join("\n"), worst_delays(&loaded)))?;
    Ok(Exit::Done)
}

/// A note where a clock that was ahead once keeps these times from coming, as far as there is a database by now.
fn closed(store: Option<&ReadOnlyStore>, subscriber: &Subscriber) -> String {
    let now = clock::now();
    let closed =
        store.and_then(|store| store.read(|c| closed_until(c, &subscriber.email, now)).ok().flatten());
    closed.map_or(String::new(), |until| {
        let until = utc_minute(until);
        format!("  note: the clock was ahead once: no digest comes before {until}, until a daemon or `wirewatch digest` mends it\n")
    })
}

/// What the store knows of readers who are away, and who has subscribed by themselves; nothing where there is none yet, or it cannot be read.
fn stored(loaded: &Loaded) -> (BTreeMap<String, SubscriberState>, Vec<OwnReader>) {
    let Ok(store) = ReadOnlyStore::open(&loaded.settings.store.database) else { return <_>::default() };
    let states = store.read(subscriber_states).unwrap_or_default();
    let away = states.into_iter().map(|state| (state.email.clone(), state)).collect();
    (away, store.read(own_readers).unwrap_or_default())
}

/// The longest that an item may stand in a feed before it is seen, of each watchlist that alerts.
fn worst_delays(loaded: &Loaded) -> String {
    let mut text = String::new();
    for id in loaded.watchlists.ids() {
        let immediate = loaded.watchlists.get(id).is_some_and(|list| list.alert == Alert::Immediate);
        let read = loaded.feeds.iter().filter(|feed| loaded.watchlists.reads(id, feed, None));
        let longest = |feed: &Feed| feed.every.unwrap_or(loaded.settings.fetch.max_every);
        let slowest = read.max_by_key(|feed| longest(feed)).filter(|_| immediate);
        if let Some(feed) = slowest {
            let (delay, title) = (show_duration(longest(feed)), feed.title_or(None));
            let _ = writeln!(text, "\n{id}: alerts come within {delay} while all is well (slowest: {title})");
        }
    }
    text
}

/// The next times, the first one later than `now`.
fn next_times(subscriber: &Subscriber, now: Timestamp) -> Vec<Timestamp> {
    let next = |after: &Timestamp| subscriber.times.as_ref()?.next_after(&subscriber.timezone, *after);
    std::iter::successors(next(&now), next).take(TIMES).collect()
}

/// When the pause ends, of those that the files and the reader know the longer one.
fn paused_until(
    subscriber: &Subscriber,
    known: Option<&SubscriberState>,
    now: Timestamp,
) -> Option<Timestamp> {
    let own = known.and_then(|known| known.paused_until);
    [subscriber.pause_until, own].into_iter().flatten().filter(|end| *end > now).max()
}

fn to_text(subscriber: &Subscriber, known: Option<&SubscriberState>, now: Timestamp) -> String {
    let Subscriber { email, times, timezone, .. } = subscriber;
    let zone = timezone.iana_name().unwrap_or("UTC");
    let watchlists = match &subscriber.watchlists {
        WatchlistSelection::AllBut(others) if others.is_empty() => "all watchlists".to_owned(),
        WatchlistSelection::AllBut(others) => format!("all watchlists but {}", others.join(", ")),
        WatchlistSelection::Listed(ids) => ids.join(", "),
    };
    let mut text = format!(
        "{email}: {watchlists}; {} ({}), {zone}\n",
        subscriber.schedule(),
        times.as_ref().map_or("immediate", DigestTimes::as_str)
    );
    for time in next_times(subscriber, now) {
        let local = time.to_zoned_datetime(timezone.clone());
        let _ = writeln!(text, "  {} {zone}", local.strftime("%a %Y-%m-%d %H:%M %:z"));
    }
    if let Some(sentence) = times.as_ref().and_then(|times| times.clock_change(timezone, now)) {
        let _ = writeln!(text, "  note: {sentence}");
    }
    if let Some(cause) = known.and_then(|known| known.suppressed) {
        let why = match cause {
            SuppressionCause::Left => "has left",
            SuppressionCause::Refused => "was refused by mail servers",
            SuppressionCause::Gone => "its receiver says that it is gone",
        };
        let _ = writeln!(text, "  note: gets no mail: {why}; `wirewatch subscribers restore {email}`");
    }
    if let Some(end) = paused_until(subscriber, known, now) {
        let local = end.to_zoned_datetime(timezone.clone());
        let end = local.strftime("%a %Y-%m-%d %H:%M %:z");
        let _ = writeln!(text, "  note: paused until {end} {zone}; what matches before comes then");
    }
    text
}

fn to_json(subscriber: &Subscriber, known: Option<&SubscriberState>, now: Timestamp) -> Value {
    let Subscriber { email, times, timezone, .. } = subscriber;
    let next: Vec<Value> = next_times(subscriber, now)
        .into_iter()
        .map(|time| {
            let local = time.to_zoned_datetime(timezone.clone());
            json!({
                "at": local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
                "utc": time.to_string(),
                "offset": local.strftime("%:z").to_string(),
            })
        })
        .collect();
    let watchlists = match &subscriber.watchlists {
        WatchlistSelection::AllBut(_) => json!(["*"]),
        WatchlistSelection::Listed(ids) => json!(ids),
    };
    json!({
        "subscriber": email,
        "watchlists": watchlists,
        "digest": times.as_ref().map_or("immediate", DigestTimes::as_str),
        "description": subscriber.schedule(),
        "timezone": timezone.iana_name(),
        "note": times.as_ref().and_then(|times| times.clock_change(timezone, now)),
        "paused_until": paused_until(subscriber, known, now).map(|end| end.to_string()),
        "suppressed": known.and_then(|known| known.suppressed),
        "next": next,
    })
}
