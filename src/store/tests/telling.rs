//! From a recorded poll to what a reader has not been told yet.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::digest::input::Disappearance;
use crate::entry::{ContentHash, Entry, EntryKey};
use crate::event::{ArticleTraits, FingerprintReader};
use crate::feed::{Feed, FeedState};
use crate::store::cursors::{CursorStep, ReaderCursor, ReaderPart, latest_cursor};
use crate::store::delivery::{DeliveryWay, NewDelivery, Verdict};
use crate::store::digests::{
    DigestCause, DigestContent, NewDigest, ToldAs, earlier_message_ids, write_delivery, write_digest,
};
use crate::store::entries::known_entries;
use crate::store::feeds::{FeedId, listed_feeds};
use crate::store::listing::list_feeds;
use crate::store::outbox::{doubt_interrupted, due_mails, mark_sending, next_mail_due, settle};
use crate::store::polled::{Polled, Tally, record_poll};
use crate::store::readers::Listing;
use crate::store::refusals::{returned, suppress_if_returned};
use crate::store::renamed_watchlists::{WatchlistSigns, sync_watchlists};
use crate::store::stirred::{ReaderStanding, had_before, stirred};
use crate::store::subscribers::{subscriber, subscriptions, sync_subscribers};
use crate::store::taken_away::TakenAway;
use crate::store::untold::{Untold, untold};
use crate::update::{ChangeKind, EntryChange, Questions, Update};
use crate::watch::found::Match;

use super::super::*;

const READER: &str = "analyst@example.org";

/// A store with one feed and one reader of the watchlist `w`.
struct World {
    store: Store,
    feed: FeedId,
    folder: tempfile::TempDir,
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn entry(guid: &str, text: &str) -> (Entry, ContentHash) {
    let key = EntryKey::derive(Some(guid), None, "", None, "");
    let entry = Entry {
        key,
        link: Some(format!("https://a.example/{guid}")),
        title: format!("Title {guid}"),
        text: text.to_owned(),
        author: None,
        tags: Vec::new(),
        lang: None,
        published: None,
        updated: None,
    };
    let hash = ContentHash::of(&entry.title, text);
    (entry, hash)
}

fn a_match() -> Match {
    Match {
        watchlist: "w".to_owned(),
        score: 1.0,
        hits: Vec::new(),
        excerpts: Vec::new(),
        terms: vec!["CSTO".to_owned()],
        notable: Vec::new(),
        note: None,
    }
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("w.db")).unwrap();
        let feed = Feed { url: "https://a.example/rss".to_owned(), ..Feed::default() };
        let feed = store
            .write_blocking(move |connection| {
                list_feeds(connection, std::slice::from_ref(&feed))?;
                sync_subscribers(connection, &[listing()], at(0))?;
                Ok(listed_feeds(connection)?[0].id)
            })
            .unwrap();
        Self { store, feed, folder }
    }

    fn polled(&self, second: i64, changes: Vec<(EntryChange, Vec<Match>)>) -> Polled {
        let matched = |(change, matches): (EntryChange, Vec<Match>)| {
            let traits = traits_of(&change);
            EntryChange { matches, traits, ..change }
        };
        let changes = changes.into_iter().map(matched).collect();
        let update = Update { state: FeedState::default(), changes, events: Vec::new() };
        Polled { feed: self.feed, update, page_wait: None, now: at(second) }
    }

    fn poll(&self, second: i64, changes: Vec<(EntryChange, Vec<Match>)>) -> Tally {
        let polled = self.polled(second, changes);
        self.store.write_blocking(move |connection| record_poll(connection, &polled)).unwrap()
    }

    fn untold(&self) -> Untold {
        self.store
            .read(|connection| {
                let reader = subscriber(connection, READER)?.expect("it is listed");
                let ReaderCursor { match_cursor, revision_cursor, .. } = reader.cursor;
                let since = subscriptions(connection, reader.id)?;
                let standing =
                    ReaderStanding { match_cursor, revision_cursor, since, unmissed: BTreeMap::new() };
                let stirred = stirred(connection, &standing)?;
                let had = had_before(connection, &stirred, reader.id)?;
                untold(connection, &standing, &stirred, &had)
            })
            .unwrap()
    }

    /// Tells everything and closes the window.
    fn tell(&self, second: i64) -> bool {
        let untold = self.untold();
        let new = untold.found.iter().map(|found| (found.article.entry, 1, ToldAs::New));
        let changed = untold
            .edits
            .iter()
            .map(|edit| (edit.article.entry, 1 + i64::from(edit.before.revisions), ToldAs::Changed));
        let gone = untold.withdrawn.iter().map(|gone| (gone.article.entry, 1, told_as(gone.how)));
        let entries: Vec<_> = new.chain(changed).chain(gone).collect();
        self.store
            .write_blocking(move |connection| {
                let reader = subscriber(connection, READER)?.expect("it is listed");
                let digest = NewDigest {
                    cause: DigestCause::Digest,
                    window: (reader.cursor.window_end, at(second)),
                    subject: "s".to_owned(),
                    stories: 1,
                    content: DigestContent::Page("page".to_owned()),
                    entries: entries.clone(),
                };
                let delivery = NewDelivery {
                    subscriber: Some(reader.id),
                    way: DeliveryWay::Mail,
                    key: format!("{READER} {second}"),
                    token: Some(format!("token{second}")),
                    message_id: format!("<{second}@example.org>"),
                    sender: "w@example.org".to_owned(),
                    address: READER.to_owned(),
                    reader: None,
                    payload: None,
                };
                let to = latest_cursor(connection, at(second))?;
                let step = CursorStep { subscriber: reader.id, part: whole(), from: reader.cursor, to };
                let id = write_digest(connection, &digest, at(second))?;
                Ok(write_delivery(connection, id, &delivery, Some(&step), at(second))?.is_some())
            })
            .unwrap()
    }
}

