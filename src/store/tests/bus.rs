//! From the lines of a machine that polls to the store of a desk, which holds the same.

use jiff::Timestamp;

use crate::bulletin::{Bulletin, BulletinNews, decode, encode};
use crate::entry::{ContentHash, Entry, EntryKey};
use crate::event::{ArticleTraits, FingerprintReader};
use crate::feed::{EventKind, Feed, FeedState, HealthEvent, SiteShare};
use crate::settings::KeptEntries;
use crate::store::feeds::{FeedId, listed_feeds};
use crate::store::incoming::{DeskRules, MatchedBulletin, take_bulletin};
use crate::store::listing::list_share;
use crate::store::outgoing::{begin_noting, note_published, poller_name, unpublished};
use crate::store::polled::{Polled, record_poll};
use crate::store::telling_again::tell_again;
use crate::store::telling_lines::outgoing_batch;
use crate::store::told_feeds::ToldFeed;
use crate::update::{ChangeKind, EntryChange, Update};
use crate::watch::found::Match;

use super::super::*;

/// A machine that polls one feed, and what it has published.
struct Machine {
    store: Store,
    feed: FeedId,
    published: Vec<Bulletin>,
    _folder: tempfile::TempDir,
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn opened() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Store::open(&folder.path().join("w.db")).unwrap(), folder)
}

fn entry(guid: &str, text: &str) -> (Entry, ContentHash) {
    let key = EntryKey::derive(Some(guid), None, "", None, "");
    let entry = Entry {
        key,
        link: Some(format!("https://a.example/{guid}")),
        title: format!("Title {guid}"),
        text: text.to_owned(),
        author: None,
        tags: vec!["t".to_owned()],
        lang: None,
        published: None,
        updated: None,
    };
    let hash = ContentHash::of(&entry.title, text);
    (entry, hash)
}

fn key(guid: &str) -> EntryKey {
    entry(guid, "").0.key
}

fn new(guid: &str, text: &str, news: bool) -> ChangeKind {
    let (entry, hash) = entry(guid, text);
    ChangeKind::New { entry, hash, news }
}

fn edited(guid: &str, text: &str) -> ChangeKind {
    let (entry, hash) = entry(guid, text);
    ChangeKind::Edited { was: entry.key.clone(), entry, hash, alert: true }
}

fn relinked(was: &str, guid: &str, text: &str) -> ChangeKind {
    let (entry, hash) = entry(guid, text);
    ChangeKind::Relinked { was: key(was), entry, hash }
}

/// What a text matches: everything that speaks of the CSTO.
fn matches(text: &str) -> Vec<Match> {
    let found = text.contains("CSTO").then(|| Match {
        watchlist: "w".to_owned(),
        score: 1.0,
        hits: Vec::new(),
        excerpts: Vec::new(),
        terms: vec!["CSTO".to_owned()],
        notable: Vec::new(),
        note: None,
    });
    found.into_iter().collect()
}

fn matched(kind: ChangeKind) -> EntryChange {
    let (matches, traits) = match kind.entry() {
        Some(entry) => {
            let matches = matches(&entry.text);
            let traits = (!matches.is_empty()).then(|| traits(entry, &matches));
            (matches, traits)
        }
        None => (Vec::new(), None),
    };
    EntryChange { kind, matches, traits }
}

fn traits(entry: &Entry, matches: &[Match]) -> ArticleTraits {
    ArticleTraits::of(&mut FingerprintReader::default(), (&entry.title, &entry.text), matches, "")
}

impl Machine {
    fn polling(part: u32) -> Self {
        let (store, folder) = opened();
        let feed = Feed { url: "https://a.example/rss".to_owned(), ..Feed::default() };
        let feed = store
            .write_blocking(move |connection| {
                list_share(connection, std::slice::from_ref(&feed), SiteShare { part: 1, of: 1 }, at(0))?;
                begin_noting(connection, SiteShare { part, of: 9 })?;
                Ok(listed_feeds(connection)?[0].id)
            })
            .unwrap();
        Self { store, feed, published: Vec::new(), _folder: folder }
    }

    fn poll(&mut self, second: i64, changes: Vec<ChangeKind>) {
        let state = FeedState {
            last_ok: Some(at(second)),
            last_polled: Some(at(second)),
            next_due: Some(at(second + 900)),
            title: Some("A".to_owned()),
            ..FeedState::default()
        };
        self.poll_as(second, state, changes);
    }

