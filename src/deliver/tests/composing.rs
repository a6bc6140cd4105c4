//! From what polls have stored to deliveries: who gets what, once, and in which bytes.

use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::deliver::compose::Composer;
use crate::deliver::leave::{WayOutWish, follow};
use crate::deliver::letter::{Letterhead, PreparedMail, prepare_delivery};
use crate::deliver::record::record;
use crate::deliver::round::{CompositionRound, RoundKind};
use crate::deliver::secret::InstallationSecret;
use crate::entry::{ContentHash, Entry, EntryKey};
use crate::feed::{Feed, FeedState};
use crate::schedule::times::DigestTimes;
use crate::settings::Settings;
use crate::store::Store;
use crate::store::brought_back::open_windows;
use crate::store::digests::last_digests;
use crate::store::feeds::listed_feeds;
use crate::store::listing::list_feeds;
use crate::store::outbox::due_mails;
use crate::store::polled::{Polled, record_poll};
use crate::store::readers::Listing;
use crate::store::subscribers::sync_subscribers;
use crate::subscriber::{Empty, Subscriber, WatchlistSelection, Way};
use crate::update::{ChangeKind, EntryChange, Update};
use crate::watch::compile::compile;
use crate::watch::item::Item;
use crate::watch::set::{Source, Watchlists};

/// One feed, one watchlist of `oil` that wants a score of 2, and its readers, who came at ten.
struct World {
    store: Store,
    composer: Composer,
    subscribers: Vec<Subscriber>,
    watchlists: Watchlists,
    settings: Arc<Settings>,
    _folder: tempfile::TempDir,
}

fn at(time: &str) -> Timestamp {
    format!("2026-11-23T{time}:00Z").parse().unwrap()
}

fn reader(email: &str, empty: Empty, zone: TimeZone) -> Subscriber {
    Subscriber {
        email: email.to_owned(),
        way: Way::Mail,
        name: None,
        part: 0,
        watchlists: WatchlistSelection::AllBut(Vec::new()),
        times: Some(DigestTimes::parse("hourly").unwrap()),
        timezone: zone,
        alerts: true,
        quiet: None,
        empty,
        alert_every: SignedDuration::ZERO,
        translate: false,
        pause_until: None,
    }
}

fn skipping(email: &str) -> Subscriber {
    reader(email, Empty::Skip, TimeZone::UTC)
}

impl World {
    fn new(alert: &str, subscribers: Vec<Subscriber>) -> Self {
        let text = format!("query = 'oil'\nalert = '{alert}'\nthreshold = 2.0\n");
        let source = Source { name: "oil.toml".to_owned(), id: "oil".to_owned(), text };
        let watchlists = compile(&[source]).watchlists.unwrap();
        let listing = |reader: &Subscriber| Listing {
            email: reader.email.clone(),
            watchlists: vec!["oil".to_owned()],
            further: Vec::new(),
        };
        let listings: Vec<Listing> = subscribers.iter().map(listing).collect();
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("w.db")).unwrap();
        store
            .write_blocking(move |connection| {
                let feed = Feed { url: "https://a.example/rss".to_owned(), ..Feed::default() };
                list_feeds(connection, &[feed])?;
                sync_subscribers(connection, &listings, at("10:00")).map(drop)
            })
            .unwrap();
        let settings = Arc::new(Settings::parse("", Path::new("")).0);
        let composer = Composer::new(Arc::clone(&settings), subscribers.clone(), watchlists.clone());
        Self { store, composer, subscribers, watchlists, settings, _folder: folder }
    }

    /// A poll at `time` brings entries of these titles and texts.
    fn poll(&self, time: &str, entries: &[(&str, &str)]) {
        let mut matcher = self.watchlists.matcher();
        let change = |&(title, text): &(&str, &str)| {
            let matches = matcher.matches(&Item { title, text, ..Item::default() });
            let entry = Entry {
                key: EntryKey::derive(Some(title), None, "", None, ""),
                link: Some("https://a.example/1".to_owned()),
                title: title.to_owned(),
                text: text.to_owned(),
                author: None,
                tags: Vec::new(),
                lang: None,
                published: None,
                updated: None,
            };
            let hash = ContentHash::of(title, text);
            EntryChange { matches, ..ChangeKind::New { entry, hash, news: true }.into() }
        };
        let changes = entries.iter().map(change).collect();
        let now = at(time);
        self.store
            .write_blocking(move |connection| {
                let update =
                    Update { state: FeedState::default(), changes: Vec::clone(&changes), events: Vec::new() };
                let feed = listed_feeds(connection)?[0].id;
                record_poll(connection, &Polled { feed, update, page_wait: None, now })
            })
            .unwrap();
    }

    /// How many mails composing at `time` puts into the outbox.
    fn compose(&self, time: &str) -> usize {
        self.composer.compose_due(&self.store, None, at(time)).unwrap().len()
    }

    /// The mails that wait, made from what is stored, with the number of their digest.
    fn mails(&self) -> Vec<(i64, PreparedMail)> {
        self.store
            .read(|connection| {
                let due = due_mails(connection, at("23:00"), 100)?;
                let mail = |due| (due, prepare_delivery(connection, &self.settings, due).unwrap());
                Ok(due.iter().map(mail).map(|(due, mail)| (due.digest, mail)).collect())
            })
            .unwrap()
    }
}