fn told_as(how: Disappearance) -> ToldAs {
    match how {
        Disappearance::Unlisted | Disappearance::CameAndWent => ToldAs::Withdrawn,
        Disappearance::Returned => ToldAs::Returned,
    }
}

fn listing() -> Listing {
    Listing { email: READER.to_owned(), watchlists: vec!["w".to_owned()], further: Vec::new() }
}

fn whole() -> ReaderPart {
    ReaderPart { is_further: false, watchlists: vec!["w".to_owned()] }
}

fn traits_of(change: &EntryChange) -> Option<ArticleTraits> {
    match &change.kind {
        ChangeKind::New { entry, .. } => Some(ArticleTraits::of(
            &mut FingerprintReader::default(),
            (&entry.title, &entry.text),
            &change.matches,
            "",
        )),
        _ => None,
    }
}

fn new(guid: &str, text: &str, news: bool) -> EntryChange {
    let (entry, hash) = entry(guid, text);
    ChangeKind::New { entry, hash, news }.into()
}

fn edited(guid: &str, text: &str, alert: bool) -> EntryChange {
    let (entry, hash) = entry(guid, text);
    ChangeKind::Edited { was: entry.key.clone(), entry, hash, alert }.into()
}

#[test]
fn news_is_told_once_and_a_baseline_never() {
    let world = World::new();
    world.poll(
        1,
        vec![
            (new("news", "CSTO", true), vec![a_match()]),
            (new("old", "CSTO", false), vec![a_match()]),
            (new("noise", "grain", true), vec![]),
        ],
    );
    let untold = world.untold();
    assert_eq!(untold.found.len(), 1);
    assert_eq!(untold.found[0].article.title, "Title news");
    assert_eq!(untold.found[0].article.source, "a.example");
    assert!(world.tell(2));
    assert!(world.untold().found.is_empty());
    assert!(!world.tell(2), "a second digest for one window");
}

#[test]
fn an_edit_is_told_with_what_the_reader_saw_before() {
    let world = World::new();
    world.poll(1, vec![(new("a", "one", true), vec![a_match()])]);
    world.tell(2);
    world.poll(3, vec![(edited("a", "two", true), vec![a_match()])]);
    world.poll(4, vec![(edited("a", "three", true), vec![])]);
    let untold = world.untold();
    assert!(untold.found.is_empty());
    let [edit] = untold.edits.as_slice() else { panic!("{untold:?}") };
    assert_eq!((edit.before.text.as_str(), edit.text.as_str(), edit.before.revisions), ("one", "three", 2));
    assert_eq!((edit.before.matches.len(), edit.matches.len()), (1, 0));
    world.tell(5);
    assert!(world.untold().edits.is_empty());
}