    fn poll_as(&mut self, second: i64, state: FeedState, changes: Vec<ChangeKind>) {
        let changes = changes.into_iter().map(matched).collect();
        let events = vec![HealthEvent { kind: EventKind::Gap, message: format!("at {second}"), tell: false }];
        let polled = Polled {
            feed: self.feed,
            update: Update { state, changes, events },
            page_wait: None,
            now: at(second),
        };
        self.store.write_blocking(move |connection| record_poll(connection, &polled)).unwrap();
    }

    /// Publishes all that waits, a batch at a time, and answers the batches.
    fn publish(&mut self) -> Vec<Vec<Bulletin>> {
        let mut batches = Vec::new();
        loop {
            let name = self.store.read(poller_name).unwrap().expect("it notes");
            let batch =
                self.store.read(|connection| outgoing_batch(connection, &name, 100, 1_000_000)).unwrap();
            if batch.bulletins.is_empty() {
                return batches;
            }
            let lines: Vec<i64> = batch.bulletins.iter().flat_map(|one| one.lines.clone()).collect();
            let told: Vec<ToldFeed> = batch.bulletins.iter().filter_map(|one| one.told).collect();
            self.store.write_blocking(move |connection| note_published(connection, &lines, &told)).unwrap();
            let bulletins: Vec<Bulletin> = batch.bulletins.into_iter().map(|one| one.bulletin).collect();
            self.published.extend(bulletins.clone());
            batches.push(bulletins);
        }
    }
}

fn take(store: &Store, kept: KeptEntries, bulletins: &[Bulletin]) {
    for bulletin in bulletins {
        let bulletin = decode(&encode(bulletin).unwrap()).expect("it was just written");
        let (matches, traits) = match &bulletin.news {
            BulletinNews::Revision { entry: told, revision, .. } => {
                let matches = matches(&revision.text);
                let traits = (!matches.is_empty()).then(|| traits(&told.with(revision), &matches));
                (matches, traits)
            }
            _ => (Vec::new(), None),
        };
        let rules = DeskRules { kept, news_since: None };
        let taken = MatchedBulletin { bulletin, matches, traits };
        store.write_blocking(move |connection| take_bulletin(connection, rules, &taken)).unwrap();
    }
}

/// What readers can be told of, a line each.
fn told(store: &Store) -> Vec<String> {
    let all = |query: &str| {
        store
            .read(|connection| {
                let mut statement = connection.prepare(query)?;
                let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
                Ok(rows.collect::<Result<Vec<_>, _>>()?)
            })
            .unwrap()
    };
    [
        "SELECT 'entry ' || key || ' ' || link || ' ' || hex(content_hash) || ' ' || first_seen || ' ' || news || ' '
             || IFNULL(withdrawn, 0) || ' ' || IFNULL(restored, 0) || ' ' || tags FROM entry ORDER BY key",
        "SELECT 'revision ' || key || ' ' || number || ' ' || seen || ' ' || title || ' ' || text || ' ' || quiet || origin
         FROM revision JOIN entry ON entry.id = entry_id ORDER BY key, number",
        "SELECT 'match ' || key || ' ' || watchlist || ' ' || found || ' ' || revision
         FROM matched_revision JOIN matched ON matched.id = matched_id JOIN entry ON entry.id = entry_id
         ORDER BY key, revision",
        "SELECT 'story ' || key || ' ' || seen FROM story_entry JOIN entry ON entry.id = entry_id ORDER BY key",
        "SELECT 'event ' || kind || ' ' || message || ' ' || at FROM health_event ORDER BY at, message",
        "SELECT 'feed ' || url || ' ' || listed || ' ' || json_extract(state, '$.last_ok') FROM feed ORDER BY url",
    ]
    .iter()
    .flat_map(|query| all(query))
    .collect()
}

/// A history with everything that can happen to entries.
fn history(machine: &mut Machine) {
    machine.poll(
        1,
        vec![new("old", "The CSTO of old", false), new("a", "The CSTO met", true), new("b", "Rain", true)],
    );
    machine.poll(
        2,
        vec![edited("a", "The CSTO met again"), edited("b", "Rain on the CSTO"), new("c", "CSTO", true)],
    );
    machine.poll(3, vec![ChangeKind::Withdrawn { key: key("a") }, relinked("c", "c2", "CSTO")]);
    machine.poll(4, vec![ChangeKind::Restored { key: key("a") }, edited("b", "Rain")]);
    machine.poll(5, vec![ChangeKind::Withdrawn { key: key("c2") }, edited("a", "The organisation met")]);
    let displaced = ChangeKind::Displaced { was: key("b"), key: key("former") };
    machine.poll(6, vec![displaced, new("b", "Snow on the CSTO", true)]);
}

