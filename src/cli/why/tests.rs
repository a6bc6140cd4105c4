//! Seeded causes: for each reason that a page does not reach a reader, the stage at which `why` finds it.

use jiff::Timestamp;
use testkit::Reply;

use super::*;
use crate::ask::why::WayStage;
use crate::daemon::test_installation::{TestInstallation, rss};
use crate::store::delivery::{DeliveryBlame, Verdict};
use crate::store::outbox::{due_mails, mark_sending, settle};
use crate::store::readers::{SuppressionCause, suppress};
use crate::store::retention;

const PAGE: &str = "https://news.example.org/1";

/// What matches the watchlist of the test.
const NEWS: (&str, &str, &str) = (PAGE, "CSTO meets", "The CSTO met on Monday.");

fn ask(test: &TestInstallation, page: &str) -> PageTrace {
    let asked = WhyQuestion { page, loaded: &test.loaded, running: false, now: test.now() };
    test.workers.installation.store.read(|connection| trace(connection, &asked)).expect("the store is open")
}

/// A test whose feed was empty at first and has brought these items a quarter of an hour later.
fn test(items: &[(&str, &str, &str)]) -> TestInstallation {
    let test = TestInstallation::new();
    test.publish(&[]);
    test.poll();
    test.pass(15);
    test.publish(items);
    test.poll();
    test
}

#[track_caller]
fn check(test: &TestInstallation, page: &str, stage: WayStage, outcome: WayEnd, words: &[&str]) {
    let way = ask(test, page);
    assert_eq!(
        (way.verdict.stage, way.verdict.outcome),
        (stage, outcome),
        "{}",
        as_text(Screen::of_width(2000), &way)
    );
    for words in words {
        assert!(
            as_text(Screen::of_width(2000), &way).contains(words),
            "{words} is missing in {}",
            as_text(Screen::of_width(2000), &way)
        );
    }
}

#[test]
fn a_page_of_no_feed_of_ours_stops_at_fetch() {
    let test = test(&[NEWS]);
    let words = ["no feed in the files is of other.example", "feeds discover https://other.example"];
    check(&test, "https://other.example/a", WayStage::Fetch, WayEnd::Stopped, &words);
    check(&test, "17", WayStage::Fetch, WayEnd::Stopped, &["no stored entry has the number 17"]);
    for page in ["", "not an address", "://"] {
        check(&test, page, WayStage::Fetch, WayEnd::Stopped, &["neither the address of a page"]);
    }
    check(&test, &test.feeds.url("/rss"), WayStage::Fetch, WayEnd::Stopped, &["the address of a feed"]);
}

#[test]
fn a_page_that_its_feed_never_listed_stops_at_read() {
    let test = test(&[NEWS]);
    let words = ["never listed this address", "last good body listed 1 entry", "news.example.org/1"];
    check(&test, "https://news.example.org/2", WayStage::Read, WayEnd::Stopped, &words);
}

#[test]
fn a_feed_that_was_never_asked_fails_is_blocked_or_gone_stops_it_at_fetch() {
    let test = TestInstallation::new();
    let page = test.feeds.url("/page");
    check(&test, &page, WayStage::Fetch, WayEnd::Waits, &["never asked yet", "no daemon runs"]);
    test.feeds.answer("/rss", [Reply::status(500)]);
    test.poll();
    check(&test, &page, WayStage::Fetch, WayEnd::Stopped, &["failing since 2026-11-23 12:00 UTC", "500"]);
    test.feeds.answer("/rss", [Reply::status(200).body("<html><title>Just a moment...</title>")]);
    test.poll();
    check(&test, &page, WayStage::Fetch, WayEnd::Stopped, &["blocked since"]);
    test.feeds.answer("/rss", [Reply::status(410)]);
    test.poll();
    check(&test, &page, WayStage::Fetch, WayEnd::Stopped, &["ended by its publisher"]);
}

#[test]
fn what_was_there_at_the_first_poll_stops_at_identity() {
    let test = TestInstallation::new();
    test.publish(&[NEWS]);
    test.poll();
    let words = ["no news: at the first poll of a feed nothing without a date is news", "csto matches"];
    check(&test, PAGE, WayStage::Identity, WayEnd::Stopped, &words);
}