#[test]
fn copies_of_one_text_are_one_story() {
    let world = World::new();
    let text: String = (0..120).map(|number| format!("word{number} ")).collect();
    let other: String = (200..320).map(|number| format!("word{number} ")).collect();
    world.poll(
        1,
        vec![
            (new("a", &text, true), vec![a_match()]),
            (new("b", &text, true), vec![a_match()]),
            (new("c", &other, true), vec![a_match()]),
        ],
    );
    let stories: Vec<_> = world.untold().found.iter().map(|found| found.story).collect();
    assert!(stories[0].is_some() && stories[0] == stories[1] && stories[0] != stories[2], "{stories:?}");
    world.tell(2);
    world.poll(3, vec![(new("d", &text, true), vec![a_match()])]);
    assert_eq!(world.untold().found[0].story_sent, Some(at(2)));
}

#[test]
fn a_story_goes_on_after_a_restart_and_is_not_joined_by_what_was_undone() {
    let world = World::new();
    let text: String = (0..120).map(|number| format!("word{number} ")).collect();
    let other: String = (200..320).map(|number| format!("word{number} ")).collect();
    world.poll(1, vec![(new("a", &text, true), vec![a_match()])]);
    let World { store, feed, folder } = world;
    drop(store);
    let store = Store::open(&folder.path().join("w.db")).unwrap();
    let world = World { store, feed, folder };
    let undone = world.polled(2, vec![(new("b", &other, true), vec![a_match()])]);
    let failed: Result<(), _> = world.store.write_blocking(move |connection| {
        record_poll(connection, &undone)?;
        Err(StoreError::Closed)
    });
    assert!(failed.is_err());
    world.poll(3, vec![(new("b", &other, true), vec![a_match()]), (new("c", &text, true), vec![a_match()])]);
    let stories: Vec<_> = world.untold().found.iter().map(|found| found.story).collect();
    assert!(stories[0] == stories[2] && stories[0] != stories[1] && stories[1].is_some(), "{stories:?}");
}

#[test]
fn what_nobody_is_told_of_begins_no_story() {
    let world = World::new();
    let text: String = (0..120).map(|number| format!("word{number} ")).collect();
    world.poll(1, vec![(new("a", &text, false), vec![a_match()])]);
    world.poll(2, vec![(new("b", &text, true), vec![a_match()]), (new("c", &text, true), vec![a_match()])]);
    let untold = world.untold();
    let stories: Vec<_> = untold.found.iter().map(|found| found.story).collect();
    assert!(stories.len() == 2 && stories[0].is_some() && stories[0] == stories[1], "{stories:?}");
    let stories =
        world.store.read(|c| Ok(c.query_row("SELECT COUNT(*) FROM story_entry", [], |row| row.get(0))?));
    assert_eq!(stories.map(|count: i64| count).unwrap(), 2);
}

#[test]
fn one_happening_in_two_languages_is_one_event_and_without_events_nothing_is_lost() {
    let world = World::new();
    let texts = [
        "Mayor Ivan Petrosyan said 1,870 people fled Larnak as the Hotel Rixos burned.",
        "По словам мэра Ивана Петросяна, из Ларнака бежали 1870 человек, горит отель «Риксос».",
        "Мэр Ричард Воробьёв открыл в Кёльне 42 участка, сообщает Дойче Велле.",
    ];
    world.poll(1, vec![(new("a", texts[0], true), vec![a_match()])]);
    world.poll(
        2,
        vec![(new("b", texts[1], true), vec![a_match()]), (new("c", texts[2], true), vec![a_match()])],
    );
    let events = |world: &World| -> Vec<Option<i64>> {
        world.untold().found.iter().map(|found| found.event).collect()
    };
    let found = events(&world);
    assert!(
        found[0].is_some() && found[0] == found[1] && found[2].is_some() && found[2] != found[0],
        "{found:?}"
    );
    world.store.write_blocking(|c| Ok(c.execute("DELETE FROM event_entry", [])?)).unwrap();
    assert_eq!(events(&world), [None, None, None]);
}

#[test]
fn a_quiet_edit_is_not_told() {
    let world = World::new();
    world.poll(1, vec![(new("a", "one", true), vec![a_match()])]);
    world.tell(2);
    world.poll(3, vec![(edited("a", "two", false), vec![a_match()])]);
    assert!(world.untold().edits.is_empty());
}

#[test]
fn an_edit_before_the_first_digest_comes_with_the_news() {
    let world = World::new();
    world.poll(1, vec![(new("a", "one", true), vec![a_match()])]);
    world.poll(2, vec![(edited("a", "two", true), vec![a_match()])]);
    let untold = world.untold();
    assert_eq!(untold.found[0].text, "two");
    assert_eq!(untold.found[0].first.as_ref().map(|first| first.text.as_str()), Some("one"));
    world.poll(3, vec![(edited("a", "three", true), vec![])]);
    let untold = world.untold();
    assert_eq!(
        (untold.found.len(), untold.edits.len()),
        (0, 1),
        "the name was taken away before anybody was told"
    );
}

