//! Seeded causes: for each reason that a page does not reach a reader, the stage at which `why` finds it.

use jiff::Timestamp;

use super::*;
use crate::daemon::desk::{Desk, rss};
use crate::fetch::feed_server::Reply;
use crate::store::outbox::{Settled, due_mails, mark_sending, settle, suppress};
use crate::store::retention;
use crate::why::Stage;

const PAGE: &str = "https://news.example.org/1";

/// What matches the watchlist of the desk.
const NEWS: (&str, &str, &str) = (PAGE, "CSTO meets", "The CSTO met on Monday.");

fn ask(desk: &Desk, page: &str) -> Way {
    let asked = Asked { page, loaded: &desk.loaded, running: false, now: desk.now() };
    desk.station.store.read(|connection| trace(connection, &asked)).expect("the store is open")
}

/// A desk whose feed was empty at first and has brought these items a quarter of an hour later.
fn desk(items: &[(&str, &str, &str)]) -> Desk {
    let desk = Desk::new();
    desk.publish(&[]);
    desk.poll();
    desk.pass(15);
    desk.publish(items);
    desk.poll();
    desk
}

#[track_caller]
fn check(desk: &Desk, page: &str, stage: Stage, outcome: Outcome, words: &[&str]) {
    let way = ask(desk, page);
    assert_eq!((way.verdict.stage, way.verdict.outcome), (stage, outcome), "{}", as_text(&way));
    for words in words {
        assert!(as_text(&way).contains(words), "{words} is missing in {}", as_text(&way));
    }
}

#[test]
fn a_page_of_no_feed_of_ours_stops_at_fetch() {
    let desk = desk(&[NEWS]);
    let words = ["no feed in the files is of other.example", "feeds discover https://other.example"];
    check(&desk, "https://other.example/a", Stage::Fetch, Outcome::Stopped, &words);
    check(&desk, "17", Stage::Fetch, Outcome::Stopped, &["no stored entry has the number 17"]);
    for page in ["", "not an address", "://"] {
        check(&desk, page, Stage::Fetch, Outcome::Stopped, &["neither the address of a page"]);
    }
    check(&desk, &desk.feeds.url("/rss"), Stage::Fetch, Outcome::Stopped, &["the address of a feed"]);
}

#[test]
fn a_page_that_its_feed_never_listed_stops_at_read() {
    let desk = desk(&[NEWS]);
    let words = ["never listed this address", "last good body listed 1 entry", "news.example.org/1"];
    check(&desk, "https://news.example.org/2", Stage::Read, Outcome::Stopped, &words);
}

#[test]
fn a_feed_that_was_never_asked_fails_is_blocked_or_gone_stops_it_at_fetch() {
    let desk = Desk::new();
    let page = desk.feeds.url("/page");
    check(&desk, &page, Stage::Fetch, Outcome::Waits, &["never asked yet", "no daemon runs"]);
    desk.feeds.answer("/rss", [Reply::status(500)]);
    desk.poll();
    check(&desk, &page, Stage::Fetch, Outcome::Stopped, &["failing since 2026-11-23 12:00 UTC", "500"]);
    desk.feeds.answer("/rss", [Reply::status(200).body("<html><title>Just a moment...</title>")]);
    desk.poll();
    check(&desk, &page, Stage::Fetch, Outcome::Stopped, &["blocked since"]);
    desk.feeds.answer("/rss", [Reply::status(410)]);
    desk.poll();
    check(&desk, &page, Stage::Fetch, Outcome::Stopped, &["ended by its publisher"]);
}

#[test]
fn what_was_there_at_the_first_poll_stops_at_identity() {
    let desk = Desk::new();
    desk.publish(&[NEWS]);
    desk.poll();
    let words = ["no news: at the first poll of a feed nothing without a date is news", "csto matches"];
    check(&desk, PAGE, Stage::Identity, Outcome::Stopped, &words);
}

#[test]
fn a_page_that_comes_again_under_another_id_is_found_by_both() {
    let desk = desk(&[NEWS]);
    desk.pass(19 * 60);
    desk.compose();
    desk.deliver();
    let again = rss(&[("x", NEWS.1, NEWS.2)]).replace("<link>x<", &format!("<link>{PAGE}?utm_source=a<"));
    desk.feeds.answer("/rss", [Reply::feed(again)]);
    assert_eq!(desk.poll().new, 0);
    let words = ["known before as `id:https://news.example.org/1`", "not news again"];
    check(&desk, PAGE, Stage::Mail, Outcome::Reached, &words);
}

#[test]
fn what_no_watchlist_looks_for_stops_at_match() {
    let mut desk = desk(&[(PAGE, "Grain is cheap", "CST0 was not there.")]);
    let words = ["no watchlist matches: csto: nothing that it looks for is there", "nearest is \"CST0\""];
    check(&desk, PAGE, Stage::Match, Outcome::Stopped, &words);
    desk.edit("watchlists/grain.toml", "query = 'grain'");
    check(&desk, PAGE, Stage::Match, Outcome::Stopped, &["grain matches as it stands now and did not at"]);
}

