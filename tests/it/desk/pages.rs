//! The pages as readers, strangers and programs that scan mails meet them.

use jiff::ToSpan;
use jiff::tz::TimeZone;
use serde_json::Value;
use testkit::{Reply, RunningProgram, VisitedPage};

use super::installed::{ANALYST, Desk, NEWS, PATIENCE, feed, now, text_of, wait_until};

#[test]
fn a_code_signs_in_the_browser_that_has_asked_for_it_and_nobody_learns_who_is_a_reader() {
    let desk = Desk::new("");
    let _daemon = RunningProgram::start(&desk.installation);
    let (mut known, mut unknown) = (desk.visitor(), desk.visitor());
    for page in ["/", "/w/csto-azerbaijan", "/search?q=gas", "/e/1", "/feeds", "/me"] {
        let asked = known.get(page);
        assert_eq!((asked.status, asked.header("location")), (303, Some("/sign-in")), "{page}");
    }
    let without_secrets = |page: VisitedPage| {
        let headers = page.headers.into_iter().filter(|(name, _)| name != "date" && name != "set-cookie");
        (page.status, headers.collect::<Vec<_>>(), page.body)
    };
    let asked = without_secrets(known.post("/sign-in", &[("email", "Analyst@Example.org")]));
    assert_eq!(asked, without_secrets(unknown.post("/sign-in", &[("email", "stranger@example.org")])));
    assert_eq!(known.get("/sign-in/code").body, unknown.get("/sign-in/code").body);
    let code = desk.code_after(ANALYST, 0);
    // The mail is another browser's: neither its code nor anything in it signs anybody in.
    let mut thief = desk.visitor();
    thief.post("/sign-in", &[("email", ANALYST)]);
    let wrong = thief.post("/sign-in/code", &[("code", &code)]);
    assert_eq!((wrong.status, thief.get("/").status), (403, 303));
    let spaced = format!("{} {}", &code[..4], &code[4..]);
    assert_eq!(known.post("/sign-in/code", &[("code", &spaced)]).header("location"), Some("/"));
    assert_eq!(known.get("/").status, 200);
    assert_eq!(unknown.post("/sign-in/code", &[("code", &code)]).status, 403);
    assert_eq!(known.post("/sign-in/code", &[("code", &code)]).status, 400, "it is used once");
    // Of two who asked for it one is a reader: two mails, to one address.
    assert!(desk.mail.wait_for(2, PATIENCE).iter().all(|mail| mail.to == [ANALYST]));
    let form = known.get("/me").hidden("form").expect("it has forms");
    assert_eq!(known.post("/sign-out", &[("form", &form)]).status, 303);
    assert_eq!(known.get("/").status, 303);
}

#[test]
fn pages_show_what_the_reader_may_see_and_nothing_else() {
    let desk = Desk::new("");
    desk.poll();
    let _daemon = RunningProgram::start(&desk.installation);
    let mut browser = desk.signed_in(ANALYST);
    let front = browser.get("/");
    assert!(
        front.body.contains("Pact talks") && front.body.contains("CSTO and Azerbaijan"),
        "{}",
        front.body
    );
    assert!(!front.body.contains("Closed"));
    let (closed, none) = (browser.get("/w/closed"), browser.get("/w/nothing"));
    assert_eq!((closed.status, &closed.body), (404, &none.body));
    assert_eq!(browser.get("/w/open").status, 200, "it is open to every reader");
    let archive = browser.get("/w/csto-azerbaijan");
    assert!(archive.body.contains("<mark>CSTO</mark>"), "{}", archive.body);
    let wrong = browser.get("/search?q=gas+or+oil");
    assert!(wrong.status == 400 && wrong.body.contains('^'), "{}", wrong.body);
    let weather = browser.get("/search?q=wind").after("<a href=\"/e/");
    let entry = browser.get(&format!("/e/{}", weather[0]));
    assert!(entry.body.contains("Rain &#38; wind"), "{}", entry.body);
    for page in [&front, &archive, &entry, &browser.get("/feeds"), &browser.get("/me")] {
        assert!(page.body.len() < 60_000 && !page.body.contains("<script"), "{}", page.body.len());
        let policy = page.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
    }
}

/// Two hundred queries out of words that stand in the news and words that do not, in every way to join them.
fn queries() -> Vec<String> {
    let words = [
        "gas",
        "CSTO",
        "talks",
        "Baku",
        "rain",
        "plan",
        "mountains",
        "zebra",
        "\"secret plan\"",
        "title:weather",
    ];
    let mut queries = Vec::new();
    for (place, one) in words.iter().enumerate() {
        for other in &words[place + 1..] {
            queries.push(format!("{one} AND {other}"));
            queries.push(format!("{one} OR {other}"));
            queries.push(format!("{one} NOT {other}"));
            queries.push(format!("({one} OR title:{}) AND (cheap OR {other})", "gas"));
        }
    }
    for word in &words[..8] {
        queries.extend([
            word.to_string(),
            format!("{word} NEAR/5 in"),
            format!("{}* AND NOT gas", &word[..3]),
        ]);
    }
    queries.truncate(200);
    assert_eq!(queries.len(), 200);
    queries
}

