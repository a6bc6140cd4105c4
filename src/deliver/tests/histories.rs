//! Every stored match is told to everybody once, whatever a server shows: random histories of lists, edits, clocks,
//! restarts, watchlists that go and come back, digests and alerts, through decision, store and composition.

use std::collections::BTreeMap;
use std::env;
use std::ops::Range;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::publisher::{Dice, Server};
use crate::deliver::compose::Composer;
use crate::installation::Installation;
use crate::load::test_files::TestFiles;
use crate::store::digests::ToldAs;
use crate::store::entries::known_entries;
use crate::store::feeds::{FeedId, feed_by_id, listed_feeds};
use crate::store::ledger::{ToldLine, matched_news, stored_links, told_lines};
use crate::store::polled::{Polled, record_poll};
use crate::update::{PollAnswer, PollQuestion, decide, questions};
use crate::watch::found::Match;

/// Histories of a usual run; `WIREWATCH_HISTORIES=0..5000 cargo test --release --lib histories` plays those of these seeds.
const HISTORIES: Range<u64> = 0..10;
/// Polls of one history.
const STEPS: u32 = 60;
/// One reader is told by digests alone, one by alerts and digests.
const SUBSCRIBERS: &str = "\
[[subscriber]]
email = \"digests@example.org\"
watchlists = [\"*\"]
digest = \"0 */3 * * *\"
alerts = false

[[subscriber]]
email = \"alerts@example.org\"
watchlists = [\"*\"]
digest = \"daily 07:00\"
alert_every = \"20m\"
";

/// What the watchlist says while it is in the files; another one is always there.
const WATCHLIST: &str = "title = \"CSTO\"\nquery = \"CSTO\"\nalert = \"immediate\"\n";
const OTHER: &str = "title = \"NATO\"\nquery = \"NATO\"\n";

/// A running installation with one feed.
struct Desk {
    /// Whether the files name the watchlist.
    watches: bool,
    files: TestFiles,
    installation: Arc<Installation>,
    composer: Composer,
    feed: FeedId,
}

impl Desk {
    fn new(now: Timestamp) -> Self {
        let files = TestFiles::good();
        files.write("subscribers.toml", SUBSCRIBERS);
        files.write("watchlists/csto.toml", WATCHLIST);
        files.write("watchlists/nato.toml", OTHER);
        let (installation, composer, feed) = Self::start(&files, now);
        Self { watches: true, files, installation, composer, feed }
    }

    fn start(files: &TestFiles, now: Timestamp) -> (Arc<Installation>, Composer, FeedId) {
        let loaded = files.load().expect("the files are right");
        let (settings, subscribers) = (Arc::new(loaded.settings.clone()), loaded.subscribers.clone());
        let composer = Composer::new(settings, subscribers, loaded.watchlists.clone());
        let installation = Installation::open(loaded, Arc::new(move || now)).expect("it opens");
        let feeds = installation.store.read(listed_feeds).expect("it can be read");
        (installation, composer, feeds[0].id)
    }

    fn restart(self, now: Timestamp) -> Self {
        let Self { watches, files, installation, .. } = self;
        drop(installation);
        let (installation, composer, feed) = Self::start(&files, now);
        Self { watches, files, installation, composer, feed }
    }

    /// Takes the file of the watchlist away, or puts it back.
    fn move_watchlist(mut self, now: Timestamp) -> Self {
        self.watches = !self.watches;
        if self.watches {
            self.files.write("watchlists/csto.toml", WATCHLIST);
        } else {
            self.files.remove("watchlists/csto.toml");
        }
        self.restart(now)
    }

    /// One poll as the product makes it, but for the request.
    fn poll(&self, mut answer: PollAnswer, now: Timestamp) {
        let (store, feed) = (&self.installation.store, self.feed);
        let (stored, known) = store
            .read(|connection| {
                let stored = feed_by_id(connection, feed)?.expect("it is listed");
                let known = known_entries(connection, feed, &questions(&stored.state, &mut answer), now)?;
                Ok((stored, known))
            })
            .expect("it can be read");
        let settings = &self.installation.files.settings.fetch;
        let (listed, state) = (&stored.feed, stored.state);
        let mut update = decide(PollQuestion { feed: listed, state, answer, known: &known, now, settings });
        for change in &mut update.changes {
            if self.watches && change.kind.entry().is_some_and(|entry| entry.text.contains("CSTO")) {
                change.matches = vec![a_match()];
            }
        }
        let polled = Polled { feed, update, page_wait: None, now };
        store.write_blocking(move |connection| record_poll(connection, &polled)).expect("it can be written");
    }

    fn tell(&self, now: Timestamp) {
        self.composer.compose_due(&self.installation.store, None, now).expect("it can be composed");
    }
}

fn a_match() -> Match {
    Match {
        watchlist: "csto".to_owned(),
        score: 1.0,
        hits: Vec::new(),
        excerpts: Vec::new(),
        terms: vec!["CSTO".to_owned()],
        notable: Vec::new(),
        note: None,
    }
}

/// What its publisher may do in a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IdHabit {
    /// Each article has an id of its own, as long as it has one.
    OwnIds,
    /// An id may be given to another article, which stands in the place of the first.
    ReplacesUnderOneId,
}

/// One history from its first poll to a last digest.
fn play(seed: u64, habit: IdHabit) -> (Desk, Server) {
    let mut server = Server::new(seed);
    let mut now: Timestamp = "2026-11-23T12:00:00Z".parse().expect("a time");
    let mut desk = Desk::new(now);
    let mut hand = Dice(!seed);
    for _ in 0..STEPS {
        server.edit();
        if habit == IdHabit::ReplacesUnderOneId && hand.one_in(4) {
            server.replace();
        }
        let answer = server.answer();
        // A clock may jump, forth and back.
        let jump = SignedDuration::from_hours(match server.dice.below(20) {
            0 => 400,
            1 => -400,
            _ => 0,
        });
        desk.poll(answer, now + jump);
        if server.dice.one_in(3) {
            desk.tell(now);
        }
        if server.dice.one_in(20) {
            desk = desk.restart(now);
        }
        if hand.one_in(15) {
            desk = desk.move_watchlist(now);
        }
        now += SignedDuration::from_mins(i64::try_from(server.dice.below(90)).expect("it is small") + 5);
    }
    if !desk.watches {
        desk = desk.move_watchlist(now);
    }
    desk.tell(now + SignedDuration::from_hours(24));
    desk.tell(now + SignedDuration::from_hours(48));
    (desk, server)
}

/// What is wrong with what was told, in words; nothing, where all is well.
fn faults(desk: &Desk) -> Vec<String> {
    let store = &desk.installation.store;
    let (lines, matched) = store
        .read(|connection| Ok((told_lines(connection)?, matched_news(connection)?)))
        .expect("it can be read");
    let mut faults = Vec::new();
    for reader in &desk.installation.files.subscribers {
        let mut told: BTreeMap<i64, Vec<ToldAs>> = BTreeMap::new();
        for ToldLine { entry, section, .. } in lines.iter().filter(|line| line.email == reader.email) {
            told.entry(*entry).or_default().push(*section);
        }
        let mut links: BTreeMap<&str, i64> = BTreeMap::new();
        for (entry, link) in &matched {
            let sections = told.get(entry).map(Vec::as_slice).unwrap_or_default();
            let new = sections.iter().filter(|section| **section == ToldAs::New).count();
            if sections.is_empty() {
                faults.push(format!("{}: entry {entry} matched and was never told", reader.email));
            }
            if new > 1 {
                faults.push(format!("{}: entry {entry} was told as {sections:?}", reader.email));
            }
            // One address is one article: it is not told as new under two entries.
            let other = link.as_deref().filter(|_| new > 0).and_then(|link| links.insert(link, *entry));
            if let Some(other) = other {
                faults.push(format!("{}: entries {other} and {entry} are one article", reader.email));
            }
            let departures =
                sections.iter().filter(|told| matches!(told, ToldAs::Withdrawn | ToldAs::Returned));
            let mut was_gone = false;
            for departure in departures {
                if was_gone == (*departure == ToldAs::Withdrawn) {
                    faults.push(format!("{}: entry {entry} went and came as {sections:?}", reader.email));
                }
                was_gone = *departure == ToldAs::Withdrawn;
            }
        }
    }
    faults
}

/// The seeds that the environment asks for, as `0..5000`.
fn asked_histories() -> Option<Range<u64>> {
    let asked = env::var_os("WIREWATCH_HISTORIES")?;
    let (first, end) =
        asked.to_str().and_then(|asked| asked.split_once("..")).expect("WIREWATCH_HISTORIES is FIRST..END");
    let number = |text: &str| text.parse().expect("WIREWATCH_HISTORIES is a range of numbers");
    Some(number(first)..number(end))
}

/// Articles that stood in several answers and became no entry of their own.
fn lost_articles(desk: &Desk, server: &Server) -> Vec<String> {
    let links = desk.installation.store.read(stored_links).expect("it can be read");
    let is_lost = |number: &usize| !links.contains(&format!("a.example/{number}"));
    let shown = server.shown.iter().filter(|(_, answers)| **answers >= 3).map(|(number, _)| number);
    shown.filter(|number| is_lost(number)).map(|number| format!("article {number} is no entry")).collect()
}

fn check(habit: IdHabit) {
    let mut found = Vec::new();
    for seed in asked_histories().unwrap_or(HISTORIES) {
        let (desk, server) = play(seed, habit);
        let faults = faults(&desk).into_iter().chain(lost_articles(&desk, &server));
        found.extend(faults.map(|fault| format!("history {seed}: {fault}")));
    }
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

#[test]
fn whatever_a_server_shows_every_match_is_told_and_none_twice_as_new() {
    check(IdHabit::OwnIds);
}

#[test]
fn what_replaces_an_article_under_its_id_is_told_and_so_is_what_was_there() {
    check(IdHabit::ReplacesUnderOneId);
}
