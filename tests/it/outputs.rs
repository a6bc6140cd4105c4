//! Outputs on their way to receivers that take them, put them off, are gone, hang up or say nothing.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::json;
use testkit::{
    FeedServer, HookPost, HookReply, HookServer, InstalledProgram, Reply, RunningProgram, SmtpServer,
};

const EMPTY: &str = "<rss version='2.0'><channel><title>Example</title></channel></rss>";

/// Later than anything the tests do, so that what is due by a digest's slot is due.
const SLOT: &str = "2040-01-01T00:00:00Z";

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn news(guids: &[u32]) -> String {
    let item = |guid: &u32| {
        format!(
            "<item><guid>{guid}</guid><title>CSTO and Azerbaijan hold talks {guid}</title>\
             <link>https://example.org/{guid}</link>\
             <description>The CSTO and Azerbaijan met for round {guid}. Grain was cheap, \
             said {guid} traders of {guid} towns.</description></item>"
        )
    };
    let items: String = guids.iter().map(item).collect();
    format!("<rss version='2.0'><channel><title>Example</title>{items}</channel></rss>")
}

/// An installation with one output, whose feed has just brought one story that matches.
struct Desk {
    installation: InstalledProgram,
    mail: SmtpServer,
    hook: HookServer,
    feeds: FeedServer,
}

impl Desk {
    fn new(when: &str) -> Self {
        let hook = HookServer::start();
        let to = format!("webhook = \"{}\", secret_file = \"hook-secret\"", hook.url("/SECRETPATH/x"));
        Self::with_output(hook, &format!("when = \"{when}\"\nto = {{ {to} }}\n"), "")
    }

    fn with_output(hook: HookServer, output: &str, more: &str) -> Self {
        let (feeds, mail) = (FeedServer::start(), SmtpServer::start());
        let installation =
            InstalledProgram::new(env!("CARGO_BIN_EXE_wirewatch"), &feeds.url("/rss"), mail.address);
        installation.write("hook-secret", SECRET);
        let output = format!("[[output]]\nid = \"desk-hook\"\nwatchlists = [\"*\"]\n{output}");
        installation.write("subscribers.toml", &(output + more));
        let desk = Self { installation, mail, hook, feeds };
        desk.poll(EMPTY);
        desk.poll(&news(&[1]));
        desk
    }

    fn poll(&self, edition: &str) {
        self.feeds.answer("/rss", [Reply::feed(edition)]);
        let polled = self.installation.json(&["poll", "--all"]);
        assert_eq!(polled["failed"], 0, "{polled}");
    }

    fn digest(&self) -> serde_json::Value {
        self.installation.json(&["digest", "--force", "--now", SLOT, "--deliver"])
    }

    fn deliver(&self, now: &str) -> serde_json::Value {
        self.installation.json(&["deliver", "--force", "--now", now])
    }
}

fn fates(sent: usize, deferred: usize, refused: usize, doubtful: usize) -> serde_json::Value {
    json!({ "sent": sent, "deferred": deferred, "refused": refused, "doubtful": doubtful })
}

fn ids(posts: &[HookPost]) -> Vec<String> {
    posts.iter().map(|post| post.header("webhook-id").expect("every post has one").to_owned()).collect()
}

/// Whether a post is signed for a moment that its receiver believes: five minutes, as Standard Webhooks has it.
#[expect(clippy::disallowed_methods, reason = "receivers go by the wall clock")]
fn is_of_now(post: &HookPost) -> bool {
    let signed: u64 =
        post.header("webhook-timestamp").and_then(|second| second.parse().ok()).expect("a second");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970");
    now.as_secs().abs_diff(signed) < 300
}

/// An hour after `2040-01-01`, as RFC 3339.
fn later(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    format!("2040-01-{:02}T{:02}:{:02}:{:02}Z", 1 + days, rest / 3600, rest / 60 % 60, rest % 60)
}

