//! The rules of polite polling that span more than one poll: one test a rule, named after the rule.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::Value;
use testkit::{FeedServer, InstalledProgram, Reply};

/// A feed with these titles, each its own guid.
fn feed(titles: &[&str]) -> String {
    let item = |title: &&str| format!("<item><guid>{title}</guid><title>{title}</title></item>");
    let items: String = titles.iter().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>Example</title>{items}</channel></rss>")
}

/// The notices to the operators that one run of the outbox brings, as plain text.
fn notices(desk: &Desk) -> String {
    let settings = std::fs::read_to_string(desk.installation.path("wirewatch.toml")).expect("it is there");
    let (fetching, _) = settings.split_once("[mail]").expect("it has that table");
    let mail = "[mail]\nfrom = \"digest@example.org\"\ntransport = \"folder\"\nfolder = \"mail\"\n";
    desk.installation.write("wirewatch.toml", &format!("{fetching}{mail}"));
    let ran = desk.installation.run(&["digest", "--deliver"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let folder = desk.installation.path("mail");
    let Ok(mails) = std::fs::read_dir(&folder) else { return String::new() };
    let paths: Vec<_> = mails.map(|mail| mail.expect("the folder is ours").path()).collect();
    let read = |path: &std::path::PathBuf| {
        let bytes = std::fs::read(path).expect("it is there");
        std::fs::remove_file(path).expect("the folder is ours");
        let mail = mail_parser::MessageParser::new().parse(&bytes).expect("a mail").into_owned();
        mail.body_text(0).expect("it has a text").replace('\r', "")
    };
    paths.iter().map(read).collect()
}

/// One feed at `/rss` of a server.
struct Desk {
    server: FeedServer,
    installation: InstalledProgram,
}

impl Desk {
    fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let server = FeedServer::start();
        server.answer("/rss", replies);
        let nobody = SocketAddr::from((Ipv4Addr::LOCALHOST, 2525));
        let installation =
            InstalledProgram::new(env!("CARGO_BIN_EXE_wirewatch"), &server.url("/rss"), nobody);
        Self { server, installation }
    }

    fn poll_all(&self) -> Value {
        self.installation.json(&["poll", "--all"])
    }

    /// The feed's line in `feeds list`.
    fn listed(&self) -> Value {
        self.installation.json(&["feeds", "list"])
    }

    /// What each request said about the ETag it knows.
    fn etags(&self) -> Vec<Option<String>> {
        let etag = |header: Option<&str>| header.map(str::to_owned);
        self.server.requests().iter().map(|request| etag(request.header("if-none-match"))).collect()
    }
}

#[test]
fn rule_3_the_newest_etag_is_the_one_that_is_sent() {
    let tagged = |etag: &str| Reply::feed(feed(&["a"])).header("ETag", etag);
    let desk = Desk::new([tagged("\"1\""), tagged("\"2\""), Reply::status(304)]);
    let unchanged: Vec<Value> = (0..3).map(|_| desk.poll_all()["unchanged"].clone()).collect();
    assert_eq!(unchanged, [0, 1, 1], "the same body is no news");
    assert_eq!(desk.etags(), [None, Some("\"1\"".to_owned()), Some("\"2\"".to_owned())]);
}

#[test]
fn rule_4_a_body_that_cannot_be_read_replaces_no_validators() {
    let desk = Desk::new([
        Reply::feed(feed(&["a"])).header("ETag", "\"good\""),
        Reply::feed("this is no feed").header("ETag", "\"bad\""),
        Reply::status(304),
    ]);
    assert_eq!(desk.poll_all()["new"], 1);
    assert_eq!(desk.poll_all()["failed"], 1);
    assert_eq!(desk.poll_all()["unchanged"], 1);
    assert_eq!(desk.etags(), [None, Some("\"good\"".to_owned()), Some("\"good\"".to_owned())]);
}

#[test]
fn rule_7_what_is_fresh_is_not_asked_again_not_even_after_a_restart() {
    let desk = Desk::new([Reply::feed(feed(&["a"])).header("Cache-Control", "max-age=7200")]);
    assert_eq!(desk.installation.json(&["poll"])["polled"], 1);
    assert_eq!(desk.installation.json(&["poll"])["polled"], 0);
    assert_eq!(desk.server.count("/rss"), 1);
}

#[test]
fn rule_9_a_busy_host_is_left_alone_for_as_long_as_it_asks() {
    let desk = Desk::new([Reply::status(429).header("Retry-After", "7200")]);
    assert_eq!(desk.installation.json(&["poll"])["failed"], 1);
    assert_eq!(desk.installation.json(&["poll"])["polled"], 0);
    assert_eq!(desk.listed()["health"], "late");
    // Nor does another process ask it, told to poll everything; what was not asked is not counted as a failure.
    for _ in 0..4 {
        assert_eq!(desk.poll_all()["failed"], 1);
    }
    assert_eq!((desk.server.count("/rss"), desk.listed()["health"].as_str()), (1, Some("late")));
}

#[test]
fn rule_10_a_permanent_redirect_is_believed_after_five_answers_and_announced() {
    let desk = Desk::new([Reply::redirect(301, "/new")]);
    desk.server.answer("/new", [Reply::feed(feed(&["a"])).header("ETag", "\"1\""), Reply::status(304)]);
    for _ in 0..5 {
        assert_eq!(desk.poll_all()["failed"], 0);
    }
    assert_eq!(desk.listed()["health"], "moved");
    assert_eq!(desk.listed()["address"], desk.server.url("/new"));
    desk.poll_all();
    assert_eq!((desk.server.count("/rss"), desk.server.count("/new")), (5, 6));
}

#[test]
fn rule_10_a_changed_address_in_the_file_keeps_the_history() {
    let desk = Desk::new([Reply::redirect(301, "/new")]);
    let bodies = [&["a"][..], &["a", "b"], &["a", "b", "c"]].map(|titles| Reply::feed(feed(titles)));
    desk.server.answer("/new", bodies);
    assert_eq!(desk.poll_all()["new"], 1);
    // What comes while the address changes is news and what was known is not.
    desk.installation.write("feeds.toml", &format!("[[feed]]\nurl = \"{}\"\n", desk.server.url("/new")));
    assert_eq!(desk.poll_all()["new"], 1);
    assert_eq!(
        (desk.listed()["health"].as_str(), desk.listed()["entries"].as_u64()),
        (Some("well"), Some(2))
    );
    desk.installation.write("feeds.toml", &format!("[[feed]]\nurl = \"{}\"\n", desk.server.url("/rss")));
    assert_eq!(desk.poll_all()["new"], 1);
}

#[test]
fn rule_11_a_feed_that_is_gone_is_not_asked_again_and_one_that_is_lost_is() {
    let gone = Desk::new([Reply::status(410)]);
    gone.installation.json(&["poll"]);
    assert_eq!(gone.listed()["health"], "gone");
    assert_eq!(gone.installation.json(&["poll"])["polled"], 0);
    let lost = Desk::new([Reply::feed(feed(&["a"])), Reply::status(404)]);
    for _ in 0..6 {
        lost.poll_all();
    }
    assert_eq!(lost.listed()["health"], "failing");
    assert!(lost.listed()["next_due"].is_string(), "{}", lost.listed());
}

#[test]
fn row_15_operators_hear_of_a_turn_once_and_of_the_recovery() {
    let well = || Reply::feed(feed(&["a", "b", "c"]));
    let desk =
        Desk::new([well(), Reply::status(500), Reply::status(500), Reply::status(500), Reply::status(500)]);
    (0..4).for_each(|_| drop(desk.poll_all()));
    assert_eq!(notices(&desk), "", "three failures worry nobody");
    desk.poll_all();
    let told = notices(&desk);
    assert!(told.contains("Example fails\n") && told.contains("4 times in a row"), "{told}");
    desk.poll_all();
    assert_eq!(notices(&desk), "", "it is told once");
    desk.server.answer("/rss", [Reply::feed(feed(&[])), well(), Reply::status(410)]);
    desk.poll_all();
    let told = notices(&desk);
    assert!(told.contains("Example is well again\n") && told.contains("Example is empty\n"), "{told}");
    desk.poll_all();
    desk.poll_all();
    let told = notices(&desk);
    assert!(told.contains("Example is gone\n") && told.contains("It answered 410 Gone."), "{told}");
}

#[test]
fn rule_14_a_feed_that_has_moved_to_another_listed_one_is_told_to_be_double() {
    let desk = Desk::new([Reply::redirect(308, "/new")]);
    desk.server.answer("/new", [Reply::feed(feed(&["a"]))]);
    let [old, new] = ["/rss", "/new"].map(|path| format!("[[feed]]\nurl = \"{}\"\n", desk.server.url(path)));
    desk.installation.write("feeds.toml", &format!("{old}{new}"));
    (0..5).for_each(|_| drop(desk.poll_all()));
    let told = notices(&desk);
    // Where a line ends depends on how long the port is.
    let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("has moved\n") && words.contains("which the file lists too"), "{told}");
}

