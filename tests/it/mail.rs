//! Digests on their way to readers whose servers take them, put them off, refuse them or hang up.

use std::fs;
use std::io::Write as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use mail_parser::MessageParser;
use serde_json::json;
use testkit::{FeedServer, InstalledProgram, Phase, Received, Reply, SmtpFault, SmtpServer};

const EMPTY: &str = "<rss version='2.0'><channel><title>Example</title></channel></rss>";

const NEWS: &str = "<rss version='2.0'><channel><title>Example</title><item><guid>1</guid>\
    <title>CSTO and Azerbaijan hold talks</title><link>https://example.org/1</link>\
    <description>The CSTO and Azerbaijan met on Monday. Grain was cheap.</description></item></channel></rss>";

/// A slot of every hourly digest, later than anything the tests do.
const SLOT: &str = "2040-01-01T00:00:00Z";

/// An installation whose one feed has just brought one story that matches.
pub(super) struct Desk {
    pub(super) installation: InstalledProgram,
    server: SmtpServer,
    _feeds: FeedServer,
}

impl Desk {
    pub(super) fn new(readers: &[&str], more: &str) -> Self {
        let (feeds, server) = (FeedServer::start(), SmtpServer::start());
        let installation =
            InstalledProgram::new(env!("CARGO_BIN_EXE_wirewatch"), &feeds.url("/rss"), server.address);
        let reader = |email: &&str| {
            format!(
                "[[subscriber]]\nemail = \"{email}\"\nwatchlists = [\"*\"]\ndigest = \"hourly\"\n\
                 timezone = \"Asia/Baku\"\n{more}\n"
            )
        };
        installation.write("subscribers.toml", &readers.iter().map(reader).collect::<String>());
        for (edition, new) in [(EMPTY, 0), (NEWS, 1)] {
            feeds.answer("/rss", [Reply::feed(edition)]);
            let polled = installation.json(&["poll", "--all"]);
            assert_eq!(polled["new"], new, "{polled}");
        }
        Self { installation, server, _feeds: feeds }
    }

    pub(super) fn digest(&self) -> serde_json::Value {
        self.installation.json(&["digest", "--force", "--now", SLOT, "--deliver"])
    }

    fn deliver(&self, now: &str) -> serde_json::Value {
        self.installation.json(&["deliver", "--force", "--now", now])
    }

    /// The one mail a reader got.
    pub(super) fn one(&self, reader: &str) -> Received {
        let mut received = self.server.received_by(reader);
        assert_eq!(received.len(), 1, "mails for {reader}");
        received.remove(0)
    }
}

/// The text part of a mail.
fn text(mail: &Received) -> String {
    let parsed = MessageParser::default().parse(&mail.bytes).expect("it is a mail");
    parsed.body_text(0).expect("it has a text part").into_owned()
}

