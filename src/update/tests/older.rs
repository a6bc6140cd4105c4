//! Older documents: when they are read, how far back, and what of them is news.

use super::*;
use crate::feed::Older;
use crate::update::decide_older;

const HOST: &str = "https://a.example";

/// A document at `path` with these entries, published this many hours ago, that names an older one.
fn document(now: Timestamp, path: &str, entries: &[(&str, i32)], older: Option<Older>) -> PollAnswer {
    let answer = AnswerHead { final_url: format!("{HOST}{path}"), ..AnswerHead::default() };
    let dated = |(name, hours): &(&str, i32)| Entry {
        published: Some(now - SignedDuration::from_hours(i64::from(*hours))),
        ..entry(name)
    };
    let mut reading = Reading { entries: entries.iter().map(dated).collect(), ..Reading::default() };
    reading.older = older.map(Box::new);
    PollAnswer::Read(answer, reading)
}

fn archive(path: &str) -> Older {
    Older::Archive(format!("{HOST}{path}"))
}

fn page(path: &str) -> Older {
    Older::Page(format!("{HOST}{path}"))
}

impl World {
    fn current(&mut self, entries: &[(&str, i32)], older: impl Into<Option<Older>>) -> Update {
        let outcome = document(self.now, "/feed", entries, older.into());
        self.poll(outcome)
    }

    /// Reads the older document that is next: what it says, and what people are told.
    fn older(
        &mut self,
        entries: &[(&str, i32)],
        older: impl Into<Option<Older>>,
    ) -> (Vec<String>, Vec<String>) {
        let path = self.next().expect("there is one to be read");
        let outcome = document(self.now, path.strip_prefix(HOST).expect("our host"), entries, older.into());
        let update = self.ask(outcome, decide_older);
        (update.changes.iter().map(in_words).collect(), told(&update))
    }

    fn next(&self) -> Option<String> {
        self.state.backlog.as_ref().map(|backlog| backlog.next.address().to_owned())
    }
}

#[test]
fn rule_18_a_first_import_reads_a_few_pages_and_mails_nothing_of_them() {
    let mut world = World::new();
    world.current(&[("now", 1)], page("/2"));
    for n in 2..7 {
        assert_eq!(world.next(), Some(format!("{HOST}/{n}")));
        let name = format!("page {n}");
        let (said, told) = world.older(&[(&name, 1)], page(&format!("/{}", n + 1)));
        assert_eq!((said, told.len()), (vec![format!("old {name}")], 0));
    }
    assert_eq!(world.next(), None, "five are enough");
    world.current(&[("now", 1)], page("/2"));
    world.current(&[("later", 0), ("now", 1)], page("/2"));
    assert_eq!(world.next(), None, "pages are for the first import");
}

#[test]
fn rule_18_archives_are_walked_back_to_what_is_known_and_read_once() {
    let mut world = World::new();
    world.current(&[("a", 1)], archive("/2026-10"));
    assert_eq!(world.older(&[("old", 900)], None).0, ["old old"]);
    assert_eq!(world.next(), None);
    world.current(&[("b", 0), ("a", 1)], archive("/2026-10"));
    assert_eq!(world.next(), None, "nothing was missed");
    world.wait(Duration::from_hours(100));
    let update = world.current(&[("y", 0), ("z", 1)], archive("/2026-11"));
    assert!(update.events.is_empty(), "the archives may close the gap: {:?}", update.events);
    let (said, told) = world.older(&[("x", 20), ("w", 50)], archive("/2026-11a"));
    assert_eq!((said.join(", ").as_str(), told.len()), ("new x, new w", 0));
    let (said, told) = world.older(&[("c", 99), ("b", 100)], archive("/2026-10"));
    assert_eq!((said.join(", ").as_str(), told.len()), ("new c", 0));
    assert_eq!(world.next(), None, "the gap is closed");
}

#[test]
fn rule_18_a_gap_that_stays_open_is_told_and_old_entries_are_no_news() {
    let open = |older: Older| {
        let mut world = World::with(&numbered(0, 3));
        world.wait(Duration::from_hours(100));
        world.current(&[("z", 0)], older);
        world
    };
    let mut ends = open(page("/2"));
    assert_eq!(ends.older(&[("y", 9)], None), (vec!["new y".to_owned()], vec!["gap".to_owned()]));
    let mut goes_back = open(page("/2"));
    let (said, told) = goes_back.older(&[("y", 9), ("ancient", 9000)], page("/3"));
    assert_eq!((said.join(", ").as_str(), told.len(), goes_back.next()), ("new y, old ancient", 0, None));
    let mut endless = open(page("/2"));
    let mut told = Vec::new();
    for n in 3..30 {
        if endless.next().is_some() {
            told.extend(endless.older(&[(&format!("p{n}"), 9)], page(&format!("/{n}"))).1);
        }
    }
    assert_eq!((told, endless.next()), (vec!["gap".to_owned()], None));
}

#[test]
fn an_older_document_that_fails_is_tried_again_and_given_up() {
    let mut world = World::new();
    world.current(&[("a", 1)], archive("/1"));
    let state = world.state.clone();
    let fail = |world: &mut World| {
        let outcome = PollAnswer::Failed(FetchFailure::new(FailureKind::Server, "it failed"));
        world.ask(outcome, decide_older).events.len()
    };
    assert_eq!((fail(&mut world), fail(&mut world), world.next().is_some()), (0, 0, true));
    assert_eq!((fail(&mut world), world.next()), (1, None));
    assert_eq!(FeedState { backlog: state.backlog.clone(), ..world.state }, state, "the feed itself is well");
}

#[test]
fn other_hosts_are_not_asked_for_older_documents() {
    for older in
        [Some(Older::Page("https://b.example/2".to_owned())), Some(Older::Page("/2".to_owned())), None]
    {
        let mut world = World::new();
        world.current(&[("a", 1)], older);
        assert_eq!(world.next(), None);
    }
}