#[test]
fn an_edit_that_brings_the_name_is_news() {
    let world = World::new();
    world.poll(1, vec![(new("a", "one", true), vec![])]);
    world.tell(2);
    world.poll(3, vec![(edited("a", "two CSTO", true), vec![a_match()])]);
    assert_eq!(world.untold().found.len(), 1);
}

#[test]
fn what_is_taken_back_is_told_to_whom_it_was_told() {
    let world = World::new();
    world.poll(1, vec![(new("a", "one", true), vec![a_match()]), (new("b", "x", true), vec![a_match()])]);
    world.tell(2);
    let key = entry("a", "").0.key;
    let tally = world.poll(3, vec![(ChangeKind::Withdrawn { key }.into(), vec![])]);
    assert_eq!(tally, Tally { withdrawn: 1, ..Tally::default() });
    assert_eq!(world.untold().withdrawn.len(), 1);
    world.tell(4);
    assert!(world.untold().withdrawn.is_empty());
}

#[test]
fn what_was_told_as_gone_is_told_when_it_is_there_again() {
    let world = World::new();
    world.poll(1, vec![(new("a", "one", true), vec![a_match()])]);
    world.tell(2);
    let key = || entry("a", "").0.key;
    for round in [10, 20] {
        world.poll(round, vec![(ChangeKind::Withdrawn { key: key() }.into(), vec![])]);
        assert_eq!(world.untold().withdrawn[0].how, Disappearance::Unlisted);
        world.tell(round + 1);
        world.poll(round + 2, vec![(ChangeKind::Restored { key: key() }.into(), vec![])]);
        let untold = world.untold();
        assert_eq!((untold.found.len(), untold.withdrawn[0].how), (0, Disappearance::Returned));
        assert_eq!(untold.withdrawn[0].matches.len(), 1);
        world.tell(round + 3);
        assert!(world.untold().withdrawn.is_empty());
    }
    // Gone and there again between two digests is nothing that anybody has to hear.
    world.poll(30, vec![(ChangeKind::Withdrawn { key: key() }.into(), vec![])]);
    world.poll(31, vec![(ChangeKind::Restored { key: key() }.into(), vec![])]);
    assert!(world.untold().withdrawn.is_empty() && world.untold().found.is_empty());
}

#[test]
fn what_was_told_as_news_is_never_news_again() {
    let world = World::new();
    world.poll(1, vec![(new("a", "one", true), vec![a_match()])]);
    world.tell(2);
    world.poll(3, vec![(edited("a", "garbled", true), vec![])]);
    world.tell(4);
    world.poll(5, vec![(edited("a", "one once more", true), vec![a_match()])]);
    let untold = world.untold();
    assert_eq!((untold.found.len(), untold.edits.len()), (0, 1));
    assert!(untold.edits[0].is_told);
}

#[test]
fn what_came_and_went_between_two_digests_is_told() {
    let world = World::new();
    world.poll(1, vec![(new("a", "one", true), vec![a_match()]), (new("b", "x", true), vec![a_match()])]);
    let key = entry("a", "").0.key;
    world.poll(2, vec![(ChangeKind::Withdrawn { key }.into(), vec![])]);
    let untold = world.untold();
    assert_eq!((untold.found.len(), untold.withdrawn.len()), (1, 1));
    assert_eq!(untold.withdrawn[0].matches.len(), 1);
    world.tell(3);
    assert!(world.untold().withdrawn.is_empty());
}

/// Takes the reader's watchlists out and in again: `away` seconds lie between.
fn flicker(away: i64, mut take: impl FnMut(&World, i64, bool)) -> usize {
    let world = World::new();
    world.poll(1, vec![(new("a", "one", true), vec![a_match()])]);
    take(&world, 2, false);
    world.poll(3, vec![(new("b", "two", true), vec![a_match()])]);
    take(&world, 2 + away, true);
    world.untold().found.len()
}

