//! The daemon as systemd and operators meet it.

use std::net::TcpListener;
use std::time::Duration;

use serde_json::Value;
use testkit::{FeedServer, InstalledProgram, Reply, ReplyManner, RunningProgram, SmtpServer};

const PATIENCE: Duration = Duration::from_mins(1);

fn feed(items: &[&str]) -> String {
    let items = items.iter().enumerate().map(|(number, title)| {
        format!("<item><guid>{number}</guid><title>{title}</title><description>{title}, it was said.</description></item>")
    });
    format!("<rss version='2.0'><channel><title>Example</title>{}</channel></rss>", items.collect::<String>())
}

/// A feed that is polled every second and a reader who is alerted at once.
struct Desk {
    installation: InstalledProgram,
    feeds: FeedServer,
    server: SmtpServer,
}

impl Desk {
    fn new() -> Self {
        let (feeds, server) = (FeedServer::start(), SmtpServer::start());
        let installation =
            InstalledProgram::new(env!("CARGO_BIN_EXE_wirewatch"), &feeds.url("/rss"), server.address);
        let listed = format!("[[feed]]\nurl = \"{}\"\nevery = \"1s\"\n", feeds.url("/rss"));
        installation.write("feeds.toml", &listed);
        installation.write(
            "subscribers.toml",
            "[[subscriber]]\nemail = \"analyst@example.org\"\nwatchlists = [\"*\"]\ndigest = \"daily 07:00\"\n\
             timezone = \"Asia/Baku\"\nalerts = true\nalert_every = \"0s\"\n",
        );
        let desk = Self { installation, feeds, server };
        desk.watch("CSTO AND Azerbaijan");
        desk.publish(&[]);
        desk
    }

    fn watch(&self, query: &str) {
        let file = format!("title = \"CSTO and Azerbaijan\"\nquery = '{query}'\nalert = \"immediate\"\n");
        self.installation.write("watchlists/csto-azerbaijan.toml", &file);
    }

    fn publish(&self, titles: &[&str]) {
        self.feeds.answer("/rss", [Reply::feed(feed(titles))]);
    }
}

#[test]
fn it_polls_on_schedule_alerts_at_once_and_leaves_on_sigterm() {
    let desk = Desk::new();
    let mut daemon = RunningProgram::start(&desk.installation);
    daemon.wait_until_logged("feed read");
    desk.publish(&["CSTO and Azerbaijan hold talks", "Grain is cheap"]);
    let mails = desk.server.wait_for(1, PATIENCE);
    assert_eq!((mails.len(), mails[0].to.as_slice()), (1, &["analyst@example.org".to_owned()][..]));
    daemon.wait_until_told("WATCHDOG=1");
    let second = desk.installation.run(&["run"]);
    assert_eq!(second.code, Some(3), "{second:?}");
    assert!(second.stderr.contains("in use by another wirewatch"), "{second:?}");
    assert_eq!(desk.installation.json(&["status"])["running"], true);
    daemon.signal("TERM");
    daemon.wait_until_told("STOPPING=1");
    let (status, took) = daemon.wait();
    assert!(status.success() && took < Duration::from_secs(5), "{status} after {took:?}");
    assert_eq!(desk.installation.json(&["status"])["running"], false);
}