#[test]
fn rule_12_what_is_missing_from_a_feed_is_not_gone() {
    let many = feed(&["a", "b", "c", "d", "e"]);
    let desk = Desk::new([
        Reply::feed(many.clone()),
        Reply::feed(feed(&[])),
        Reply::feed("<html><title>Just a moment...</title>"),
        Reply::feed(many),
    ]);
    let new: Vec<Value> = (0..4).map(|_| desk.poll_all()["new"].clone()).collect();
    assert_eq!(new, [5, 0, 0, 0]);
}

#[test]
fn f12_a_proxy_of_the_environment_is_not_used() {
    let desk = Desk::new([Reply::feed(feed(&["a"]))]);
    let mut command = desk.installation.command(&["--json", "poll"]);
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"] {
        // Nobody listens there.
        command.env(name, "http://127.0.0.1:9");
    }
    let output = command.output().expect("the program is built and can be started");
    let summary: Value = serde_json::from_slice(&output.stdout).expect("what poll prints");
    assert_eq!((summary["new"].as_u64(), summary["failed"].as_u64()), (Some(1), Some(0)), "{summary}");
}

#[test]
fn row_6_a_new_feed_floods_nobody() {
    let old = "<item><guid>x</guid><title>CSTO and Azerbaijan</title><pubDate>1 Jun 2020 10:00 GMT</pubDate>";
    let body = feed(&["a"]).replace("<item>", &format!("{old}</item><item>"));
    let desk = Desk::new([Reply::feed(body)]);
    let reader = "[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = [\"*\"]\ndigest = \"hourly\"\n";
    desk.installation.write("subscribers.toml", reader);
    let polled = desk.poll_all();
    assert_eq!((polled["new"].as_u64(), polled["matches"].as_u64()), (Some(2), Some(1)), "{polled}");
    let composed = desk.installation.json(&["digest", "--force", "--now", "2100-01-01T00:00:00Z"]);
    assert_eq!(composed["composed"], 0, "{composed}");
}

