//! The door through which `benches/delivery` and `examples/composing` measure digests, and polls that commit beside them.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::archive::{change, feed, state};
use crate::deliver::compose::Composer;
use crate::event::{ArticleTraits, FingerprintReader};
use crate::schedule::times::DigestTimes;
use crate::settings::Settings;
use crate::store::Store;
use crate::store::feeds::{FeedId, listed_feeds};
use crate::store::listing::list_feeds;
use crate::store::polled::{Polled, record_poll};
use crate::store::readers::Listing;
use crate::store::subscribers::sync_subscribers;
use crate::subscriber::{Empty, Subscriber, WatchlistSelection, Way};
use crate::update::{EntryChange, Update};
use crate::watch::compile::compile;
use crate::watch::item::Item;
use crate::watch::set::{Matcher, Source};

/// When the readers came, when everything was polled, and when it is composed.
const TIMES: [&str; 3] = ["2026-11-23T10:30:00Z", "2026-11-23T11:30:00Z", "2026-11-23T12:59:59Z"];

/// Entries that one poll brings.
const A_POLL: usize = 100;

/// How many readers there are, and whether they all get the same.
#[derive(Debug, Clone, Copy)]
pub enum Readers {
    /// One digest is composed for all.
    Alike(usize),
    /// Each has hours or a zone of their own, so that a digest is composed for each; at most 1 440.
    Different(usize),
}

/// A database with stories that one watchlist has found, and readers who are due for them.
pub struct DigestBench {
    store: Store,
    composer: Composer,
    beside: FeedId,
    times: [Timestamp; 3],
}

impl DigestBench {
    /// Fills a database at `path` with so many stories of one feed, and lists the readers.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn open(path: &Path, stories: u64, readers: Readers) -> anyhow::Result<Self> {
        let times = TIMES.map(|time| time.parse().expect("a time of RFC 3339"));
        let text = "title = \"Council\"\nquery = \"council\"\n".to_owned();
        let source = Source { name: "council.toml".to_owned(), id: "council".to_owned(), text };
        let watchlists = compile(&[source]).watchlists.context("the watchlist does not compile")?;
        let subscribers = readers.subscribers()?;
        let listing = |reader: &Subscriber| Listing {
            email: reader.email.clone(),
            watchlists: vec!["council".to_owned()],
            further: Vec::new(),
        };
        let listings: Vec<Listing> = subscribers.iter().map(listing).collect();
        let store = Store::open(path)?;
        let [found, beside] = store.write_blocking(move |connection| {
            let feeds = ["https://found.example/rss", "https://beside.example/rss"].map(feed);
            list_feeds(connection, &feeds)?;
            sync_subscribers(connection, &listings, times[0])?;
            let listed = listed_feeds(connection)?;
            Ok([listed[0].id, listed[1].id])
        })?;
        let mut matcher = watchlists.matcher();
        let all: Vec<u64> = (0..stories).collect();
        for numbers in all.chunks(A_POLL) {
            let changes = numbers.iter().map(|number| matched(*number, times[1], &mut matcher)).collect();
            write_poll(&store, found, changes, times[1])?;
        }
        let settings = Settings::parse("", Path::new("")).0;
        let composer = Composer::new(Arc::new(settings), subscribers, watchlists);
        Ok(Self { store, composer, beside, times })
    }

    /// Composes and records what is due; answers how many mails that are.
    ///
    /// # Errors
    ///
    /// When a digest cannot be composed.
    pub fn compose(&self) -> anyhow::Result<usize> {
        Ok(self.composer.compose_due(&self.store, None, self.times[2])?.len())
    }

    /// Commits a poll of another feed that brings five new entries which nobody watches.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn poll_beside(&self, number: u64) -> anyhow::Result<()> {
        let numbers = 1_000_000 + 5 * number..1_000_005 + 5 * number;
        let changes = numbers.map(|number| change(number, self.times[1], article(number, "harvest")));
        write_poll(&self.store, self.beside, changes.collect(), self.times[1])
    }
}

impl Readers {
    fn subscribers(self) -> anyhow::Result<Vec<Subscriber>> {
        let count = match self {
            Self::Alike(count) | Self::Different(count) => count,
        };
        (0..count).map(|number| self.subscriber(number)).collect()
    }

    fn subscriber(self, number: usize) -> anyhow::Result<Subscriber> {
        let (minute, zone) = match self {
            Self::Alike(_) => (0, 0),
            Self::Different(_) => (number % 60, i8::try_from(number / 60)?),
        };
        let times = DigestTimes::parse(&format!("{minute} * * * *"));
        Ok(Subscriber {
            email: format!("reader{number}@example.org"),
            way: Way::Mail,
            name: None,
            part: 0,
            watchlists: WatchlistSelection::AllBut(Vec::new()),
            times: Some(times.map_err(|fault| anyhow::anyhow!("{fault:?}"))?),
            timezone: TimeZone::fixed(Offset::constant(zone)),
            alerts: false,
            quiet: None,
            empty: Empty::Skip,
            alert_every: jiff::SignedDuration::ZERO,
            translate: false,
            pause_until: None,
        })
    }
}

fn write_poll(store: &Store, feed: FeedId, changes: Vec<EntryChange>, now: Timestamp) -> anyhow::Result<()> {
    let update = Update { state: state(now), changes, events: Vec::new() };
    let polled = Polled { feed, update, page_wait: None, now };
    store.write_blocking(move |connection| record_poll(connection, &polled))?;
    Ok(())
}

fn matched(number: u64, then: Timestamp, matcher: &mut Matcher) -> EntryChange {
    let (title, text) = article(number, "council");
    let matches = matcher.matches(&Item { title: &title, text: &text, ..Item::default() });
    let traits = Some(ArticleTraits::of(&mut FingerprintReader::default(), (&title, &text), &matches, ""));
    EntryChange { matches, traits, ..change(number, then, (title, text)) }
}

/// An article of its own about something, of some 1 500 characters.
fn article(number: u64, about: &str) -> (String, String) {
    let mut seed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut word = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let syllables = ["ka", "lo", "mi", "ren", "du", "sta", "vel", "or"];
        seed.to_be_bytes()[..3].iter().map(|byte| syllables[usize::from(byte % 8)]).collect::<String>()
    };
    let mut words = |count: usize| (0..count).map(|_| word()).collect::<Vec<_>>().join(" ");
    let title = format!("The {about} of {}", words(6));
    let paragraph = |words: String| format!("{words}. The {about} met.");
    let text: Vec<String> = (0..10).map(|_| paragraph(words(18))).collect();
    (title, text.join("\n\n"))
}