#[test]
fn commands_beside_it_go_through_it() {
    let desk = Desk::new();
    let listed = format!("[[feed]]\nurl = \"{}\"\nevery = \"1h\"\n", desk.feeds.url("/rss"));
    desk.installation.write("feeds.toml", &listed);
    let mut daemon = RunningProgram::start(&desk.installation);
    daemon.wait_until_logged("feed read");
    desk.publish(&["Azerbaijan asks the CSTO"]);
    let polled = |arguments: &[&str]| desk.installation.json(arguments);
    assert_eq!(polled(&["poll"])["polled"], 0, "nothing is due for an hour");
    let one = polled(&["poll", "--feed", &desk.feeds.url("/rss")]);
    assert_eq!((&one["polled"], &one["new"], &one["matches"]), (&1.into(), &1.into(), &1.into()), "{one}");
    let all = polled(&["poll", "--all"]);
    assert_eq!((&all["polled"], &all["unchanged"]), (&1.into(), &1.into()), "{all}");
    assert_eq!(desk.server.wait_for(1, PATIENCE).len(), 1);
    let preview = desk.installation.path("preview");
    for (arguments, code) in [
        (&["poll"][..], 0),
        (&["deliver"], 0),
        (&["digest"], 0),
        (&["digest", "--deliver"], 0),
        (&["digest", "--preview", preview.to_str().expect("a plain path")], 0),
        (&["poll", "--feed", "https://nowhere.example/"], 2),
        (&["digest", "--subscriber", "nobody@example.org"], 2),
    ] {
        let ran = desk.installation.run(arguments);
        assert_eq!(ran.code, Some(code), "{arguments:?}: {ran:?}");
    }
    daemon.signal("TERM");
    daemon.wait();
    let alone = desk.installation.run(&["poll", "--feed", "https://nowhere.example/"]);
    assert_eq!(alone.code, Some(2), "the same without a daemon: {alone:?}");
}

#[test]
fn it_leaves_within_five_seconds_while_a_feed_hangs() {
    let desk = Desk::new();
    desk.feeds.answer("/rss", [Reply::feed("").said(ReplyManner::Silent)]);
    let mut daemon = RunningProgram::start(&desk.installation);
    while desk.feeds.count("/rss") == 0 {
        std::thread::yield_now();
    }
    daemon.signal("TERM");
    let (status, took) = daemon.wait();
    assert!(status.success() && took < Duration::from_secs(5), "{status} after {took:?}");
}