#[test]
fn a_webhook_is_told_at_once_what_its_watchlists_found_and_signed() {
    let desk = Desk::new("immediate");
    let mut expected = fates(1, 0, 0, 0);
    expected["composed"] = 1.into();
    assert_eq!(desk.digest(), expected);
    let [post] = &desk.hook.posts()[..] else { panic!("one post") };
    assert_eq!((post.method.as_str(), post.path.as_str()), ("POST", "/SECRETPATH/x"));
    let payload = post.json();
    assert_eq!(payload["type"], "wirewatch.alert");
    assert_eq!((&payload["watchlists"], &payload["left_out"]), (&json!(["csto-azerbaijan"]), &json!(0)));
    let story = &payload["stories"][0];
    assert_eq!((&story["kind"], &story["url"]), (&json!("new"), &json!("https://example.org/1")));
    assert_eq!(story["matched"], json!(["CSTO", "Azerbaijan"]));
    let excerpt = &story["excerpts"][0];
    let text = excerpt["text"].as_str().expect("it is text");
    let (start, end) = (excerpt["marks"][0][0].as_u64(), excerpt["marks"][0][1].as_u64());
    let place = |number: Option<u64>| usize::try_from(number.expect("a number")).expect("a small one");
    assert_eq!(&text[place(start)..place(end)], "CSTO");
    assert!(post.header("webhook-id").is_some_and(|id| id.starts_with("msg_")), "{post:?}");
    assert!(is_of_now(post), "{post:?}");
    assert!(post.header("webhook-signature").is_some_and(|signature| signature.starts_with("v1,")));
    // Told once: nothing is due any more, and what comes next is told alone.
    assert_eq!(desk.digest()["composed"], 0);
    desk.poll(&news(&[1, 2]));
    desk.digest();
    let posts = desk.hook.posts();
    assert_eq!((posts.len(), &posts[1].json()["stories"][0]["url"]), (2, &json!("https://example.org/2")));
    assert_eq!(posts[1].json()["stories"].as_array().map(Vec::len), Some(1));
}

#[test]
fn an_output_with_times_gets_a_digest_and_no_alert() {
    let desk = Desk::new("hourly");
    desk.installation.write(
        "watchlists/csto-azerbaijan.toml",
        "title = \"CSTO\"\nquery = \"CSTO AND Azerbaijan\"\nalert = \"immediate\"\n",
    );
    desk.digest();
    let posts = desk.hook.posts();
    assert_eq!(posts.len(), 1, "{posts:?}");
    assert_eq!(posts[0].json()["type"], "wirewatch.digest");
}

#[test]
fn what_is_not_taken_is_tried_ten_times_over_75_hours_with_the_same_id_and_body() {
    let desk = Desk::new("immediate");
    desk.hook.always(HookReply::Status(503));
    desk.digest();
    let mut at = 0;
    for (tries, wait) in (2..).zip([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]) {
        at += wait;
        assert_eq!(desk.deliver(&later(at - 1)), fates(0, 0, 0, 0), "before try {tries}");
        let expected = if tries == 10 { fates(0, 0, 1, 0) } else { fates(0, 1, 0, 0) };
        assert_eq!(desk.deliver(&later(at)), expected, "try {tries}");
    }
    assert_eq!(at, 75 * 3600 + 35 * 60 + 5);
    let posts = desk.hook.posts();
    assert_eq!(posts.len(), 10);
    assert!(ids(&posts).windows(2).all(|two| two[0] == two[1]));
    assert!(posts.windows(2).all(|two| two[0].body == two[1].body));
    // Receivers go by their own clock, whatever time was set here.
    assert!(posts.iter().all(is_of_now));
    // It is given up, listed, and the operators hear of it; `retry` begins anew.
    let listed = desk.installation.run(&["outbox", "list"]).stdout;
    assert!(listed.contains("output:desk-hook") && listed.contains("expired"), "{listed}");
    desk.deliver(&later(at + 60));
    let notices = desk.mail.received_by("ops@example.org");
    assert!(notices.iter().any(|mail| String::from_utf8_lossy(&mail.bytes).contains("desk-hook")));
    let number = listed.split_whitespace().next().expect("it begins with a number");
    desk.hook.always(HookReply::Status(200));
    assert_eq!(desk.installation.json(&["outbox", "retry", number])["changed"], 1);
    assert_eq!(desk.deliver(&later(at + 60))["sent"], 1);
}