#[test]
fn one_digest_is_composed_for_all_who_get_the_same() {
    let baku = TimeZone::get("Asia/Baku").unwrap();
    let elsewhere = reader("d@example.org", Empty::Skip, baku);
    let world = World::new(
        "digest",
        vec![skipping("a@example.org"), skipping("b@example.org"), skipping("c@example.org"), elsewhere],
    );
    world.poll("10:30", &[("Oil falls", "The price of oil fell."), ("Grain", "Harvest.")]);
    assert_eq!(world.compose("10:59"), 0, "its slot has not come");
    assert_eq!(world.compose("11:00"), 4);
    assert_eq!(world.compose("11:30"), 0, "it is told once");
    let mails = world.mails();
    let digests: Vec<(i64, &str)> =
        mails.iter().map(|(digest, mail)| (*digest, mail.email.as_str())).collect();
    assert_eq!(
        digests,
        [(1, "a@example.org"), (1, "b@example.org"), (1, "c@example.org"), (2, "d@example.org")]
    );
    for (_, mail) in &mails {
        assert!(mail.subject.starts_with("Oil falls"), "{}", mail.subject);
        assert!(
            mail.text.contains("…@example.org is subscribed") && !mail.text.contains("Grain"),
            "{}",
            mail.text
        );
    }
    assert!(mails[3].1.text.contains("14:30"), "times are those of the reader's zone: {}", mails[3].1.text);
}

#[test]
fn what_comes_after_a_clock_was_set_back_is_told_at_the_slots_that_have_been() {
    let world = World::new("digest", vec![skipping("a@example.org")]);
    world.poll("12:30", &[("Oil falls", "The price of oil fell.")]);
    assert_eq!(world.compose("13:00"), 1);
    world.store.write_blocking(|connection| open_windows(connection, at("12:10"))).unwrap();
    world.poll("12:40", &[("Oil rises", "The price of oil rose.")]);
    assert_eq!(world.compose("13:00"), 1);
    assert_eq!((world.compose("13:30"), world.compose("14:00")), (0, 0));
    let subjects: Vec<String> = world.mails().into_iter().map(|(_, mail)| mail.subject).collect();
    assert!(subjects[0].contains("Oil falls") && subjects[1].contains("Oil rises"), "{subjects:?}");
}

#[test]
fn a_mail_is_made_again_byte_for_byte() {
    let world = World::new("digest", vec![skipping("a@example.org")]);
    world.poll("10:30", &[("Oil falls", "The price of oil fell.")]);
    world.compose("11:00");
    assert_eq!(world.mails()[0].1.bytes, world.mails()[0].1.bytes);
}

#[test]
fn below_the_threshold_nothing_is_mailed_and_the_window_is_closed() {
    let waiting = reader("b@example.org", Empty::Heartbeat, TimeZone::UTC);
    let world = World::new("digest", vec![skipping("a@example.org"), waiting]);
    let deep = format!("{} oil.", "Words of something else. ".repeat(60));
    world.poll("10:30", &[("Grain", &deep)]);
    assert_eq!(world.compose("11:00"), 1);
    let (_, mail) = &world.mails()[0];
    assert_eq!((mail.email.as_str(), mail.text.contains("Grain")), ("b@example.org", false), "{}", mail.text);
    assert_eq!(world.compose("11:10"), 0);
}