#[test]
fn a_search_on_the_desk_answers_entry_for_entry_what_the_command_does() {
    let desk = Desk::new("");
    desk.poll();
    let _daemon = RunningProgram::start(&desk.installation);
    let mut browser = desk.signed_in(ANALYST);
    let (mut found, mut refused) = (0, 0);
    for query in queries() {
        let ran = desk.installation.run(&["search", "--json", &query]);
        let entries = ran.stdout.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let told: Vec<String> = entries.map(|entry| format!("/e/{}", entry["id"])).collect();
        let escaped: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let page = browser.get(&format!("/search?q={escaped}"));
        let shown: Vec<String> =
            page.after("<a href=\"/e/").iter().map(|number| format!("/e/{number}")).collect();
        assert_eq!((page.status == 400, &shown), (ran.code == Some(2), &told), "{query}: {ran:?}");
        found += usize::from(!told.is_empty());
        refused += usize::from(page.status == 400);
    }
    assert!(found > 80 && refused < 20, "{found} found something, {refused} were refused");
}

#[test]
fn only_pages_of_ours_change_anything_and_only_under_our_name() {
    let desk = Desk::new("public_url = \"https://watch.example.org\"");
    let _daemon = RunningProgram::start(&desk.installation);
    let host = |host: &str| desk.visitor().with_header("host", host).get("/sign-in").status;
    assert_eq!(host("watch.example.org"), 200);
    assert_eq!(host("evil.example"), 421);
    let origin = |name: &str, value: &str| {
        let mut other = desk.visitor().with_header("host", "watch.example.org").with_header(name, value);
        other.post("/sign-in", &[("email", "nobody@example.org")]).status
    };
    assert_eq!(origin("origin", "https://watch.example.org"), 303);
    assert_eq!(origin("origin", "https://evil.example"), 403);
    assert_eq!(origin("sec-fetch-site", "cross-site"), 403);
    let mut browser = desk.signed_in(ANALYST);
    assert_eq!(browser.post("/me", &[("act", "leave")]).status, 403, "no token of this session");
    assert_eq!(browser.post("/me", &[("form", "0".repeat(32).as_str()), ("act", "leave")]).status, 403);
    let mut large = desk.visitor();
    assert_eq!(large.post("/sign-in", &[("email", "a".repeat(100_000).as_str())]).status, 413);
}

#[test]
fn a_stranger_joins_by_a_button_and_no_program_that_follows_links_does() {
    let desk = Desk::new("signup = \"domains\"\nallowed_domains = [\"example.org\"]");
    desk.poll();
    let daemon = RunningProgram::start(&desk.installation);
    let mut stranger = desk.visitor();
    assert_eq!(stranger.post("/join", &[("email", "new@elsewhere.example")]).status, 400);
    let answers: Vec<String> = ["new@example.org", ANALYST, "new@example.org"]
        .iter()
        .map(|email| stranger.post("/join", &[("email", email)]).body)
        .collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    wait_until(|| !desk.mail.received_by("new@example.org").is_empty());
    let text = text_of(&desk.mail.received_by("new@example.org")[0].bytes);
    let link = text.split_whitespace().find(|word| word.contains("/confirm/")).expect("a link");
    let path = link.split_once("/confirm/").map(|(_, token)| format!("/confirm/{token}")).expect("a link");
    // What scanners of mail do: look, look again, look from elsewhere, follow redirects.
    for method in ["HEAD", "GET", "OPTIONS", "GET"] {
        for agent in ["Mozilla/5.0 (scanner)", "curl/8", ""] {
            desk.visitor().with_header("user-agent", agent).send(method, &path, "");
        }
    }
    assert!(!desk.installation.run(&["subscribers", "export"]).stdout.contains("new@example.org"));
    let joined = desk.visitor().post(&path, &[]);
    assert!(joined.status == 200 && joined.header("set-cookie").is_none(), "{joined:?}");
    assert_eq!(desk.visitor().get(&format!("{path}0")).status, 404);
    let mut browser = desk.signed_in("new@example.org");
    let page = browser.get("/me");
    assert!(page.body.contains("Gas") && !page.body.contains("CSTO"), "{}", page.body);
    let bad = Desk::change(
        &mut browser,
        &[("act", "wishes"), ("digest", "daily 25:00"), ("timezone", "Asia/Baku")],
    );
    assert!(bad.status == 400 && bad.body.contains("role=\"alert\""), "{}", bad.body);
    let saved = Desk::change(
        &mut browser,
        &[
            ("act", "wishes"),
            ("digest", "daily 08:15"),
            ("timezone", "Asia/Yerevan"),
            ("quiet", "22:00-06:00"),
        ],
    );
    assert_eq!(saved.header("location"), Some("/me?done=saved"));
    let export = desk.installation.run(&["subscribers", "export"]).stdout;
    assert!(export.contains("digest = \"daily 08:15\"") && export.contains("alerts = false"), "{export}");
    drop(daemon);
    let plan = desk.installation.run(&["plan", "--subscriber", "new@example.org"]).stdout;
    assert!(plan.contains("08:15"), "{plan}");
}