#[test]
fn a_receiver_that_asks_for_patience_gets_it_and_one_in_doubt_gets_the_same_again() {
    let desk = Desk::new("immediate");
    desk.hook.answer([
        HookReply::Told(429, "Retry-After", "120".to_owned(), ""),
        HookReply::CutAfterBody,
        HookReply::Told(302, "Location", desk.hook.url("/elsewhere"), ""),
    ]);
    desk.digest();
    assert_eq!(desk.deliver(&later(119)), fates(0, 0, 0, 0));
    assert_eq!(desk.deliver(&later(120)), fates(0, 0, 0, 1));
    assert_eq!(desk.deliver(&later(120 + 300)), fates(0, 1, 0, 0));
    assert_eq!(desk.deliver(&later(120 + 300 + 1800)), fates(1, 0, 0, 0));
    let posts = desk.hook.posts();
    assert!(posts.iter().all(|post| post.path == "/SECRETPATH/x"), "nothing is redirected: {posts:?}");
    assert_eq!(ids(&posts).len(), 4);
    assert!(ids(&posts).windows(2).all(|two| two[0] == two[1]));
}

#[test]
fn a_receiver_that_is_gone_is_switched_off_and_can_be_taken_back() {
    let desk = Desk::new("immediate");
    desk.hook.always(HookReply::Status(410));
    assert_eq!(desk.digest()["refused"], 1);
    desk.poll(&news(&[1, 2]));
    desk.digest();
    desk.deliver(&later(86_400));
    assert_eq!(desk.hook.posts().len(), 1, "nothing more is posted there");
    let notice = desk.mail.received_by("ops@example.org").remove(0);
    let notice = String::from_utf8_lossy(&notice.bytes).replace("=\r\n", "");
    assert!(notice.contains("desk-hook is switched off"), "{notice}");
    let status = desk.installation.json(&["status"]);
    assert_eq!(status["outputs"][0]["suppressed"], "gone", "{status}");
    desk.hook.always(HookReply::Status(200));
    assert_eq!(desk.installation.run(&["subscribers", "restore", "output:desk-hook"]).code, Some(0));
    desk.poll(&news(&[1, 2, 3]));
    desk.digest();
    assert_eq!(desk.hook.posts().len(), 2);
}

#[test]
fn no_secret_of_an_output_is_ever_shown() {
    let desk = Desk::new("immediate");
    desk.hook.always(HookReply::Told(404, "X", "x".to_owned(), "Cannot POST /SECRETPATH/x"));
    let mut shown = Vec::new();
    for arguments in [
        &["digest", "--force", "--now", SLOT, "--deliver"][..],
        &["status"],
        &["--json", "status"],
        &["outbox", "list"],
        &["--json", "outbox", "list"],
        &["outbox", "show", "1"],
        &["subscribers", "list"],
        &["plan"],
        &["test-output", "desk-hook"],
        &["--json", "test-output", "desk-hook"],
        &["check"],
    ] {
        let ran = desk.installation.run(arguments);
        shown.push((arguments, ran.stdout + &ran.stderr));
    }
    for (arguments, text) in &shown {
        assert!(!text.contains("SECRETPATH") && !text.contains("MfKQ9r8"), "{arguments:?}: {text}");
    }
    let said = |command: &str| {
        shown.iter().find(|(arguments, _)| arguments.contains(&command)).map(|(_, text)| text)
    };
    assert!(said("status").is_some_and(|text| text.contains("desk-hook (webhook): 0 posts taken; 1 waits")));
    assert!(said("test-output").is_some_and(|text| text.contains("not taken: 127.0.0.1 answered 404")));
}

#[test]
fn test_output_posts_once_says_what_it_is_and_stores_nothing() {
    let desk = Desk::new("immediate");
    let ran = desk.installation.run(&["test-output", "desk-hook"]);
    assert_eq!((ran.code, ran.stdout.trim()), (Some(0), "taken: 127.0.0.1 answered 200"), "{ran:?}");
    let [post] = &desk.hook.posts()[..] else { panic!("one post") };
    assert_eq!(post.json()["type"], "wirewatch.test");
    assert_eq!(desk.installation.run(&["test-output", "other"]).code, Some(2));
    desk.hook.always(HookReply::Status(500));
    assert_eq!(desk.installation.run(&["test-output", "desk-hook"]).code, Some(1));
}

