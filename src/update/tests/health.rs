//! What a feed's state learns, and what people are told of it.

use super::*;
use crate::feed::{FeedHealth, Validators};

const NOTHING: [&str; 0] = [];

const NEW_HOME: &str = "https://b.example/feed";

fn read_from(moved_to: Option<&str>) -> PollAnswer {
    let answer = AnswerHead { moved_to: moved_to.map(str::to_owned), ..AnswerHead::default() };
    PollAnswer::Read(answer, Reading { entries: numbered(0, 5), ..Reading::default() })
}

#[test]
fn operators_hear_of_a_failing_feed_once_then_weekly_then_of_its_recovery() {
    let mut world = World::with(&numbered(0, 5));
    let said: Vec<String> = (0..10).flat_map(|_| world.fail(FailureKind::Server)).collect();
    assert_eq!(said, ["failing"]);
    assert_eq!((world.state.health, world.state.failures), (FeedHealth::Failing, 10));
    world.wait(Duration::from_hours(7 * 24));
    assert_eq!(world.fail(FailureKind::Server), ["failing"]);
    assert_eq!(world.fail(FailureKind::NotFound), NOTHING);
    assert_eq!(world.unchanged(), ["recovered"]);
    assert_eq!(world.unchanged(), NOTHING);
    assert_eq!((world.state.health, world.state.last_error.as_deref()), (FeedHealth::Well, None));
}

#[test]
fn a_few_failures_worry_nobody_unless_they_last() {
    let mut world = World::with(&numbered(0, 5));
    for _ in 0..3 {
        assert_eq!(world.fail(FailureKind::Network), NOTHING);
    }
    assert_eq!(world.state.health, FeedHealth::Late);
    assert_eq!(world.unchanged(), NOTHING);
    world.fail(FailureKind::Network);
    world.wait(Duration::from_hours(24));
    assert_eq!(world.fail(FailureKind::Network), ["failing"]);
}

#[test]
fn a_failing_feed_is_never_given_up_unless_it_says_so_itself() {
    let mut world = World::with(&numbered(0, 5));
    for _ in 0..200 {
        world.fail(FailureKind::NotFound);
    }
    let wait = world.state.next_due.expect("it is asked again").duration_since(world.now);
    assert!(wait <= SignedDuration::from_hours(24) && wait > SignedDuration::from_hours(20), "{wait:?}");
    assert_eq!(told(&world.poll(PollAnswer::Gone)), ["gone"]);
    assert_eq!((world.state.health, world.state.next_due), (FeedHealth::Gone, None));
    assert_eq!(world.unchanged(), ["recovered"], "polled by hand, it may turn out to be there");
}

#[test]
fn a_feed_that_says_it_has_ended_is_gone() {
    let mut world = World::with(&numbered(0, 5));
    let reading = Reading { entries: numbered(0, 6), expired: true, ..Reading::default() };
    let update = world.poll(PollAnswer::Read(AnswerHead::default(), reading));
    assert_eq!((update.changes.len(), told(&update)), (1, vec!["gone".to_owned()]));
    assert_eq!(world.state.next_due, None);
}

#[test]
fn a_feed_that_failed_before_it_was_gone_is_said_to_be_gone() {
    let mut world = World::with(&numbered(0, 5));
    for _ in 0..6 {
        world.fail(FailureKind::Server);
    }
    let events = world.poll(PollAnswer::Gone).events;
    assert!(events[0].message.contains("it answered 410 Gone"), "{events:?}");
    assert_eq!(world.state.last_error.as_deref(), Some("answered 410 Gone"));
    assert_eq!((world.state.failures, world.state.failing_since), (0, None));
}

#[test]
fn a_bot_wall_is_shown_at_once_and_told_when_it_stays() {
    let mut world = World::with(&numbered(0, 5));
    assert_eq!(world.fail(FailureKind::Blocked), NOTHING);
    assert_eq!(world.state.health, FeedHealth::Blocked);
    assert_eq!(world.fail(FailureKind::Blocked), ["blocked"]);
    assert_eq!(world.fail(FailureKind::Blocked), NOTHING);
    assert_eq!(world.read(&numbered(0, 5)), NOTHING);
}

