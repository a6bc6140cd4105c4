//! What the daemon counts, and what is read of the store, for `/metrics`. No label names an address, a host or a reader.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use prometheus_client::encoding::prometheus_text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::bus_meters::BusMeters;
use crate::deliver::send::Delivery;
use crate::feed::FeedHealth;
use crate::pages::PageSummary;
use crate::poll::PollResult;
use crate::store::delivery::{DeliveryState, DeliveryWay};
use crate::store::measures::{StoreMeasures, last_match, measures};
use crate::store::{Store, StoreError};

/// Seconds of a poll, from a near server that has nothing new to one that lets us wait.
const POLL_SECONDS: [f64; 10] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];

type Labels = Vec<(&'static str, String)>;
type Counts = Family<Labels, Counter>;
type Levels = Family<Labels, Gauge>;

/// The meters of one process. Cheap to clone: the loop holds one, who is asked for the numbers another.
#[derive(Debug, Clone)]
pub(crate) struct Meters {
    registry: Arc<Registry>,
    polls: Counts,
    poll_seconds: Histogram,
    pages: Counts,
    entries: Counts,
    matches: Counts,
    deliveries: Counts,
    feeds: Levels,
    outbox: Levels,
    oldest: Gauge,
    round: Gauge<f64, std::sync::atomic::AtomicU64>,
    bytes: Gauge,
    bus: BusMeters,
    /// The last match that is counted.
    matched: Arc<Mutex<i64>>,
}

impl Meters {
    /// All at nothing; matches are counted from here on.
    pub(crate) fn new(store: &Store) -> Self {
        let mut meters = Self {
            registry: Arc::default(),
            polls: Counts::default(),
            poll_seconds: Histogram::new(POLL_SECONDS),
            pages: Counts::default(),
            entries: Counts::default(),
            matches: Counts::default(),
            deliveries: Counts::default(),
            feeds: Levels::default(),
            outbox: Levels::default(),
            oldest: Gauge::default(),
            round: Gauge::default(),
            bytes: Gauge::default(),
            bus: BusMeters::default(),
            matched: Arc::new(Mutex::new(store.read(last_match).unwrap_or(0))),
        };
        meters.polled_so_far();
        meters.registry = Arc::new(meters.registry(store));
        meters
    }

    fn registry(&self, store: &Store) -> Registry {
        let mut all = Registry::with_prefix("wirewatch");
        all.register("polls", "Polls of feeds that have ended, by result", self.polls.clone());
        let words = "Seconds that a poll of a feed took, its wait for a slot included";
        all.register("poll_seconds", words, self.poll_seconds.clone());
        all.register("pages", "Looks at pages behind entries, by what came of them", self.pages.clone());
        all.register("entries", "Entries that were stored as new, edited or withdrawn", self.entries.clone());
        all.register("matches", "Entries that a watchlist matched", self.matches.clone());
        all.register("feeds", "Listed feeds by state", self.feeds.clone());
        all.register("outbox", "Mails by way out and state", self.outbox.clone());
        let words = "Seconds that the mail waits which waits longest; 0 where none does";
        all.register("outbox_oldest_seconds", words, self.oldest.clone());
        all.register("deliveries", "Attempts to deliver, by way out and result", self.deliveries.clone());
        all.register("loop_last_seconds", "Seconds since the loop last went round", self.round.clone());
        all.register("commit_seconds", "Seconds that a commit of the store took", store.commits());
        all.register("database_bytes", "Bytes of the database, its journal left out", self.bytes.clone());
        self.bus.register(&mut all);
        let version = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        all.register("build", "Which program this is", version);
        all
    }

    /// Makes every series stand at 0 from the start, so that the first of a kind is seen as a rise.
    fn polled_so_far(&self) {
        for result in ["read", "unchanged", "failed"] {
            drop(self.polls.get_or_create(&label("result", result)));
        }
        for kind in ["answered", "unknown"] {
            drop(self.pages.get_or_create(&label("kind", kind)));
        }
        for kind in ["new", "edited", "withdrawn"] {
            drop(self.entries.get_or_create(&label("kind", kind)));
        }
        for result in ["sent", "deferred", "refused", "doubtful"] {
            for way in [DeliveryWay::Mail, DeliveryWay::Post] {
                drop(self.deliveries.get_or_create(&by_way(way, "result", result)));
            }
        }
    }

    /// A poll has ended.
    pub(crate) fn polled(&self, result: &PollResult, took: Duration) {
        let word = match result {
            PollResult::Unchanged => "unchanged",
            PollResult::Read(_) => "read",
            PollResult::Failed(_) => "failed",
        };
        self.polls.get_or_create(&label("result", word)).inc();
        self.poll_seconds.observe(took.as_secs_f64());
        if let PollResult::Read(tally) = result {
            add(&self.entries, &label("kind", "new"), tally.new);
            add(&self.entries, &label("kind", "edited"), tally.edited);
            add(&self.entries, &label("kind", "withdrawn"), tally.withdrawn);
        }
    }

    /// Pages were looked at.
    pub(crate) fn pages_seen(&self, seen: &PageSummary) {
        add(&self.pages, &label("kind", "answered"), seen.pages);
        add(&self.pages, &label("kind", "unknown"), seen.failed);
        add(&self.entries, &label("kind", "edited"), seen.edited);
        add(&self.entries, &label("kind", "withdrawn"), seen.withdrawn);
    }

    /// The outbox was gone through.
    pub(crate) fn delivered(&self, way: DeliveryWay, delivery: &Delivery) {
        let Delivery { sent, deferred, refused, doubtful } = *delivery;
        for (word, mails) in
            [("sent", sent), ("deferred", deferred), ("refused", refused), ("doubtful", doubtful)]
        {
            add(&self.deliveries, &by_way(way, "result", word), mails);
        }
    }

    /// The numbers in the text format of Prometheus, those of the store as they are at `now`. It blocks.
    pub(super) fn read(&self, store: &Store, round: Duration, now: Timestamp) -> Result<String, StoreError> {
        {
            // Held over the question, so that two who ask at once count no match twice.
            let mut matched = self.matched.lock().unwrap_or_else(PoisonError::into_inner);
            let found = store.snapshot(|connection| measures(connection, *matched))?;
            *matched = found.matched_up_to;
            self.take(found, now);
        }
        self.round.set(round.as_secs_f64());
        let mut text = String::new();
        encode(&mut text, &self.registry).map_err(|error| StoreError::damaged("metric", &error))?;
        Ok(text)
    }

    fn take(&self, found: StoreMeasures, now: Timestamp) {
        let StoreMeasures { feeds, mails, posts, oldest, bytes, matches, bus, .. } = found;
        self.bus.take(&bus, now);
        // A state without any stands at 0: a series that comes and goes raises no alert.
        for state in FeedHealth::ALL {
            let number = feeds.iter().find(|(word, _)| word == state.as_str());
            let level = self.feeds.get_or_create(&label("state", state.as_str())).clone();
            level.set(number.map_or(0, |(_, number)| *number));
        }
        for (way, deliveries) in [(DeliveryWay::Mail, mails), (DeliveryWay::Post, posts)] {
            for state in DeliveryState::ALL {
                let number = deliveries.iter().find(|(known, _)| *known == state);
                let level = self.outbox.get_or_create(&by_way(way, "state", state.word())).clone();
                level.set(number.map_or(0, |(_, number)| *number));
            }
        }
        self.oldest.set(oldest.map_or(0, |oldest| now.duration_since(oldest).as_secs().max(0)));
        self.bytes.set(bytes);
        for (watchlist, number) in matches {
            add(&self.matches, &vec![("watchlist", watchlist)], usize::try_from(number).unwrap_or(0));
        }
    }
}

fn label(name: &'static str, value: &str) -> Labels {
    vec![(name, value.to_owned())]
}

/// The same of a way out.
fn by_way(way: DeliveryWay, name: &'static str, value: &str) -> Labels {
    vec![("channel", way.word().to_owned()), (name, value.to_owned())]
}

fn add(counts: &Counts, labels: &Labels, number: usize) {
    counts.get_or_create(labels).inc_by(number as u64);
}