#[test]
fn a_page_that_comes_again_under_another_id_is_found_by_both() {
    let test = test(&[NEWS]);
    test.pass(19 * 60);
    test.compose();
    test.deliver();
    let again = rss(&[("x", NEWS.1, NEWS.2)]).replace("<link>x<", &format!("<link>{PAGE}?utm_source=a<"));
    test.feeds.answer("/rss", [Reply::feed(again)]);
    assert_eq!(test.poll().new, 0);
    let words = ["known before as `id:https://news.example.org/1`", "not news again"];
    check(&test, PAGE, WayStage::Mail, WayEnd::Reached, &words);
}

#[test]
fn what_no_watchlist_looks_for_stops_at_match() {
    let mut test = test(&[(PAGE, "Grain is cheap", "CST0 was not there.")]);
    let words = ["no watchlist matches: csto: nothing that it looks for is there", "nearest is \"CST0\""];
    check(&test, PAGE, WayStage::Match, WayEnd::Stopped, &words);
    test.edit("watchlists/grain.toml", "query = 'grain'");
    check(&test, PAGE, WayStage::Match, WayEnd::Stopped, &["grain matches as it stands now and did not at"]);
}

#[test]
fn a_watchlist_that_leaves_the_feed_out_stops_it_at_match() {
    let mut test = test(&[]);
    test.edit("watchlists/csto.toml", "query = 'CSTO'\nfeeds = { tags = ['caucasus'] }");
    test.publish(&[NEWS]);
    test.poll();
    let words = ["csto: its query holds, but", "its feed's tags is none of caucasus"];
    check(&test, PAGE, WayStage::Match, WayEnd::Stopped, &words);
}

#[test]
fn an_edit_that_takes_the_names_away_stops_it_at_match() {
    let test = test(&[NEWS]);
    test.pass(10);
    test.publish(&[(PAGE, "Grain is cheap", "Nobody met.")]);
    assert_eq!(test.poll().edited, 1);
    let words = ["csto matched until an edit at 2026-11-23 12:25 UTC took away what it looks for"];
    check(&test, PAGE, WayStage::Match, WayEnd::Stopped, &words);
}

#[test]
fn a_weak_match_stops_at_score() {
    let mut test = test(&[]);
    test.edit("watchlists/csto.toml", "query = 'CSTO'\nthreshold = 40");
    test.publish(&[NEWS]);
    test.poll();
    check(&test, PAGE, WayStage::Score, WayEnd::Stopped, &["below its threshold of 40: kept and searchable"]);
}

#[test]
fn what_another_article_of_the_story_told_ends_as_told() {
    let mut test = test(&[]);
    let second = format!(
        "[[feed]]\nurl = \"{}\"\n[[feed]]\nurl = \"{}\"\npublisher = \"other\"\ntitle = \"Other\"\n",
        test.feeds.url("/rss"),
        test.feeds.url("/other")
    );
    test.feeds.answer("/other", [Reply::feed(rss(&[]))]);
    test.edit("feeds.toml", &second);
    test.poll();
    let long = "The CSTO met on Monday in Yerevan, and its secretary general said that the talks on the border \
                and on the deployment of observers will go on for as long as every side wishes to hold them.";
    test.publish(&[(PAGE, "CSTO meets in Yerevan", long)]);
    test.poll();
    test.pass(5);
    let copy = "https://other.example/7";
    test.feeds.answer("/other", [Reply::feed(rss(&[(copy, "CSTO meets in Yerevan", long)]))]);
    test.poll();
    test.pass(19 * 60);
    assert_eq!(test.compose(), 1);
    test.deliver();
    check(
        &test,
        PAGE,
        WayStage::Mail,
        WayEnd::Reached,
        &["sent to a@example.org at", "tells the same as 1 other"],
    );
    check(&test, copy, WayStage::Mail, WayEnd::Told, &["told as part of the story “CSTO meets in Yerevan”"]);
    // What comes later of a story that was sent is no alert.
    test.edit("watchlists/csto.toml", "query = 'CSTO'\nalert = 'immediate'");
    let late = "https://third.example/8";
    test.feeds.answer(
        "/third",
        [Reply::feed(rss(&[])), Reply::feed(rss(&[(late, "CSTO meets in Yerevan", long)]))],
    );
    let third = format!("[[feed]]\nurl = \"{}\"\npublisher = \"third\"\n", test.feeds.url("/third"));
    test.edit("feeds.toml", &(second + &third));
    test.poll();
    test.pass(15);
    test.poll();
    check(
        &test,
        late,
        WayStage::Digest,
        WayEnd::Waits,
        &["waits for the next digest, 2026-11-25", "for its story was sent"],
    );
}