#[test]
fn d6_d13_d14_d18_d22_each_reader_gets_it_exactly_as_often_as_they_should() {
    let readers =
        ["well@example.org", "grey@example.org", "gone@example.org", "cut@example.org", "drop@example.org"];
    let desk = Desk::new(&readers, "");
    let server = &desk.server;
    server.for_recipient(readers[1], Phase::Rcpt, SmtpFault::Reply("450 4.2.0 greylisted"), 1);
    server.for_recipient(readers[2], Phase::Rcpt, SmtpFault::Reply("550 5.1.1 no such user"), usize::MAX);
    server.for_recipient(readers[3], Phase::Body, SmtpFault::KeepAndHangUp, 1);
    server.for_recipient(readers[4], Phase::Body, SmtpFault::HangUp, 1);

    let fates = json!({ "composed": 5, "sent": 1, "deferred": 1, "refused": 1, "doubtful": 2 });
    assert_eq!(desk.digest(), fates);
    let first = desk.one(readers[0]);
    assert!(text(&first).contains("*CSTO* and *Azerbaijan* met on Monday."), "{}", text(&first));

    // One minute for the greylisted, ten for those in doubt, and the operators are told of the refused one. What an attempt itself
    // took is counted, so that a slow machine needs some seconds more.
    let fates = |sent: usize| json!({ "sent": sent, "deferred": 0, "refused": 0, "doubtful": 0 });
    let told = desk.installation.json(&["digest", "--force", "--now", SLOT]);
    assert_eq!(told["composed"], 0, "the delivery that met the refusal has queued the notice: {told}");
    assert_eq!(desk.deliver("2040-01-01T00:00:59Z"), fates(1));
    assert_eq!(desk.deliver("2040-01-01T00:01:40Z"), fates(1));
    assert_eq!(desk.deliver("2040-01-01T00:09:50Z"), fates(0));
    assert_eq!(desk.deliver("2040-01-01T00:10:40Z"), fates(2));
    assert_eq!(desk.deliver("2040-01-09T00:00:00Z"), fates(0));
    let notice = text(&desk.one("ops@example.org"));
    assert!(notice.contains("g…@example.org") && notice.contains("550 5.1.1 no such user"), "{notice}");
    desk.one(readers[1]);
    desk.one(readers[4]);
    assert!(server.received_by(readers[2]).is_empty());
    let twice = server.received_by(readers[3]);
    assert_eq!(twice.len(), 2);
    assert_eq!(twice[0].bytes, twice[1].bytes, "a repeat has the same bytes, and so the same Message-ID");

    for reader in [readers[0], readers[1], readers[3], readers[4]] {
        let mail = server.received_by(reader).remove(0);
        assert_eq!(
            (mail.from.as_str(), mail.to.as_slice()),
            ("digest@example.org", &[reader.to_owned()][..])
        );
        let whole = format!("{}{}", String::from_utf8_lossy(&mail.bytes), text(&mail));
        assert!(readers.iter().all(|other| *other == reader || !whole.contains(other)), "{whole}");
    }
    assert_eq!(
        desk.digest(),
        json!({ "composed": 0, "sent": 0, "deferred": 0, "refused": 0, "doubtful": 0 })
    );
}

#[test]
fn a_mail_that_was_given_up_can_be_seen_tried_again_and_dropped() {
    let readers = ["a@example.org", "b@example.org"];
    let desk = Desk::new(&readers, "");
    for reader in readers {
        let fault = SmtpFault::Reply("554 5.7.1 spam");
        desk.server.for_recipient(reader, Phase::Body, fault, 1);
    }
    desk.digest();
    let listed = || desk.installation.run(&["outbox", "list"]).stdout;
    let given_up = listed();
    assert!(given_up.contains("a@example.org") && given_up.contains("5.7.1 spam"), "{given_up}");
    let number = |reader: &str| {
        let listed = listed();
        let line = listed.lines().find(|line| line.ends_with(reader)).map(str::to_owned);
        let line = line.unwrap_or_else(|| panic!("{reader} is listed: {listed}"));
        line.split_whitespace().next().expect("it begins with a number").to_owned()
    };
    let (first, second) = (number(readers[0]), number(readers[1]));
    assert_eq!(desk.installation.json(&["outbox", "retry", &first])["changed"], 1);
    assert_eq!(desk.installation.json(&["outbox", "drop", &second])["changed"], 1);
    desk.installation.json(&["outbox", "flush"]);
    desk.deliver("2040-01-01T00:00:00Z");
    desk.one(readers[0]);
    assert!(!listed().contains(readers[1]), "{}", listed());
    let code = |arguments: &[&str]| desk.installation.run(arguments).code;
    assert_eq!(code(&["outbox", "retry", &second]), Some(2), "it was dropped");
    assert_eq!(code(&["subscribers", "restore", readers[0]]), Some(2), "it has not left");
    let states = desk.installation.run(&["subscribers", "list"]).stdout;
    assert!(readers.iter().all(|reader| states.contains(&format!("{reader}  told up to"))), "{states}");
}