#[test]
fn who_is_away_for_a_while_goes_on_where_they_stood() {
    let sync = |world: &World, listings: Vec<Listing>, second: i64| {
        world.store.write_blocking(move |c| sync_subscribers(c, &listings, at(second))).unwrap()
    };
    let watchlist = |world: &World, second, there: bool| {
        let watchlists = if there { vec!["w".to_owned()] } else { Vec::new() };
        sync(world, vec![Listing { email: READER.to_owned(), watchlists, further: Vec::new() }], second);
    };
    let reader = |world: &World, second, there: bool| {
        sync(world, if there { vec![listing()] } else { Vec::new() }, second);
    };
    let month = 31 * 24 * 3600;
    assert_eq!((flicker(6, watchlist), flicker(6, reader)), (2, 2));
    assert_eq!((flicker(month, watchlist), flicker(month, reader)), (0, 0), "after a month they are new");

    let world = World::new();
    world.poll(1, vec![(new("a", "one", true), vec![a_match()])]);
    let gone = sync(&world, Vec::new(), 2);
    assert_eq!((gone.readers[0].email.as_str(), gone.readers[0].waiting, gone.listed), (READER, 1, 1));
    assert_eq!(gone.readers[0].unsent, 0);
    let composed = World::new();
    composed.poll(1, vec![(new("a", "one", true), vec![a_match()])]);
    composed.tell(2);
    let without = sync(&composed, Vec::new(), 3).readers;
    assert_eq!((without[0].waiting, without[0].unsent), (0, 1), "a mail that is composed waits too");
    for (spelling, waits) in [
        ("Analyst@example.org", 1),
        ("analyst.a@example.org", 1),
        ("analyst.a@example.com", 1),
        ("boss@example.org", 0),
    ] {
        let gone = sync(&world, vec![Listing { email: spelling.to_owned(), ..listing() }], 3);
        assert_eq!(gone.readers.len(), usize::from(waits == 0), "{spelling}");
        let found = world.store.read(|c| {
            let reader = subscriber(c, spelling)?.expect("it is listed");
            let ReaderCursor { match_cursor, revision_cursor, .. } = reader.cursor;
            let since = subscriptions(c, reader.id)?;
            let standing = ReaderStanding { match_cursor, revision_cursor, since, unmissed: BTreeMap::new() };
            Ok(untold(c, &standing, &stirred(c, &standing)?, "[]")?.found.len())
        });
        assert_eq!(found.unwrap(), waits, "{spelling}");
    }
}

#[test]
fn a_watchlist_under_another_name_goes_on_where_it_stood() {
    let world = World::new();
    let name = |world: &World, id: &str, title: &str, second: i64| {
        let signs = WatchlistSigns { title: title.to_owned(), query: "pact".to_owned() };
        let running = BTreeMap::from([(id.to_owned(), signs)]);
        let listings =
            [Listing { email: READER.to_owned(), watchlists: vec![id.to_owned()], further: Vec::new() }];
        let list = move |connection: &Connection| {
            sync_watchlists(connection, &running, at(second))?;
            sync_subscribers(connection, &listings, at(second))
        };
        world.store.write_blocking(list).unwrap()
    };
    name(&world, "w", "Pacts", 1);
    world.poll(2, vec![(new("a", "one", true), vec![a_match()])]);
    assert_eq!(name(&world, "renamed", "Pacts", 3).watchlists, []);
    let found = world.untold().found;
    assert_eq!(found[0].matches[0].watchlist, "renamed");
    let gone = name(&world, "renamed", "Pacts", 4);
    assert_eq!(gone, TakenAway { listed: 1, ..TakenAway::default() });
    // Another name and another title at once.
    assert_eq!(name(&world, "third", "All pacts", 5).watchlists, []);
    assert_eq!(world.untold().found[0].matches[0].watchlist, "third");
}

#[test]
fn a_watchlist_that_takes_a_name_it_once_had_tells_what_both_have_found() {
    let world = World::new();
    let list = |query: &str, id: &str, second: i64| {
        let signs = WatchlistSigns { title: format!("{id} {second}"), query: query.to_owned() };
        let running = BTreeMap::from([(id.to_owned(), signs)]);
        let listing =
            Listing { email: READER.to_owned(), watchlists: vec![id.to_owned()], further: Vec::new() };
        let list = move |connection: &Connection| {
            sync_watchlists(connection, &running, at(second))?;
            sync_subscribers(connection, std::slice::from_ref(&listing), at(second)).map(drop)
        };
        world.store.write_blocking(list).unwrap();
    };
    let found_by = |watchlist: &str| vec![Match { watchlist: watchlist.to_owned(), ..a_match() }];
    list("pact", "w", 1);
    world.poll(2, vec![(new("a", "one", true), found_by("w"))]);
    // Its file is replaced by another one, and then takes that one's name.
    list("port", "v", 3);
    world.poll(4, vec![(new("b", "two", true), found_by("v"))]);
    list("port", "w", 5);
    let untold: Vec<String> = world.untold().found.into_iter().map(|found| found.article.title).collect();
    assert_eq!(untold, ["Title a", "Title b"]);
}