#[test]
fn a_digest_that_is_not_due_quiet_hours_and_no_reader_stop_or_hold_it_at_digest() {
    let mut test = test(&[NEWS]);
    let words = ["a@example.org: waits for the next digest, 2026-11-24 07:00 UTC", "no daemon runs"];
    check(&test, PAGE, WayStage::Digest, WayEnd::Waits, &words);
    test.edit("watchlists/csto.toml", "query = 'CSTO'\nalert = 'immediate'");
    let reader = "[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = [\"csto\"]\n";
    let quiet = format!("{reader}timezone = \"Asia/Baku\"\nquiet = \"16:00-06:30\"\n");
    test.edit("subscribers.toml", &quiet);
    let words = ["the alert waits for the end of quiet hours, 2026-11-24 06:30 Asia/Baku"];
    check(&test, PAGE, WayStage::Digest, WayEnd::Waits, &words);
    test.edit("subscribers.toml", reader);
    check(&test, PAGE, WayStage::Digest, WayEnd::Waits, &["a@example.org: the alert is due now"]);
    test.edit("subscribers.toml", &reader.replace("a@example", "late@example"));
    check(
        &test,
        PAGE,
        WayStage::Digest,
        WayEnd::Stopped,
        &["late@example.org: subscribed to csto only after"],
    );
    test.edit("subscribers.toml", "");
    check(&test, PAGE, WayStage::Digest, WayEnd::Stopped, &["nobody subscribes to csto"]);
}

#[test]
fn every_fate_of_a_mail_is_told() {
    let test = test(&[NEWS]);
    test.pass(19 * 60);
    assert_eq!(test.compose(), 1);
    check(&test, PAGE, WayStage::Mail, WayEnd::Waits, &["in the outbox, not tried yet"]);
    let reply = || "450 4.2.0 try later".to_owned();
    let next_attempt: Timestamp = "2026-11-24T08:00:00Z".parse().expect("a time");
    for (settled, outcome, words) in [
        (
            Verdict::Deferred { reply: reply(), blame: DeliveryBlame::Recipient, next_attempt },
            WayEnd::Waits,
            "put off 1 time, next tried at 2026-11-24 08:00 UTC: 450",
        ),
        (
            Verdict::Doubtful { reply: reply(), next_attempt },
            WayEnd::Waits,
            "in doubt, it may have arrived; sent once more at",
        ),
        (Verdict::Refused { reply: reply() }, WayEnd::Stopped, "refused for good: 450"),
        (Verdict::Expired { reply: reply() }, WayEnd::Stopped, "given up after too long: 450"),
        (
            Verdict::Sent { reply: "250 kept".to_owned() },
            WayEnd::Reached,
            "sent to a@example.org at 2026-11-24 07:15 UTC: 250 kept",
        ),
    ] {
        let at = test.now();
        let settle = move |connection: &_| {
            if matches!(settled, Verdict::Deferred { .. }) {
                let mail = due_mails(connection, at, 1)?.remove(0);
                mark_sending(connection, mail.id, b"mail", at)?;
            }
            settle(connection, 1, &settled, at)
        };
        test.workers.installation.store.write_blocking(settle).expect("the store is open");
        check(&test, PAGE, WayStage::Mail, outcome, &[words]);
    }
}