#[test]
fn an_alert_closes_no_window_and_what_it_told_is_not_told_again() {
    let world = World::new("immediate", vec![skipping("a@example.org")]);
    world.poll("10:30", &[("Oil falls", "The price of oil fell.")]);
    assert_eq!(world.compose("10:31"), 1);
    world.poll("10:40", &[("Oil rises", "The price of oil rose.")]);
    assert_eq!(world.compose("10:41"), 1);
    let subjects: Vec<String> = world.mails().into_iter().map(|(_, mail)| mail.subject).collect();
    assert!(subjects[0].contains("Oil falls") && subjects[1].contains("Oil rises"), "{subjects:?}");
    assert_eq!(world.compose("11:00"), 0, "the digest has nothing left to tell");
}

#[test]
fn what_was_composed_before_its_reader_moved_on_is_not_recorded() {
    let world = World::new("digest", vec![skipping("a@example.org")]);
    world.poll("10:30", &[("Oil falls", "The price of oil fell.")]);
    let secret = InstallationSecret::of(&world.store).unwrap();
    let compose = || {
        let round = |connection: &_| {
            let letterhead = Letterhead { settings: &world.settings, secret: &secret };
            let round = CompositionRound {
                kind: RoundKind::Digests,
                part: None,
                connection,
                subscribers: &world.subscribers,
                watchlists: &world.watchlists,
                letterhead,
                now: at("11:00"),
            };
            Ok(round.compose(None).unwrap())
        };
        world.store.snapshot(round).unwrap().pop().unwrap().unwrap()
    };
    let (first, second) = (compose(), compose());
    assert_eq!(record(&world.store, first, at("11:00")).unwrap().len(), 1);
    assert_eq!(record(&world.store, second, at("11:00")).unwrap(), [0_i64; 0]);
    assert_eq!(world.mails().len(), 1);
}

#[test]
fn what_came_at_the_instant_the_reader_was_listed_counts_as_compared() {
    let world = World::new("digest", vec![skipping("a@example.org")]);
    world.poll(
        "10:00",
        &[("Oil falls", "The price of oil fell."), ("Oil rises", "The price of oil rose again.")],
    );
    assert_eq!(world.compose("11:00"), 1);
    let text = &world.mails()[0].1.text;
    assert!(text.contains("2 new items compared"), "{text}");
}

/// The subjects of what operators are told from one compose to the next.
fn told_operators(world: &World, time: &str) -> Vec<String> {
    let known = world.store.read(|connection| last_digests(connection, 50)).unwrap().len();
    world.compose(time);
    let digests = world.store.read(|connection| last_digests(connection, 50)).unwrap();
    digests[..digests.len() - known].iter().map(|digest| digest.subject.clone()).collect()
}

#[test]
fn operators_hear_of_those_who_left_in_one_mail_and_of_nobody_who_came_back() {
    let readers: Vec<Subscriber> =
        ["a", "b", "c"].map(|name| skipping(&format!("{name}@example.org"))).to_vec();
    let mut world = World::new("digest", readers.clone());
    let settings = Settings::parse("operators = [\"ops@example.org\"]\n", Path::new("")).0;
    world.composer = Composer::new(Arc::new(settings), readers.clone(), world.watchlists.clone());
    world.composer.remember_ways_out(&world.store).unwrap();
    let secret = InstallationSecret::of(&world.store).unwrap();
    let follows = |reader: usize, wish: WayOutWish, time: &str| {
        let (way, now) = (secret.way_out(&readers[reader].email), at(time));
        world.store.write_blocking(move |connection| follow(connection, &way, wish, now)).unwrap().unwrap()
    };
    follows(0, WayOutWish::Leave, "10:01");
    follows(0, WayOutWish::Leave, "10:02");
    follows(1, WayOutWish::Leave, "10:10");
    follows(2, WayOutWish::Leave, "10:11");
    follows(2, WayOutWish::Return, "10:12");
    assert!(told_operators(&world, "10:15").is_empty(), "others may follow");
    let told = told_operators(&world, "10:17");
    assert_eq!(told, ["Wirewatch: 2 readers have left, 23 November 2026"]);
    assert!(told_operators(&world, "10:40").is_empty(), "it is told once");
    follows(2, WayOutWish::Leave, "10:41");
    assert_eq!(told_operators(&world, "10:57"), ["Wirewatch: c…@example.org has left, 23 November 2026"]);
}