#[test]
fn a_dead_receiver_delays_nobody() {
    let (dead, well) = (HookServer::start(), HookServer::start());
    dead.always(HookReply::Hang);
    let to = |hook: &HookServer| {
        format!("to = {{ webhook = \"{}\", secret_file = \"hook-secret\" }}\n", hook.url("/w"))
    };
    let more = format!(
        "[[output]]\nid = \"well\"\nwatchlists = [\"*\"]\n{}\
         [[subscriber]]\nemail = \"a@example.org\"\nwatchlists = [\"*\"]\nalert_every = \"0s\"\n",
        to(&well)
    );
    let desk =
        Desk::with_output(dead, &to(&well).replace(&well.url("/w"), "http://127.0.0.1:1/unused"), &more);
    let output = format!("[[output]]\nid = \"desk-hook\"\nwatchlists = [\"*\"]\n{}", to(&desk.hook));
    desk.installation.write("subscribers.toml", &(output + &more));
    desk.installation.write(
        "watchlists/csto-azerbaijan.toml",
        "title = \"CSTO\"\nquery = \"CSTO AND Azerbaijan\"\nalert = \"immediate\"\n",
    );
    let begun = Instant::now();
    let _running = RunningProgram::start(&desk.installation);
    desk.hook.wait_for(1, Duration::from_secs(20));
    well.wait_for(1, Duration::from_secs(20));
    desk.mail.wait_for(1, Duration::from_secs(20));
    assert!(begun.elapsed() < Duration::from_secs(25), "the dead receiver holds a post for 30 s");
}

/// Kills it once `moment` has come, or lets it end by itself.
fn kill_when(mut child: Child, moment: impl Fn() -> bool) -> bool {
    let end = Instant::now() + Duration::from_mins(1);
    while Instant::now() < end {
        if child.try_wait().expect("it is ours").is_some() {
            return false;
        }
        if moment() {
            child.kill().expect("it is ours");
            child.wait().expect("it is ours");
            return true;
        }
        std::thread::yield_now();
    }
    panic!("neither did it end nor did its moment come");
}

#[test]
fn twenty_five_kills_of_the_daemon_lose_no_post_and_a_repeat_carries_the_same_id() {
    let desk = Desk::new("immediate");
    let guids: Vec<u32> = (1..=40).collect();
    // A post for each story waits, as of now: a daemon sends them as soon as it runs.
    for told in 1..=guids.len() {
        desk.poll(&news(&guids[..told]));
        assert_eq!(desk.installation.json(&["digest"])["composed"], 1);
    }
    // On a busy machine the signal comes late: a receiver that takes its time leaves posts to be killed over.
    desk.hook.always(HookReply::Late(Duration::from_millis(20)));
    let (mut kills, mut rounds) = (0_u32, 0_u32);
    while kills < 25 {
        rounds += 1;
        assert!(rounds < 100, "too few of the runs could be killed");
        let asked = desk.hook.posts().len();
        let mut daemon = desk.installation.command(&["run"]);
        let daemon = daemon.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it is built");
        // With the post, while its answer is on the way, and soon after it.
        let (begun, late) = (Instant::now(), Duration::from_millis(u64::from(rounds * 7 % 30)));
        let posted = Cell::new(None);
        kills += u32::from(kill_when(daemon, || {
            if desk.hook.posts().len() > asked && posted.get().is_none() {
                posted.set(Some(Instant::now()));
            }
            let is_time = posted.get().is_some_and(|at: Instant| at.elapsed() >= late);
            is_time || begun.elapsed() > Duration::from_secs(3)
        }));
    }
    desk.deliver("2040-02-01T00:00:00Z");
    let posts = desk.hook.posts();
    let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut bodies: BTreeMap<String, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for (post, id) in posts.iter().zip(ids(&posts)) {
        bodies.entry(id.clone()).or_default().insert(post.body.clone());
        for story in post.json()["stories"].as_array().expect("a list") {
            told.entry(story["url"].to_string()).or_default().insert(id.clone());
        }
    }
    assert_eq!(told.len(), guids.len(), "a story is lost: {:?}", told.keys());
    assert!(told.values().all(|ids| ids.len() == 1), "a story is told twice under two ids: {told:?}");
    assert!(bodies.values().all(|bodies| bodies.len() == 1), "a repeat has another body");
    let repeats = posts.len() - bodies.len();
    assert!(
        repeats <= usize::try_from(kills).expect("a small number"),
        "{repeats} repeats after {kills} kills"
    );
}