#[test]
fn a_reader_subscribes_mutes_pauses_and_leaves_and_hears_of_each() {
    let desk = Desk::new("");
    desk.feeds.answer("/rss", [feed(&[])]);
    desk.poll_at(now() - 50.hours());
    let daemon = RunningProgram::start(&desk.installation);
    let mut browser = desk.signed_in(ANALYST);
    let preview = |desk: &Desk| {
        let folder = desk.installation.path("preview");
        let _ = std::fs::remove_dir_all(&folder);
        let folder = folder.to_str().expect("plain letters").to_owned();
        desk.installation.run(&["digest", "--preview", &folder, "--subscriber", ANALYST]);
        let files = std::fs::read_dir(&folder).map_or_else(
            |_| Vec::new(),
            |files| files.filter_map(|file| std::fs::read_to_string(file.ok()?.path()).ok()).collect(),
        );
        files.join("\n")
    };
    assert_eq!(Desk::change(&mut browser, &[("act", "follow"), ("target", "open")]).status, 303);
    assert_eq!(Desk::change(&mut browser, &[("act", "follow"), ("target", "closed")]).status, 400);
    desk.mail.wait_for(2, PATIENCE);
    wait_until(|| {
        desk.installation.run(&["plan"]).stdout.contains("open") || browser.get("/").body.contains("Gas")
    });
    desk.feeds.answer("/rss", [feed(&NEWS)]);
    desk.installation.run(&["poll", "--all"]);
    let told = preview(&desk);
    assert!(told.contains("Pact talks") && told.contains("Gas is cheap"), "{told}");
    assert_eq!(Desk::change(&mut browser, &[("act", "unfollow"), ("target", "csto-azerbaijan")]).status, 303);
    let told = preview(&desk);
    assert!(!told.contains("Pact talks") && told.contains("Gas is cheap"), "{told}");
    let gas = browser.get("/search?q=traders").after("<a href=\"/e/");
    let wire = browser.get(&format!("/e/{}", gas[0])).hidden("target").expect("it can be muted");
    assert_eq!(Desk::change(&mut browser, &[("act", "mute-source"), ("target", &wire)]).status, 303);
    assert!(!preview(&desk).contains("Gas is cheap"));
    let why = desk.installation.run(&["why", "https://wire.example/Gas"]).stdout;
    assert!(why.split_whitespace().collect::<Vec<_>>().join(" ").contains("has asked for no mail"), "{why}");
    let page = browser.get("/me");
    assert!(page.body.contains("Everything from"), "{}", page.body);
    Desk::change(&mut browser, &[("act", "unmute"), ("kind", "source"), ("target", &wire)]);
    assert!(preview(&desk).contains("Gas is cheap"));
    assert_eq!(Desk::change(&mut browser, &[("act", "pause"), ("pause_until", "2001-01-01")]).status, 400);
    assert_eq!(Desk::change(&mut browser, &[("act", "pause"), ("pause_until", "tomorrow")]).status, 400);
    let day = (now() + 240.hours()).strftime("%Y-%m-%d").to_string();
    let paused = Desk::change(&mut browser, &[("act", "pause"), ("pause_until", &day)]);
    assert_eq!(paused.header("location"), Some("/me?done=paused"));
    assert!(desk.installation.run(&["subscribers", "list"]).stdout.contains("paused until"));
    assert_eq!(Desk::change(&mut browser, &[("act", "leave")]).status, 200);
    assert_eq!(browser.get("/").status, 303, "leaving ends the session");
    assert!(desk.installation.run(&["subscribers", "list"]).stdout.contains("left"));
    // The code, and a mail for each of the six changes, the last one of leaving.
    let mails = desk.mail.wait_for(7, PATIENCE);
    let of_changes = mails.iter().filter(|mail| text_of(&mail.bytes).contains("change it back")).count();
    assert_eq!(of_changes, 6);
    drop(daemon);
}