#[test]
fn a_watchlist_that_leaves_the_feed_out_stops_it_at_match() {
    let mut desk = desk(&[]);
    desk.edit("watchlists/csto.toml", "query = 'CSTO'\nfeeds = { tags = ['caucasus'] }");
    desk.publish(&[NEWS]);
    desk.poll();
    let words = ["csto: its query holds, but", "its feed's tags is none of caucasus"];
    check(&desk, PAGE, Stage::Match, Outcome::Stopped, &words);
}

#[test]
fn an_edit_that_takes_the_names_away_stops_it_at_match() {
    let desk = desk(&[NEWS]);
    desk.pass(10);
    desk.publish(&[(PAGE, "Grain is cheap", "Nobody met.")]);
    assert_eq!(desk.poll().edited, 1);
    let words = ["csto matched until an edit at 2026-11-23 12:25 UTC took away what it looks for"];
    check(&desk, PAGE, Stage::Match, Outcome::Stopped, &words);
}

#[test]
fn a_weak_match_stops_at_score() {
    let mut desk = desk(&[]);
    desk.edit("watchlists/csto.toml", "query = 'CSTO'\nthreshold = 40");
    desk.publish(&[NEWS]);
    desk.poll();
    check(&desk, PAGE, Stage::Score, Outcome::Stopped, &["below its threshold of 40: kept and searchable"]);
}

#[test]
fn what_another_article_of_the_story_told_ends_as_told() {
    let mut desk = desk(&[]);
    let second = format!(
        "[[feed]]\nurl = \"{}\"\n[[feed]]\nurl = \"{}\"\npublisher = \"other\"\ntitle = \"Other\"\n",
        desk.feeds.url("/rss"),
        desk.feeds.url("/other")
    );
    desk.feeds.answer("/other", [Reply::feed(rss(&[]))]);
    desk.edit("feeds.toml", &second);
    desk.poll();
    let long = "The CSTO met on Monday in Yerevan, and its secretary general said that the talks on the border \
                and on the deployment of observers will go on for as long as every side wishes to hold them.";
    desk.publish(&[(PAGE, "CSTO meets in Yerevan", long)]);
    desk.poll();
    desk.pass(5);
    let copy = "https://other.example/7";
    desk.feeds.answer("/other", [Reply::feed(rss(&[(copy, "CSTO meets in Yerevan", long)]))]);
    desk.poll();
    desk.pass(19 * 60);
    assert_eq!(desk.compose(), 1);
    desk.deliver();
    check(
        &desk,
        PAGE,
        Stage::Mail,
        Outcome::Reached,
        &["sent to a@example.org at", "tells the same as 1 other"],
    );
    check(&desk, copy, Stage::Mail, Outcome::Told, &["told as part of the story “CSTO meets in Yerevan”"]);
}

#[test]
fn a_digest_that_is_not_due_quiet_hours_and_no_reader_stop_or_hold_it_at_digest() {
    let mut desk = desk(&[NEWS]);
    let words = ["a@example.org: waits for the next digest, 2026-11-24 07:00 UTC", "no daemon runs"];
    check(&desk, PAGE, Stage::Digest, Outcome::Waits, &words);
    desk.edit("watchlists/csto.toml", "query = 'CSTO'\nalert = 'immediate'");
    let reader = "[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = [\"csto\"]\n";
    let quiet = format!("{reader}timezone = \"Asia/Baku\"\nquiet = \"16:00-06:30\"\n");
    desk.edit("subscribers.toml", &quiet);
    let words = ["the alert waits for the end of quiet hours, 2026-11-24 06:30 Asia/Baku"];
    check(&desk, PAGE, Stage::Digest, Outcome::Waits, &words);
    desk.edit("subscribers.toml", reader);
    check(&desk, PAGE, Stage::Digest, Outcome::Waits, &["a@example.org: the alert is due now"]);
    desk.edit("subscribers.toml", &reader.replace("a@example", "late@example"));
    check(&desk, PAGE, Stage::Digest, Outcome::Stopped, &["late@example.org: subscribed to csto only after"]);
    desk.edit("subscribers.toml", "");
    check(&desk, PAGE, Stage::Digest, Outcome::Stopped, &["nobody subscribes to csto"]);
}

#[test]
fn every_fate_of_a_mail_is_told() {
    let desk = desk(&[NEWS]);
    desk.pass(19 * 60);
    assert_eq!(desk.compose(), 1);
    check(&desk, PAGE, Stage::Mail, Outcome::Waits, &["in the outbox, not tried yet"]);
    let reply = || "450 4.2.0 try later".to_owned();
    let next_attempt: Timestamp = "2026-11-24T08:00:00Z".parse().expect("a time");
    for (settled, outcome, words) in [
        (
            Settled::Deferred { reply: reply(), next_attempt },
            Outcome::Waits,
            "put off 1 time, next tried at 2026-11-24 08:00 UTC: 450",
        ),
        (
            Settled::Doubtful { reply: reply(), next_attempt },
            Outcome::Waits,
            "in doubt, it may have arrived; sent once more at",
        ),
        (Settled::Refused { reply: reply() }, Outcome::Stopped, "refused for good: 450"),
        (Settled::Expired { reply: reply() }, Outcome::Stopped, "given up after too long: 450"),
        (
            Settled::Sent { reply: "250 kept".to_owned() },
            Outcome::Reached,
            "sent to a@example.org at 2026-11-24 07:15 UTC: 250 kept",
        ),
    ] {
        let at = desk.now();
        let settle = move |connection: &_| {
            if matches!(settled, Settled::Deferred { .. }) {
                let mail = due_mails(connection, at, 1)?.remove(0);
                mark_sending(connection, mail.id, at)?;
            }
            settle(connection, 1, &settled, at)
        };
        desk.station.store.write_blocking(settle).expect("the store is open");
        check(&desk, PAGE, Stage::Mail, outcome, &[words]);
    }
}