#[test]
fn a_desk_holds_what_the_machine_holds_that_polls() {
    let (mut machine, (desk, _folder)) = (Machine::polling(1), opened());
    history(&mut machine);
    for batch in machine.publish() {
        take(&desk, KeptEntries::All, &batch);
    }
    assert_eq!(told(&desk), told(&machine.store));
    assert_eq!(machine.store.read(unpublished).unwrap().lines, 0);
}

fn entry_of(bulletin: &Bulletin) -> Option<i64> {
    match &bulletin.news {
        BulletinNews::Revision { entry, .. }
        | BulletinNews::Awaited { entry, .. }
        | BulletinNews::Labels { entry }
        | BulletinNews::Withdrawn { entry }
        | BulletinNews::Restored { entry } => Some(entry.id),
        BulletinNews::Feed { .. } | BulletinNews::Read { .. } | BulletinNews::Event { .. } => None,
    }
}

#[test]
fn no_batch_has_two_lines_of_one_entry() {
    let mut machine = Machine::polling(1);
    history(&mut machine);
    let batches = machine.publish();
    for batch in &batches {
        let mut entries: Vec<i64> = batch.iter().filter_map(entry_of).collect();
        let all = entries.len();
        entries.sort_unstable();
        entries.dedup();
        assert_eq!(entries.len(), all);
    }
    assert!(batches.len() > 2, "{}", batches.len());
}

#[test]
fn what_comes_twice_or_late_changes_nothing() {
    let (mut machine, (desk, _folder)) = (Machine::polling(1), opened());
    history(&mut machine);
    let batches = machine.publish();
    for (at, batch) in batches.iter().enumerate() {
        // Within a batch any order, since each line may be the one that is sent again.
        let reversed: Vec<Bulletin> = batch.iter().rev().cloned().collect();
        take(&desk, KeptEntries::All, &reversed);
        for earlier in &batches[..=at] {
            take(&desk, KeptEntries::All, earlier);
        }
    }
    assert_eq!(told(&desk), told(&machine.store));
}

#[test]
fn a_desk_that_keeps_matches_tells_the_same_of_them() {
    let (mut machine, (desk, _folder)) = (Machine::polling(1), opened());
    history(&mut machine);
    machine.poll(6, vec![new("never", "Nothing of interest", true)]);
    for batch in machine.publish() {
        take(&desk, KeptEntries::Matched, &batch);
    }
    let whole = told(&machine.store);
    let kept: Vec<String> = whole.into_iter().filter(|line| !line.contains("never")).collect();
    assert_eq!(told(&desk), kept);
}

#[test]
fn another_machine_that_takes_a_feed_over_makes_nothing_news_again() {
    let (mut first, mut second) = (Machine::polling(1), Machine::polling(2));
    let (desk, _folder) = opened();
    history(&mut first);
    for batch in first.publish() {
        take(&desk, KeptEntries::All, &batch);
    }
    let before: Vec<String> = told(&desk).into_iter().filter(|line| line.starts_with("match")).collect();
    // Its first look: what the feed lists by now, young enough to be news.
    second.poll(
        100,
        vec![
            new("a", "The organisation met", true),
            new("b", "Rain", true),
            new("d", "The CSTO is back", true),
        ],
    );
    for batch in second.publish() {
        take(&desk, KeptEntries::All, &batch);
    }
    let after: Vec<String> = told(&desk).into_iter().filter(|line| line.starts_with("match")).collect();
    let added: Vec<&String> = after.iter().filter(|line| !before.contains(line)).collect();
    assert!(matches!(&added[..], [one] if one.contains('d')), "{added:?}");
    assert!(
        told(&desk)
            .iter()
            .filter(|line| line.starts_with("revision"))
            .all(|line| !line.contains(" 0feed 100"))
    );
    // And what it brings from then on is told.
    second.poll(101, vec![edited("a", "The CSTO met a third time"), ChangeKind::Withdrawn { key: key("d") }]);
    for batch in second.publish() {
        take(&desk, KeptEntries::All, &batch);
    }
    let lines = told(&desk);
    let has = |words: &str| lines.iter().any(|line| line.contains(words));
    assert!(has("The CSTO met a third time 0feed"), "{lines:#?}");
    let gone =
        lines.iter().find(|line| line.starts_with("entry") && line.contains("/d ")).expect("it was taken");
    assert!(gone.contains(&millis(at(101)).to_string()), "{gone}");
}