#[test]
fn a_page_whose_text_is_gone_says_so_and_what_was_told_stays_told() {
    let test = test(&[NEWS, ("https://news.example.org/2", "Grain", "Cheap.")]);
    test.pass(19 * 60);
    test.compose();
    test.deliver();
    let later = test.now();
    test.workers
        .installation
        .store
        .write_blocking(move |connection| retention::prune_texts(connection, later))
        .expect("open");
    check(&test, PAGE, WayStage::Mail, WayEnd::Reached, &["older than the retention of 400d", "sent to a@"]);
    let words = ["(its text is no longer kept)", "no digest told it"];
    check(&test, "https://news.example.org/2", WayStage::Match, WayEnd::Stopped, &words);
}

#[test]
fn an_address_is_found_however_it_was_pasted() {
    let test = test(&[("https://www.news.example.org/a/1?id=7", NEWS.1, NEWS.2)]);
    for page in [
        "http://news.example.org/a/1/?id=7&utm_medium=rss#top",
        "news.example.org/a/1?id=7",
        "https://amp.news.example.org/a/1?id=7",
        "https://news.example.org/amp/a/1?id=7",
        "1",
    ] {
        check(&test, page, WayStage::Digest, WayEnd::Waits, &["entry 1: CSTO meets"]);
    }
    // An entry without a link, whose id is its address.
    let only_id = "https://news.example.org/b/";
    let item = format!("<item><guid isPermaLink='false'>{only_id}</guid><title>CSTO again</title></item>");
    let body = format!("<rss version='2.0'><channel><title>Example</title>{item}</channel></rss>");
    test.feeds.answer("/rss", [Reply::feed(body)]);
    assert_eq!(test.poll().new, 1);
    for page in [only_id, "news.example.org/b", "http://www.news.example.org/b?utm_source=x"] {
        check(&test, page, WayStage::Digest, WayEnd::Waits, &["entry 2: CSTO again"]);
    }
}

#[test]
fn of_several_feeds_the_one_that_came_furthest_decides() {
    let mut test = test(&[]);
    let feeds = format!(
        "[[feed]]\nurl = \"{}\"\n[[feed]]\nurl = \"{}\"\ntitle = \"Other\"\ntags = [\"x\"]\n",
        test.feeds.url("/rss"),
        test.feeds.url("/other")
    );
    test.feeds.answer("/other", [Reply::feed(rss(&[]))]);
    test.edit("feeds.toml", &feeds);
    test.edit("watchlists/csto.toml", "query = 'CSTO'\nfeeds = { tags = ['x'] }");
    test.poll();
    test.publish(&[NEWS]);
    test.feeds.answer("/other", [Reply::feed(rss(&[NEWS]))]);
    assert_eq!(test.poll().new, 2);
    let way = ask(&test, PAGE);
    let stages: Vec<_> = way.pages.iter().map(|page| page.verdict.stage).collect();
    assert_eq!(stages, [WayStage::Digest, WayStage::Match]);
    check(
        &test,
        PAGE,
        WayStage::Digest,
        WayEnd::Waits,
        &["Other", "stopped at match: csto: its query holds, but"],
    );
}

#[test]
fn a_reader_who_left_is_sent_nothing() {
    let test = test(&[NEWS]);
    let leave = |connection: &_| suppress(connection, 1, SuppressionCause::Left, Timestamp::UNIX_EPOCH);
    test.workers.installation.store.write_blocking(leave).expect("the store is open");
    check(
        &test,
        PAGE,
        WayStage::Digest,
        WayEnd::Stopped,
        &["a@example.org: gets no mail: its owner has left"],
    );
    test.pass(19 * 60);
    test.compose();
    check(
        &test,
        PAGE,
        WayStage::Mail,
        WayEnd::Stopped,
        &["to a@example.org: kept back, this address gets no mail"],
    );
}

#[test]
fn a_feed_that_left_the_files_and_a_watchlist_that_did_are_named() {
    let mut test = test(&[NEWS]);
    test.edit("feeds.toml", "");
    check(&test, PAGE, WayStage::Digest, WayEnd::Waits, &["no longer in the files, so not asked any more"]);
    test.files.remove("watchlists/csto.toml");
    test.edit("watchlists/grain.toml", "query = 'grain'");
    check(&test, PAGE, WayStage::Match, WayEnd::Stopped, &["csto matched, and is no longer in the files"]);
}