#[test]
fn a_mail_that_came_back_counts_as_refused_and_a_made_up_report_does_not() {
    let desk = Desk::new(&["gone@example.org", "full@example.org", "forwards@example.org"], "");
    let settings = fs::read_to_string(desk.installation.path("wirewatch.toml")).expect("it is there");
    let bounces = "[mail]\nbounces = \"bounce@example.org\"\n";
    desk.installation.write("wirewatch.toml", &settings.replace("[mail]\n", bounces));
    desk.digest();
    let (gone, full) = (desk.one("gone@example.org"), desk.one("full@example.org"));
    for mail in [&gone, &full] {
        assert!(mail.from.starts_with("bounce+") && mail.from.ends_with("@example.org"), "{}", mail.from);
    }
    let report = |to: &str, status: &str| {
        let report = format!(
            "To: <{to}>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; \
             boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\
             \r\nAction: failed\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 not here\r\n\r\n--b--\r\n"
        );
        let mut bounce = desk.installation.command(&["bounce"]);
        let mut bounce = bounce.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut stdin = bounce.stdin.take().expect("it is piped");
        stdin.write_all(report.as_bytes()).expect("it reads");
        drop(stdin);
        let said = bounce.wait_with_output().expect("it ends");
        assert!(said.status.success(), "{said:?}");
        String::from_utf8(said.stdout).expect("words")
    };
    let counts = "the mail counts as refused";
    assert_eq!(report(&full.from, "5.2.2"), format!("{counts}\n"));
    assert_eq!(report(&full.from, "4.2.2"), "the mail may still arrive\n");
    assert_eq!(report(&gone.from, "5.1.1"), format!("{counts}, and its reader gets nothing more\n"));
    // What is behind an address that forwards may be gone, and the address is not.
    let behind = "5.1.1\r\nFinal-Recipient: rfc822; zz@elsewhere.example";
    assert_eq!(report(&desk.one("forwards@example.org").from, behind), format!("{counts}\n"));
    let unknown = "it is of no mail that was sent from here, or is known\n";
    for forged in [&*gone.from, &gone.from.replace('-', "-0"), "bounce@example.org"] {
        assert_eq!(report(forged, "5.1.1"), unknown, "{forged}");
    }
    let states = desk.installation.run(&["subscribers", "list"]).stdout;
    assert!(
        states.contains("gone@example.org  refused") && states.contains("full@example.org  told"),
        "{states}"
    );
    desk.deliver("2040-01-02T00:00:00Z");
    assert!(!desk.server.received_by("ops@example.org").is_empty(), "operators are told");
}

#[test]
fn d30_an_empty_window_sends_nothing_or_says_so() {
    for (more, mails) in [("empty = \"skip\"", 0), ("empty = \"heartbeat\"", 1)] {
        let desk = Desk::new(&["a@example.org"], more);
        assert_eq!(desk.digest()["sent"], 1);
        let later =
            desk.installation.json(&["digest", "--force", "--now", "2040-01-01T01:00:00Z", "--deliver"]);
        assert_eq!(later["sent"], mails, "{more}: {later}");
    }
}

#[test]
fn s9_s12_neither_password_nor_address_is_logged() {
    let desk = Desk::new(&["analyst@example.org"], "");
    desk.server.require_login("digest", "open sesame");
    let settings = std::fs::read_to_string(desk.installation.path("wirewatch.toml")).unwrap();
    desk.installation.write("smtp-password", "open sesame\n");
    let with_login = format!("{settings}username = \"digest\"\npassword_file = \"smtp-password\"\n");
    desk.installation.write("wirewatch.toml", &with_login);
    let sent = desk
        .installation
        .command(&["digest", "--force", "--now", SLOT, "--deliver"])
        .env("WIREWATCH_LOG", "info")
        .output()
        .unwrap();
    let printed =
        format!("{}{}", String::from_utf8_lossy(&sent.stdout), String::from_utf8_lossy(&sent.stderr));
    assert_eq!(desk.server.received().len(), 1, "{printed}");
    assert!(printed.contains("a…@example.org"), "{printed}");
    assert!(!printed.contains("sesame") && !printed.contains("analyst@"), "{printed}");
}