#[test]
fn row_17_a_wall_is_a_state_of_its_own_and_changes_no_entry() {
    let wall = "<!DOCTYPE html><title>Just a moment...</title>";
    let many = feed(&["a", "b", "c"]);
    let desk = Desk::new([Reply::feed(many.clone()), Reply::feed(wall), Reply::feed(many)]);
    desk.poll_all();
    assert_eq!(desk.poll_all()["failed"], 1);
    let listed = desk.listed();
    assert_eq!((listed["health"].as_str(), listed["entries"].as_u64()), (Some("blocked"), Some(3)));
    assert_eq!(desk.poll_all()["new"], 0);
    assert_eq!(desk.listed()["health"], "well");
}

#[test]
fn rule_14_a_feed_that_is_listed_twice_is_asked_once() {
    let desk = Desk::new([Reply::feed(feed(&["a"]))]);
    let url = desk.server.url("/rss");
    desk.installation.write("feeds.toml", &format!("[[feed]]\nurl = \"{url}\"\n[[feed]]\nurl = \"{url}\"\n"));
    assert_eq!(desk.poll_all()["polled"], 1);
    assert_eq!(desk.server.count("/rss"), 1);
}

#[test]
fn rule_15_ttl_is_the_least_interval() {
    let body = feed(&["a"]).replace("<item>", "<ttl>600</ttl><item>");
    let desk = Desk::new([Reply::feed(body)]);
    desk.installation.json(&["poll"]);
    let instant = |name: &str| {
        let listed = desk.listed();
        listed[name].as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok()).expect("a time")
    };
    let wait = instant("next_due").duration_since(instant("last_polled"));
    assert!(wait >= jiff::SignedDuration::from_hours(10), "{wait:?}");
}