#[test]
fn a_readers_feed_is_read_back_moves_with_edits_and_ends_with_its_address() {
    let desk = Desk::new("");
    desk.poll();
    let daemon = RunningProgram::start(&desk.installation);
    let mut browser = desk.signed_in(ANALYST);
    assert_eq!(Desk::change(&mut browser, &[("act", "feed"), ("target", "closed")]).status, 400);
    Desk::change(&mut browser, &[("act", "feed"), ("target", "csto-azerbaijan")]);
    let address = format!("/feed/{}", browser.get("/me").after("/feed/")[0]);
    let stem = address.trim_end_matches(".atom").to_owned();
    let mut program = desk.visitor();
    let read_back = |page: &VisitedPage, name: &str| -> Value {
        desk.installation.write(name, &page.body);
        let path = desk.installation.path(name);
        desk.installation.json(&["read", path.to_str().expect("plain letters")])
    };
    let atom = program.get(&format!("{stem}.atom"));
    let json = program.get(&format!("{stem}.json"));
    let (from_atom, from_json) = (read_back(&atom, "a.atom"), read_back(&json, "a.json"));
    let ids = |feed: &Value| {
        feed["entries"]
            .as_array()
            .map(|entries| entries.iter().map(|entry| entry["id"].clone()).collect::<Vec<_>>())
    };
    assert_eq!(ids(&from_atom).map(|ids| ids.len()), Some(1), "{}", atom.body);
    assert_eq!(ids(&from_atom), ids(&from_json), "{}", json.body);
    let etag = atom.header("etag").expect("a mark").to_owned();
    let again = desk.visitor().with_header("if-none-match", &etag).get(&format!("{stem}.atom"));
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    desk.feeds.answer(
        "/rss",
        [feed(&[("Pact talks", "The CSTO and Azerbaijan hold no talks in Almaty, it turns out.")])],
    );
    desk.installation.run(&["poll", "--all"]);
    let edited = desk.visitor().with_header("if-none-match", &etag).get(&format!("{stem}.atom"));
    assert!(edited.status == 200 && edited.body.contains("no talks"), "{}", edited.body);
    desk.feeds.answer("/rss", [feed(&[("Weather", "Rain."), ("More", "Wind."), ("Most", "Snow.")])]);
    for hours in [2, 4, 6] {
        let at = now() + hours.hours();
        desk.installation.run(&["poll", "--all", "--now", &at.to_string(), "--force"]);
    }
    assert_eq!(program.get(&format!("{}x.atom", &stem[..stem.len() - 1])).status, 404);
    Desk::change(&mut browser, &[("act", "feed"), ("target", "csto-azerbaijan")]);
    assert_eq!(program.get(&format!("{stem}.atom")).status, 404, "the address before has ended");
    drop(daemon);
}

#[test]
fn a_proxy_that_is_trusted_says_who_asks_and_nobody_else_does() {
    for (trusted, expected) in [("127.0.0.1/32", 200), ("10.0.0.1", 401)] {
        let desk = Desk::new(&format!("[web.auth]\nheader = \"Remote-Email\"\ntrusted = [\"{trusted}\"]"));
        let _daemon = RunningProgram::start(&desk.installation);
        let ask = |email: &str| desk.visitor().with_header("remote-email", email).get("/").status;
        assert_eq!(ask(ANALYST), expected, "{trusted}");
        assert_eq!(ask("stranger@example.org"), if expected == 200 { 403 } else { 401 });
        assert_eq!(desk.visitor().get("/").status, 303, "who names nobody signs in");
    }
    let desk = Desk::new("[web.auth]\nheader = \"Remote-Email\"\ntrusted = [\"0.0.0.0/0\"]");
    let checked = desk.installation.run(&["check"]);
    assert!(checked.code == Some(1) && checked.stdout.contains("believes whoever asks"), "{checked:?}");
    assert!(desk.web.contains("[web]"));
}

#[test]
fn days_on_which_a_feed_was_not_read_are_hatched() {
    let desk = Desk::new("");
    // At noon: whatever the hour of the test, it is the same day for the reader, in Baku.
    let days_ago = |days: i64| {
        let noon = TimeZone::UTC.to_datetime(now() - (24 * days).hours()).date().at(12, 0, 0, 0);
        TimeZone::UTC.to_timestamp(noon).expect("there is one").min(now())
    };
    desk.poll_at(days_ago(7));
    desk.poll_at(days_ago(6));
    desk.feeds.answer("/rss", [Reply::status(500)]);
    for days in [5, 4] {
        desk.poll_at(days_ago(days));
    }
    desk.feeds.answer("/rss", [feed(&NEWS)]);
    for days in [3, 2, 1, 0] {
        desk.poll_at(days_ago(days));
    }
    desk.poll_at(now());
    let _daemon = RunningProgram::start(&desk.installation);
    let mut browser = desk.signed_in(ANALYST);
    let page = browser.get("/w/csto-azerbaijan");
    assert!(page.body.contains("2 days on which feeds were not read"), "{}", page.body);
    assert_eq!(page.body.matches("0 of 1").count(), 2);
}
