//! What a reader who joined alone sees first and may choose.

use testkit::{RunningProgram, Visitor};

use super::installed::{ANALYST, Desk, text_of, wait_until};

/// Joins with an address, and signs in.
fn joined(desk: &Desk, email: &str) -> Visitor {
    assert_eq!(desk.visitor().post("/join", &[("email", email)]).status, 200);
    wait_until(|| !desk.mail.received_by(email).is_empty());
    let text = text_of(&desk.mail.received_by(email)[0].bytes);
    let link = text.split_whitespace().find_map(|word| word.split_once("/confirm/")).expect("a link");
    assert_eq!(desk.visitor().post(&format!("/confirm/{}", link.1), &[]).status, 200);
    desk.signed_in(email)
}

#[test]
fn who_joins_alone_chooses_digests_once_an_hour_at_most_and_translations_where_there_are_any() {
    let desk =
        Desk::new("signup = \"open\"\n[translate]\nurl = \"http://127.0.0.1:9/translate\"\nfrom = [\"ru\"]");
    desk.poll();
    let daemon = RunningProgram::start(&desk.installation);
    let mut browser = joined(&desk, "new@example.org");
    let wish = |browser: &mut Visitor, digest: &str| {
        let fields = [("act", "wishes"), ("digest", digest), ("timezone", "Asia/Baku"), ("translate", "on")];
        Desk::change(browser, &fields)
    };
    for often in ["* * * * *", "*/5 * * * *", "0,30 7 * * *", "0-59 8 * * 1"] {
        let refused = wish(&mut browser, often);
        let words = "digest: this is more often than once an hour";
        assert!(refused.status == 400 && refused.body.contains(words), "{often}: {refused:?}");
    }
    let offered = browser.get("/me");
    assert!(offered.body.contains("name=\"translate\"") && offered.body.contains("excerpts in English"));
    for seldom in ["15 * * * *", "hourly", "daily 07:00"] {
        assert_eq!(wish(&mut browser, seldom).header("location"), Some("/me?done=saved"), "{seldom}");
    }
    assert!(browser.get("/me").body.contains("name=\"translate\" value=\"on\" checked"));
    let export = desk.installation.run(&["subscribers", "export"]).stdout;
    assert!(export.contains("translate = true") && export.contains("daily 07:00"), "{export}");
    drop(daemon);
    // Whoever runs this may have it every minute.
    desk.installation.write(
        "subscribers.toml",
        &format!("[[subscriber]]\nemail = \"{ANALYST}\"\nwatchlists = [\"*\"]\ndigest = \"* * * * *\"\n"),
    );
    assert_eq!(desk.installation.run(&["check"]).code, Some(0));
}

#[test]
fn a_first_visit_says_what_there_is_and_where_nothing_translates_nothing_is_offered() {
    let desk = Desk::new("");
    desk.poll();
    let _daemon = RunningProgram::start(&desk.installation);
    let mut browser = desk.signed_in(ANALYST);
    let first = browser.get("/").body;
    for words in ["Your first visit", "A watchlist is a search that never ends", "Your next digest is made"] {
        assert!(first.contains(words), "{words}: {first}");
    }
    assert!(!browser.get("/me").body.contains("name=\"translate\""));
}