#[test]
fn a_permanent_redirect_is_believed_after_five_answers_that_agree() {
    let mut world = World::new();
    for _ in 0..4 {
        assert_eq!(told(&world.poll(read_from(Some(NEW_HOME)))), NOTHING);
        assert_eq!(world.state.effective_url, None);
    }
    world.fail(FailureKind::NotAFeed);
    assert_eq!(told(&world.poll(read_from(Some(NEW_HOME)))), ["moved"]);
    assert_eq!(world.state.effective_url.as_deref(), Some(NEW_HOME));
    assert_eq!(told(&world.poll(read_from(None))), NOTHING);
    assert_eq!(world.state.health, FeedHealth::Moved);
}

#[test]
fn redirects_that_disagree_are_not_believed() {
    let mut world = World::new();
    for n in 0..20 {
        let to = if n % 4 == 3 { None } else { Some(NEW_HOME) };
        world.poll(read_from(to));
    }
    assert_eq!(world.state.effective_url, None);
}

#[test]
fn a_new_address_that_fails_sends_us_back_to_the_listed_one() {
    let mut world = World::new();
    for _ in 0..5 {
        world.poll(read_from(Some(NEW_HOME)));
    }
    assert_eq!(told(&world.poll(PollAnswer::Gone)), NOTHING, "only the listed address can say that");
    world.fail(FailureKind::Network);
    assert!(world.state.effective_url.is_some());
    world.fail(FailureKind::NotAFeed);
    assert_eq!(world.state.effective_url, None);
}

#[test]
fn the_listed_address_of_a_feed_that_moved_is_asked_again_each_week() {
    // What the listed address says after a week, and what is believed then.
    for (outcome, address, said) in [
        (read_from(Some(NEW_HOME)), Some(NEW_HOME), None),
        (PollAnswer::Failed(FetchFailure::new(FailureKind::Network, "no such host")), Some(NEW_HOME), None),
        (PollAnswer::Gone, Some(NEW_HOME), None),
        (read_from(None), None, Some("recovered")),
        (read_from(Some("https://c.example/feed")), None, Some("recovered")),
    ] {
        let mut world = World::new();
        for _ in 0..6 {
            world.poll(read_from(Some(NEW_HOME)));
        }
        let rechecks = |world: &World| world.state.moved.as_ref().is_some_and(|moved| moved.recheck);
        assert!(!rechecks(&world));
        world.wait(Duration::from_hours(7 * 24));
        world.unchanged();
        assert!(rechecks(&world));
        let events = told(&world.poll(outcome));
        assert_eq!(events.first().map(String::as_str), said);
        assert_eq!(world.state.effective_url.as_deref(), address);
        assert_eq!((rechecks(&world), world.state.failures), (false, 0));
        assert!(world.state.next_due.is_some());
    }
}

#[test]
fn a_body_that_is_no_feed_replaces_no_validators() {
    let mut world = World::new();
    let validators = Validators { etag: Some(b"\"1\"".to_vec()), ..Validators::default() };
    let answer = AnswerHead { validators: validators.clone(), ..AnswerHead::default() };
    world.poll(PollAnswer::Read(answer, Reading { entries: numbered(0, 5), ..Reading::default() }));
    world.fail(FailureKind::NotAFeed);
    assert_eq!(world.state.validators, validators);
    assert_eq!(world.state.listed.len(), 5);
}

#[test]
fn a_silence_beyond_the_feeds_own_rhythm_is_told() {
    let mut world = World::new();
    let hourly = |hour: i32| Entry {
        published: Some(world.now - SignedDuration::from_hours(i64::from(hour))),
        ..entry(&format!("n{hour}"))
    };
    let body: Vec<Entry> = (0..10).map(hourly).collect();
    world.read(&body);
    assert_eq!(world.state.rhythm, Some(Duration::from_hours(1)));
    world.wait(Duration::from_hours(60));
    assert_eq!(world.unchanged(), NOTHING);
    world.wait(Duration::from_hours(20));
    assert_eq!(world.unchanged(), ["silent"]);
    assert_eq!(world.unchanged(), NOTHING);
    let mut more = body;
    more.insert(0, entry("fresh"));
    let reading = Reading { entries: more, ..Reading::default() };
    assert_eq!(told(&world.poll(PollAnswer::Read(AnswerHead::default(), reading))), ["recovered"]);
}

#[test]
fn a_clock_that_is_set_back_breaks_nothing() {
    let mut world = World::with(&numbered(0, 5));
    for _ in 0..4 {
        world.fail(FailureKind::Server);
    }
    world.now -= SignedDuration::from_hours(24 * 400);
    assert_eq!(world.fail(FailureKind::Server), NOTHING);
    assert_eq!(world.read(&numbered(0, 6)), ["new n5"]);
    assert_eq!(world.state.health, FeedHealth::Well);
}
