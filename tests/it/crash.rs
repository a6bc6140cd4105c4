//! Killed with -9 at any moment, the program loses nobody, and a repeat is recognisable.

use std::collections::BTreeSet;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use testkit::{FeedServer, InstalledProgram, Phase, Reply, SmtpFault, SmtpServer};

const READERS: usize = 60;

const EMPTY: &str = "<rss version='2.0'><channel><title>Example</title></channel></rss>";

const NEWS: &str = "<rss version='2.0'><channel><title>Example</title><item><guid>1</guid>\
    <title>CSTO and Azerbaijan hold talks</title><description>They met.</description></item></channel></rss>";

fn reader(number: usize) -> String {
    format!("reader{number}@example.org")
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
fn d19_s8_twenty_five_kills_lose_nobody_and_a_repeat_carries_the_same_message_id() {
    let (feeds, server) = (FeedServer::start(), SmtpServer::start());
    // On a busy machine the signal comes late: a server that takes its time leaves mail to be killed over.
    server.always(Phase::Body, SmtpFault::Slow(Duration::from_millis(5)));
    let installation =
        InstalledProgram::new(env!("CARGO_BIN_EXE_wirewatch"), &feeds.url("/rss"), server.address);
    let readers: String = (0..READERS)
        .map(|number| {
            format!(
                "[[subscriber]]\nemail = \"{}\"\nwatchlists = [\"*\"]\ndigest = \"hourly\"\ntimezone = \"UTC\"\n",
                reader(number)
            )
        })
        .collect();
    installation.write("subscribers.toml", &readers);
    feeds.answer("/rss", [Reply::feed(EMPTY)]);
    assert_eq!(installation.json(&["poll", "--all"])["failed"], 0);
    feeds.answer("/rss", [Reply::feed(NEWS)]);
    let spawn = |arguments: &[&str]| {
        let mut command = installation.command(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program is built")
    };

    // While polling: before the request, with it, and whenever the answer is there.
    let mut kills = 0;
    for round in 0..6 {
        let asked = feeds.count("/rss");
        let begun = Instant::now();
        let child = spawn(&["poll", "--all"]);
        let late = Duration::from_millis(round * 7);
        kills += usize::from(kill_when(child, || feeds.count("/rss") > asked && begun.elapsed() > late));
    }
    installation.json(&["poll", "--all"]);

    // While composing and sending: after ever more commands of the conversation with the server.
    let mut round = 0;
    while kills < 25 {
        round += 1;
        assert!(round < 200, "too few of the runs could be killed");
        let heard = server.commands().len();
        let hour = format!("2040-01-01T{:02}:00:00Z", round % 24);
        let more = round * 5 % 23;
        let now = if round == 1 { "2040-01-01T00:00:00Z".to_owned() } else { hour };
        let child = spawn(&["digest", "--force", "--now", &now, "--deliver"]);
        let begun = Instant::now();
        kills += usize::from(kill_when(child, || {
            server.commands().len() > heard + more || begun.elapsed() > Duration::from_millis(900)
        }));
    }

    installation.json(&["digest", "--force", "--now", "2040-02-01T00:00:00Z", "--deliver"]);
    installation.json(&["deliver", "--force", "--now", "2040-02-02T00:00:00Z"]);
    let integrity =
        installation.run(&["backup", installation.path("copy.db").to_str().expect("plain ASCII")]);
    assert_eq!(integrity.code, Some(0), "the copy passes SQLite's check: {integrity:?}");
    let mut repeats = 0;
    for number in 0..READERS {
        let mails = server.received_by(&reader(number));
        let ids: BTreeSet<String> = mails.iter().map(|mail| message_id(&mail.bytes)).collect();
        assert_eq!(ids.len(), 1, "{}: {} mails with {ids:?}", reader(number), mails.len());
        repeats += mails.len() - 1;
    }
    assert!(repeats <= kills, "{repeats} repeats after {kills} kills");
}

fn message_id(mail: &[u8]) -> String {
    let text = String::from_utf8_lossy(mail);
    let line = text.lines().find(|line| line.starts_with("Message-ID:"));
    line.expect("every mail has one").to_owned()
}