/// How feeds are told of in these batches: whole, or that they were read.
fn tellings(batches: &[Vec<Bulletin>]) -> Vec<&'static str> {
    let word = |bulletin: &Bulletin| match &bulletin.news {
        BulletinNews::Feed { .. } => Some("whole"),
        BulletinNews::Read { .. } => Some("read"),
        _ => None,
    };
    batches.iter().flatten().filter_map(word).collect()
}

#[test]
fn a_feed_that_is_as_it_was_is_told_in_a_few_bytes() {
    let (mut machine, (desk, _folder)) = (Machine::polling(1), opened());
    let failed = FeedState {
        last_ok: Some(at(1_800)),
        last_polled: Some(at(2_700)),
        failures: 1,
        ..FeedState::default()
    };
    let day = 24 * 3_600;
    for (second, state, wanted) in [
        (900, None, "whole"),
        (1_800, None, "read"),
        (2_700, Some(failed), "whole"),
        (3_600, None, "whole"),
        (4_500, None, "read"),
        // Once a day for those who came to know it since.
        (3_600 + day, None, "whole"),
    ] {
        match state {
            Some(state) => machine.poll_as(second, state, Vec::new()),
            None => machine.poll(second, Vec::new()),
        }
        let batches = machine.publish();
        assert_eq!(tellings(&batches), [wanted], "at {second}");
        for batch in &batches {
            take(&desk, KeptEntries::All, batch);
        }
        assert_eq!(told(&desk), told(&machine.store), "at {second}");
    }
    let due = |store: &Store| store.read(listed_feeds).unwrap()[0].state.next_due;
    assert_eq!(due(&desk), due(&machine.store));
    // A desk that has not heard of it waits for that.
    machine.poll(4_000 + day, Vec::new());
    let (other, _folder) = opened();
    for batch in machine.publish() {
        take(&other, KeptEntries::All, &batch);
    }
    assert!(other.read(listed_feeds).unwrap().iter().all(|feed| feed.state.last_ok.is_none()));
    // Under another name everything is told anew.
    let renamed = |connection: &Connection| begin_noting(connection, SiteShare { part: 2, of: 9 });
    machine.store.write_blocking(renamed).unwrap();
    machine.poll(4_100 + day, Vec::new());
    assert_eq!(tellings(&machine.publish()), ["whole"]);
}

#[test]
fn what_a_lost_stream_held_is_told_again_and_nothing_twice() {
    let texts = |store: &Store| -> Vec<String> {
        // When a match was found is the desk's own.
        let lines =
            told(store).into_iter().filter(|line| line.starts_with("rev") || line.starts_with("match"));
        lines
            .map(|line| match line.strip_prefix("match ") {
                Some(rest) => {
                    rest.split(' ').enumerate().filter(|(at, _)| *at != 2).map(|(_, word)| word).collect()
                }
                None => line,
            })
            .collect()
    };
    let withdrawn = |store: &Store| {
        let all = "SELECT COUNT(*) FROM entry WHERE withdrawn IS NOT NULL";
        store.read(|connection| Ok(connection.query_row(all, [], |row| row.get::<_, i64>(0))?)).unwrap()
    };
    for taken in 0..4 {
        let (mut machine, (desk, _folder)) = (Machine::polling(1), opened());
        history(&mut machine);
        for batch in machine.publish().iter().take(taken) {
            take(&desk, KeptEntries::All, batch);
        }
        machine.store.write_blocking(|connection| tell_again(connection, at(0), at(50))).unwrap();
        let batches = machine.publish();
        for batch in batches.iter().chain(&batches) {
            take(&desk, KeptEntries::All, batch);
        }
        assert_eq!(texts(&desk), texts(&machine.store), "{taken} batches were taken");
        assert_eq!(withdrawn(&desk), withdrawn(&machine.store), "{taken} batches were taken");
    }
    // A machine that does it all publishes nothing.
    let (alone, _folder) = opened();
    alone.write_blocking(|connection| tell_again(connection, at(0), at(50))).unwrap();
    assert_eq!(alone.read(unpublished).unwrap().lines, 0);
}