#[test]
fn rule_18_pages_are_read_at_first_sight_and_once() {
    let page = |titles: &[&str], next: &str| {
        let link =
            format!("<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='next' href='{next}'/><item>");
        Reply::feed(feed(titles).replacen("<item>", &link, 1))
    };
    let desk = Desk::new([page(&["a"], "/2")]);
    desk.server.answer("/2", [page(&["b", "c"], "/3")]);
    desk.server.answer("/3", [Reply::feed(feed(&["d"]))]);
    assert_eq!(desk.poll_all()["new"], 4);
    assert_eq!(desk.poll_all()["unchanged"], 1);
    assert_eq!(["/rss", "/2", "/3"].map(|path| desk.server.count(path)), [2, 1, 1]);
}

#[test]
fn rule_19_a_feed_that_has_expired_is_read_and_not_asked_again() {
    let version = "https://jsonfeed.org/version/1.1";
    let item = serde_json::json!({"id": "1", "content_text": "The last one."});
    let body = serde_json::json!({"version": version, "title": "T", "expired": true, "items": [item]});
    let desk = Desk::new([Reply::feed(body.to_string()).header("Content-Type", "application/feed+json")]);
    assert_eq!(desk.installation.json(&["poll"])["new"], 1);
    assert_eq!(desk.listed()["health"], "gone");
    assert_eq!(desk.installation.json(&["poll"])["polled"], 0);
}

#[test]
fn rule_20_the_charset_of_the_answer_counts_and_its_type_does_not() {
    // "Новости" in windows-1251, whatever the declaration says.
    let title = [0xcd, 0xee, 0xe2, 0xee, 0xf1, 0xf2, 0xe8];
    let (head, tail) =
        ("<?xml version=\"1.0\" encoding=\"koi8-r\"?><rss><channel><title>", "</title><item><guid>1</guid>");
    let body = [head.as_bytes(), &title[..], tail.as_bytes()].concat();
    for content_type in ["text/html; charset=windows-1251", "text/plain;charset=\"Windows-1251\""] {
        let reply = Reply::status(200).header("Content-Type", content_type).body(body.clone());
        let desk = Desk::new([reply]);
        desk.installation.write("feeds.toml", &format!("[[feed]]\nurl = \"{}\"\n", desk.server.url("/rss")));
        desk.poll_all();
        assert_eq!(desk.listed()["title"], "Новости", "{content_type}");
    }
}

#[test]
fn feeds_are_added_to_the_file_with_everything_else_in_it_kept() {
    let desk = Desk::new([Reply::feed(feed(&["a"]))]);
    let page = "<html><link rel=alternate type='application/rss+xml' href='/other'></html>";
    desk.server.answer("/", [Reply::status(200).body(page)]);
    desk.server.answer("/other", [Reply::feed(feed(&["one", "two"]))]);
    let before = format!("# ours\n[[feed]]\nurl = \"{}\" # slow\n", desk.server.url("/rss"));
    desk.installation.write("feeds.toml", &before);
    let ran = desk.installation.run(&["feeds", "add", &desk.server.url("/"), "--tag", "x"]);
    assert!(ran.code == Some(0) && ran.stdout.contains("- one"), "{ran:?}");
    let after = std::fs::read_to_string(desk.installation.path("feeds.toml")).expect("it is there");
    assert!(after.starts_with(&before) && after.contains(&desk.server.url("/other")), "{after}");
    assert_eq!(desk.installation.run(&["feeds", "add", &desk.server.url("/other")]).code, Some(1));
    let exported = desk.installation.run(&["feeds", "export"]).stdout;
    desk.installation.write("list.opml", &exported);
    desk.installation.write("feeds.toml", "");
    let list = desk.installation.path("list.opml").display().to_string();
    assert_eq!(desk.installation.run(&["feeds", "import", &list]).code, Some(0));
    assert_eq!(desk.installation.run(&["feeds", "export"]).stdout, exported);
}