/// Starts the daemon on a desk whose news is an alert and whose server does this after the message.
fn caught_in_the_middle(fault: SmtpFault) -> (Desk, Child) {
    let desk = Desk::new(&["a@example.org"], "alerts = true");
    let watchlist = "title = \"CSTO\"\nalert = \"immediate\"\nquery = \"CSTO AND Azerbaijan\"\n";
    desk.installation.write("watchlists/csto-azerbaijan.toml", watchlist);
    desk.server.for_recipient("a@example.org", Phase::Body, fault, 1);
    let daemon = desk.installation.command(&["run"]).spawn().expect("the program can be started");
    assert!(desk.server.wait_for_message(Duration::from_mins(2)), "no alert was sent");
    (desk, daemon)
}

/// Sends a signal and waits for the end: how it ended and after how long.
fn signal(mut daemon: Child, name: &str) -> (ExitStatus, Duration) {
    let began = Instant::now();
    let kill = format!("kill -{name} {}", daemon.id());
    let killed = Command::new("/bin/sh").args(["-c", &kill]).status();
    assert!(killed.is_ok_and(|status| status.success()), "{kill}");
    let (tell, ended) = mpsc::channel();
    let pid = daemon.id();
    thread::spawn(move || tell.send(daemon.wait()));
    let status = ended.recv_timeout(Duration::from_mins(2)).unwrap_or_else(|_| panic!("{pid} does not end"));
    (status.expect("it was our child"), began.elapsed())
}

/// What the outbox still sends, days after now: the daemon wrote by the real clock.
fn sent_after(desk: &Desk, days: u64) -> serde_json::Value {
    let now = SystemTime::UNIX_EPOCH.elapsed().expect("it is later than 1970").as_secs();
    let then = jiff::Timestamp::from_second((now + days * 86_400).cast_signed()).expect("it is before 9999");
    desk.deliver(&then.to_string())["sent"].clone()
}

#[test]
fn s6_sigterm_waits_for_the_answer_to_a_mail_past_data() {
    let (desk, daemon) = caught_in_the_middle(SmtpFault::Slow(Duration::from_secs(1)));
    let (status, after) = signal(daemon, "TERM");
    assert_eq!(status.code(), Some(0));
    // A second on an idle machine; a mail that is never answered would be waited for 30.
    assert!(after < Duration::from_secs(20), "left after {after:?}");
    assert_eq!(sent_after(&desk, 1), 0, "its fate was written down");
    desk.one("a@example.org");
}

#[test]
fn d19_a_kill_after_data_loses_nothing_and_repeats_nothing_at_once() {
    let (desk, daemon) = caught_in_the_middle(SmtpFault::Silent);
    signal(daemon, "KILL");
    assert_eq!(sent_after(&desk, 0), 0, "the ten minutes have not passed");
    assert_eq!(sent_after(&desk, 1), 1);
    assert_eq!(sent_after(&desk, 2), 0);
    desk.one("a@example.org");
}

#[test]
fn a_relay_that_knows_nobody_has_lost_its_users_and_one_unknown_user_is_one() {
    let readers = ["a@example.org", "b@example.org", "c@example.org"];
    let desk = Desk::new(&readers, "");
    for reader in readers {
        let words = SmtpFault::Reply("550 5.1.1 user unknown");
        desk.server.for_recipient(reader, Phase::Rcpt, words, 1);
    }
    let fates = desk.digest();
    assert_eq!((&fates["sent"], &fates["composed"]), (&0.into(), &3.into()), "{fates}");
    assert!(!desk.installation.run(&["outbox", "list"]).stdout.contains("refused"), "they wait");
    desk.deliver("2040-01-01T02:00:00Z");
    for reader in readers {
        desk.one(reader);
    }
    let notice = text(&desk.one("ops@example.org"));
    assert!(notice.contains("550 5.1.1 user unknown") && notice.contains("refuses"), "{notice}");
}