#[test]
fn a_page_whose_text_is_gone_says_so_and_what_was_told_stays_told() {
    let desk = desk(&[NEWS, ("https://news.example.org/2", "Grain", "Cheap.")]);
    desk.pass(19 * 60);
    desk.compose();
    desk.deliver();
    let later = desk.now();
    desk.station
        .store
        .write_blocking(move |connection| retention::take_out(connection, later))
        .expect("open");
    check(&desk, PAGE, Stage::Mail, Outcome::Reached, &["older than the retention of 400d", "sent to a@"]);
    let words = ["(its text is no longer kept)", "no digest told it"];
    check(&desk, "https://news.example.org/2", Stage::Match, Outcome::Stopped, &words);
}

#[test]
fn an_address_is_found_however_it_was_pasted() {
    let desk = desk(&[("https://www.news.example.org/a/1?id=7", NEWS.1, NEWS.2)]);
    for page in [
        "http://news.example.org/a/1/?id=7&utm_medium=rss#top",
        "news.example.org/a/1?id=7",
        "https://amp.news.example.org/a/1?id=7",
        "https://news.example.org/amp/a/1?id=7",
        "1",
    ] {
        check(&desk, page, Stage::Digest, Outcome::Waits, &["entry 1: CSTO meets"]);
    }
    // An entry without a link, whose id is its address.
    let only_id = "https://news.example.org/b/";
    let item = format!("<item><guid isPermaLink='false'>{only_id}</guid><title>CSTO again</title></item>");
    let body = format!("<rss version='2.0'><channel><title>Example</title>{item}</channel></rss>");
    desk.feeds.answer("/rss", [Reply::feed(body)]);
    assert_eq!(desk.poll().new, 1);
    for page in [only_id, "news.example.org/b", "http://www.news.example.org/b?utm_source=x"] {
        check(&desk, page, Stage::Digest, Outcome::Waits, &["entry 2: CSTO again"]);
    }
}

#[test]
fn of_several_feeds_the_one_that_came_furthest_decides() {
    let mut desk = desk(&[]);
    let feeds = format!(
        "[[feed]]\nurl = \"{}\"\n[[feed]]\nurl = \"{}\"\ntitle = \"Other\"\ntags = [\"x\"]\n",
        desk.feeds.url("/rss"),
        desk.feeds.url("/other")
    );
    desk.feeds.answer("/other", [Reply::feed(rss(&[]))]);
    desk.edit("feeds.toml", &feeds);
    desk.edit("watchlists/csto.toml", "query = 'CSTO'\nfeeds = { tags = ['x'] }");
    desk.poll();
    desk.publish(&[NEWS]);
    desk.feeds.answer("/other", [Reply::feed(rss(&[NEWS]))]);
    assert_eq!(desk.poll().new, 2);
    let way = ask(&desk, PAGE);
    let stages: Vec<_> = way.pages.iter().map(|page| page.verdict.stage).collect();
    assert_eq!(stages, [Stage::Digest, Stage::Match]);
    check(
        &desk,
        PAGE,
        Stage::Digest,
        Outcome::Waits,
        &["Other", "stopped at match: csto: its query holds, but"],
    );
}

#[test]
fn a_reader_who_left_is_sent_nothing() {
    let desk = desk(&[NEWS]);
    let leave = |connection: &_| suppress(connection, "a@example.org", "left by the link in a mail");
    desk.station.store.write_blocking(leave).expect("the store is open");
    check(&desk, PAGE, Stage::Digest, Outcome::Stopped, &["a@example.org: gets no mail: left by the link"]);
    desk.pass(19 * 60);
    desk.compose();
    check(
        &desk,
        PAGE,
        Stage::Mail,
        Outcome::Stopped,
        &["to a@example.org: kept back, this address gets no mail"],
    );
}

#[test]
fn a_feed_that_left_the_files_and_a_watchlist_that_did_are_named() {
    let mut desk = desk(&[NEWS]);
    desk.edit("feeds.toml", "");
    check(&desk, PAGE, Stage::Digest, Outcome::Waits, &["no longer in the files, so not asked any more"]);
    desk.installation.remove("watchlists/csto.toml");
    desk.edit("watchlists/grain.toml", "query = 'grain'");
    check(&desk, PAGE, Stage::Match, Outcome::Stopped, &["csto matched, and is no longer in the files"]);
}