#[test]
fn what_is_known_answers_by_key_link_and_title() {
    let world = World::new();
    world.poll(1, vec![(new("a", "one", true), vec![]), (new("b", "two", true), vec![])]);
    world.poll(2, vec![(edited("a", "changed", true), vec![])]);
    let (asked, hash) = entry("a", "changed");
    let ask =
        |questions: Questions| world.store.read(|c| known_entries(c, world.feed, &questions, at(3))).unwrap();
    let by_key = ask(Questions { keys: BTreeSet::from([asked.key.clone()]), ..Questions::default() });
    assert_eq!(by_key.len(), 1);
    assert_eq!((by_key[0].hash, by_key[0].past.len()), (hash, 1));
    let by_link =
        ask(Questions { links: BTreeSet::from(["a.example/b".to_owned()]), ..Questions::default() });
    assert_eq!(by_link[0].key, entry("b", "").0.key);
    let title = crate::entry::title_hash("Title b");
    let by_title = ask(Questions { titles: BTreeSet::from([title]), ..Questions::default() });
    assert_eq!((by_title.len(), &by_title[0].key), (1, &by_link[0].key));
}

#[test]
fn a_mail_waits_is_sent_and_an_interrupted_one_is_in_doubt() {
    let world = World::new();
    world.poll(1, vec![(new("a", "one", true), vec![a_match()])]);
    world.tell(2);
    let due = |second| world.store.read(|c| due_mails(c, at(second), 10)).unwrap();
    let mail = due(2).remove(0);
    assert_eq!((mail.payload, mail.attempts), (None, 0));
    let id = mail.id;
    assert!(world.store.write_blocking(move |c| mark_sending(c, id, b"mail", at(3))).unwrap());
    assert!(due(9_999).is_empty(), "it is being sent");
    let next = world.store.read(next_mail_due).unwrap();
    assert_eq!(next, Some(at(3)), "whoever does not send it looks what became of it");
    world.store.write_blocking(doubt_interrupted).unwrap();
    assert!(due(3 + 599).is_empty(), "in doubt, it waits ten minutes");
    assert_eq!(due(3 + 600)[0].payload.as_deref(), Some(&b"mail"[..]), "what may have arrived is kept");
    let verdict = Verdict::Sent { reply: "250 ok".to_owned() };
    world.store.write_blocking(move |c| settle(c, id, &verdict, at(700))).unwrap();
    assert!(due(99_999).is_empty());
}

#[test]
fn a_digest_refers_to_those_of_its_day_alone() {
    let world = World::new();
    for second in [2, 90_000, 93_600] {
        world.tell(second);
    }
    let since = |second| {
        let earlier = |connection: &Connection| {
            let reader = subscriber(connection, READER)?.expect("it is listed");
            earlier_message_ids(connection, reader.id, at(second), i64::MAX, 20)
        };
        world.store.read(earlier).unwrap()
    };
    assert_eq!(since(90_000), ["<90000@example.org>", "<93600@example.org>"]);
    assert_eq!(since(93_601), [""; 0]);
}

#[test]
fn the_third_mail_that_comes_back_within_a_fortnight_is_the_last() {
    const DAY: i64 = 86_400;
    let world = World::new();
    for (day, ends) in [(1, false), (10, false), (16, false), (20, true)] {
        let (sent, back) = (at(day * DAY), at(day * DAY + 60));
        world.tell(day * DAY);
        let mail = world.store.read(|c| due_mails(c, sent, 10)).unwrap().remove(0);
        assert!(world.store.write_blocking(move |c| mark_sending(c, mail.id, b"mail", sent)).unwrap());
        let taken = Verdict::Sent { reply: "250 ok".to_owned() };
        world.store.write_blocking(move |c| settle(c, mail.id, &taken, sent)).unwrap();
        let came_back = move |connection: &Connection| {
            let found = returned(connection, mail.id, "5.2.2 full", back)?.expect("it was taken");
            suppress_if_returned(connection, found.subscriber, "5.2.2", back)
        };
        assert_eq!(world.store.write_blocking(came_back).unwrap(), ends, "day {day}");
    }
}
