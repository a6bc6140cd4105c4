//! What addresses of the desk say that cannot be meant, and which addresses the desk itself shows.

use jiff::ToSpan;
use testkit::{Reply, RunningProgram};

use super::installed::{ANALYST, Desk, feed, now};

#[test]
fn a_page_says_what_of_its_address_it_left_out_and_shows_the_rest() {
    let desk = Desk::new("");
    desk.poll();
    let _daemon = RunningProgram::start(&desk.installation);
    let mut browser = desk.signed_in(ANALYST);
    for (asked, words) in [
        ("lang=zz", "lang: write the code of a language, such as en, ru, az or sr-Latn, not “zz”."),
        ("day=2026-13-40", "day: write a day such as 2026-11-30, not “2026-13-40”."),
        ("kind=old", "kind: write new, changed or withdrawn, not “old”."),
        ("before=%ff", "before: write the whole number that the answer before gave, not “"),
        ("q=talks&q=gas", "q: write it once (“talks”), not “gas”."),
    ] {
        let page = browser.get(&format!("/w/csto-azerbaijan?{asked}"));
        assert!(page.status == 400 && page.body.contains(words), "{asked}: {page:?}");
        assert!(
            page.body.contains("role=\"alert\"") && page.body.contains("Pact talks"),
            "{asked}: {page:?}"
        );
        let table = browser.get(&format!("/w/csto-azerbaijan/archive.csv?{asked}"));
        assert!(table.status == 400 && table.body.contains(words), "{asked}: {table:?}");
    }
    for (asked, words) in [
        ("publisher=Nobody", "None of the 1 that were looked at is from “Nobody”."),
        ("entity=Nobody&lang=ru", "None of the 1 that were looked at is in Russian and names “Nobody”."),
        ("kind=withdrawn", "None of the 1 that were looked at."),
        ("before=0", "Nothing lies further back."),
    ] {
        let page = browser.get(&format!("/w/csto-azerbaijan?{asked}&utm_source=mail"));
        assert!(page.status == 200 && page.body.contains(words), "{asked}: {page:?}");
    }
    let searched = browser.get("/search?q=talks&kind=new");
    assert!(searched.status == 400 && searched.body.contains("kind: write only q and lang in a search"));
    assert!(searched.body.contains("Pact talks"), "{}", searched.body);
    assert!(browser.get("/search?q=talks&lang=ru").body.contains(">Russian"), "what narrows is shown");
}

#[test]
fn what_is_not_there_is_answered_by_one_page_whoever_asks_for_whatever() {
    let desk = Desk::new("");
    desk.poll();
    let _daemon = RunningProgram::start(&desk.installation);
    let (mut browser, mut stranger) = (desk.signed_in(ANALYST), desk.visitor());
    let none = stranger.get("/nothing");
    assert!(none.status == 404 && none.body.contains("<h1>Nothing is here</h1>"), "{none:?}");
    for path in ["/d/x", "/d/%ff", "/feed/x.atom", "/feed/x", "/leave/x", "/confirm/x", "/w", "/e/1/diff/1"] {
        let page = stranger.get(path);
        assert_eq!((page.status, &page.body), (404, &none.body), "{path}");
    }
    let inside = [
        "/w/closed",
        "/w/nothing",
        "/w/%ff",
        "/e/999",
        "/e/x",
        "/e/99999999999999999999",
        "/e/1/diff/8/9",
        "/e/1/diff/a/b",
        "/w/closed/archive.csv",
    ];
    for path in inside {
        let page = browser.get(path);
        assert_eq!((page.status, &page.body), (404, &none.body), "{path}");
    }
    let posted = browser.post("/search", &[("q", "gas")]);
    assert!(posted.status == 405 && posted.body.contains("<h1>Not this way</h1>"), "{posted:?}");
}

#[test]
fn an_address_with_a_password_stands_nowhere_and_what_counts_readers_is_left_out() {
    let desk = Desk::new("");
    let item = |link: &str, title: &str| {
        format!(
            "<item><guid>{title}</guid><link>{link}</link><title>{title}</title>\
             <description>The CSTO and Azerbaijan talk.</description></item>"
        )
    };
    let items = item("https://me:SECRET@wire.example/a", "Pact one")
        + &item("https://wire.example/b?id=7&amp;utm_source=SECRET", "Pact two");
    let news = format!("<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>");
    desk.feeds.answer("/rss", [feed(&[])]);
    desk.poll_at(now() - 50.hours());
    desk.feeds.answer("/rss", [Reply::feed(news)]);
    desk.poll_at(now() - 1.minute());
    let _daemon = RunningProgram::start(&desk.installation);
    let mut browser = desk.signed_in(ANALYST);
    let made = Desk::change(&mut browser, &[("act", "feed"), ("target", "csto-azerbaijan")]);
    assert_eq!(made.header("location"), Some("/me?done=feed"));
    let feeds = browser.get("/me").after("href=\"/feed/");
    let token = desk.installation.json(&["token", ANALYST])["token"].as_str().expect("text").to_owned();
    let mut program = desk.visitor().with_header("authorization", &format!("Bearer {token}"));
    let search = "/api/v1/search?q=title:pact";
    let lines = program.get(search).body;
    let entries = [1, 2].map(|number| browser.get(&format!("/e/{number}")).body);
    let mut shown = vec![
        lines.clone(),
        program.get("/api/v1/matches").body,
        program.get("/api/v1/revisions").body,
        program.get("/api/v1/entry/1").body,
        program.get("/api/v1/entry/2").body,
        browser.get("/search?q=title:pact").body,
        browser.get("/w/csto-azerbaijan").body,
        browser.get("/w/csto-azerbaijan/archive.csv").body,
        desk.installation.run(&["search", "title:pact"]).stdout,
    ];
    shown.extend(feeds.iter().map(|path| desk.visitor().get(&format!("/feed/{path}")).body));
    shown.extend(entries.clone());
    assert_eq!((feeds.len(), shown.len()), (2, 13));
    for page in &shown {
        assert!(!page.contains("SECRET"), "{page}");
    }
    assert_eq!(lines.matches("https://wire.example/b?id=7\"").count(), 1, "{lines}");
    assert!(entries.concat().contains("Its link is left out: it is no plain web address."));
    assert!(entries.concat().contains("href=\"https://wire.example/b?id=7\""));
}