#[test]
fn a_broken_watchlist_does_not_stop_the_old_one() {
    let desk = Desk::new();
    let mut daemon = RunningProgram::start(&desk.installation);
    daemon.wait_until_logged("feed read");
    daemon.forget();
    desk.installation.write("watchlists/csto-azerbaijan.toml", "title = \"CSTO\"\nquery = \"CSTO AND (\"\n");
    daemon.signal("HUP");
    daemon.wait_until_told("RELOADING=1");
    daemon.wait_until_logged("refused, the old ones go on");
    daemon.wait_until_told("READY=1");
    let refused = desk.installation.run(&["reload"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("csto-azerbaijan.toml:2:"), "{refused:?}");
    desk.publish(&["CSTO and Azerbaijan hold talks"]);
    let told = desk.server.wait_for(2, PATIENCE);
    let mut to: Vec<_> = told.iter().map(|mail| mail.to[0].as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["analyst@example.org", "ops@example.org"], "the old list alerts, the operators are told");

    desk.watch("Grain");
    let taken = desk.installation.run(&["reload"]);
    assert_eq!(taken.code, Some(0), "{taken:?}");
    desk.publish(&["CSTO and Azerbaijan hold talks", "Grain is cheap"]);
    assert_eq!(desk.server.wait_for(3, PATIENCE).len(), 3);
}

#[test]
fn a_changed_file_is_taken_without_a_signal() {
    let desk = Desk::new();
    let daemon = RunningProgram::start(&desk.installation);
    daemon.wait_until_logged("feed read");
    desk.watch("Grain");
    daemon.wait_until_logged("files reloaded");
    desk.publish(&["Grain is cheap"]);
    assert_eq!(desk.server.wait_for(1, PATIENCE).len(), 1);
}

#[test]
fn a_configuration_that_is_refused_ends_it_with_78_and_a_port_in_use_with_3() {
    let desk = Desk::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let settings = std::fs::read_to_string(desk.installation.path("wirewatch.toml")).expect("it was written");
    let with_web = format!("{settings}[web]\nlisten = \"{}\"\n", taken.local_addr().expect("it is bound"));
    desk.installation.write("wirewatch.toml", &with_web);
    let ran = desk.installation.run(&["run"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.stderr.contains("the port is in use"), "{ran:?}");

    desk.installation.write("wirewatch.toml", &format!("speed = 3\n{settings}"));
    let ran = desk.installation.run(&["run"]);
    assert_eq!(ran.code, Some(78), "{ran:?}");
    assert!(ran.stderr.contains("wirewatch.toml:1:1: error"), "{ran:?}");
}

#[test]
fn a_watchlist_that_would_bring_a_flood_is_refused_until_it_is_forced() {
    let desk = Desk::new();
    let titles: Vec<String> = (0..40).map(|number| format!("Grain {number} is cheap")).collect();
    let mut titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    titles.push("CSTO and Azerbaijan hold talks");
    let daemon = RunningProgram::start(&desk.installation);
    daemon.wait_until_logged("feed read");
    desk.publish(&titles);
    assert_eq!(desk.server.wait_for(1, PATIENCE).len(), 1, "the alert");
    desk.watch("CSTO OR Azerbaijan OR (Grain AND 17)");
    let taken = desk.installation.run(&["reload"]);
    assert_eq!(taken.code, Some(0), "from one to two is no flood: {taken:?}");

    desk.watch("CSTO OR Azerbaijan OR Grain");
    let logged = daemon.wait_until_logged("would mail 41.0 items a day, where it mails 2.0 now: 20.5 times");
    assert!(logged.contains("csto-azerbaijan.toml:2:"), "found without a signal: {logged}");
    let refused = desk.installation.run(&["reload"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    for words in ["max_growth is 10", "“Grain 39 is cheap”", "41 of the 41 items", "reload --force"] {
        assert!(refused.stderr.contains(words), "{words} is missing: {refused:?}");
    }
    let told = desk.server.wait_for(2, PATIENCE);
    assert_eq!(told[1].to, ["ops@example.org"]);
    let forced = desk.installation.run(&["reload", "--force"]);
    assert_eq!(forced.code, Some(0), "{forced:?}");
    desk.watch("CSTO OR Azerbaijan OR Grain OR cheap");
    assert_eq!(desk.installation.run(&["reload"]).code, Some(0), "what was forced is the measure now");
}

#[test]
fn status_shows_what_runs_and_what_is_refused() {
    let desk = Desk::new();
    let daemon = RunningProgram::start(&desk.installation);
    daemon.wait_until_logged("feed read");
    let status = desk.installation.json(&["status"]);
    assert_eq!(
        (&status["files"]["terms"], &status["files"]["refused"]),
        (&2.into(), &Value::Null),
        "{status}"
    );
    desk.installation.write("watchlists/csto-azerbaijan.toml", "query = \"CSTO AND (\"\n");
    daemon.wait_until_logged("refused, the old ones go on");
    let status = desk.installation.run(&["status"]);
    assert_eq!(status.code, Some(1), "{status:?}");
    for words in [
        "daemon     runs",
        "1 watchlist for 2 names and words",
        "refused    the files on disk are wrong",
        "runs on\n",
    ] {
        assert!(status.stdout.contains(words), "{words} is missing: {status:?}");
    }
    assert!(status.stdout.contains("csto-azerbaijan.toml:1:"), "{status:?}");
    drop(daemon);
    let status = desk.installation.json(&["status"]);
    assert_eq!((&status["running"], &status["files"]["terms"]), (&false.into(), &2.into()), "{status}");
    assert!(status["files"]["refused"]["problems"][0].is_string(), "{status}");
    desk.watch("Grain");
    let status = desk.installation.json(&["status"]);
    assert_eq!(
        (&status["files"]["terms"], &status["files"]["refused"]),
        (&1.into(), &Value::Null),
        "{status}"
    );
}
