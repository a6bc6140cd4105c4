//! A real server on loopback that lies, stalls and hangs up, and what becomes of the mails.

use std::cell::Cell;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{fs, thread};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use testkit::{Phase, SmtpFault, SmtpServer};

use crate::settings::Security;

use super::*;

const SHORT: SmtpLimits =
    SmtpLimits { command: Duration::from_millis(300), message: Duration::from_millis(300) };

const BYTES: &[u8] = b"Subject: x\r\n\r\nline\r\n.\r\n..two\r\n.begins with a dot\r\nend\r\n";

/// A transport and its server.
struct Pair {
    server: SmtpServer,
    smtp: SmtpClient,
}

impl Pair {
    fn new() -> Self {
        Self::of(SmtpServer::start(), Security::None)
    }

    fn of(server: SmtpServer, security: Security) -> Self {
        let settings = SmtpSettings {
            host: "localhost".into(),
            port: server.address.port(),
            security,
            username: None,
            password_file: None,
        };
        Self { server, smtp: SmtpClient { limits: SHORT, ..SmtpClient::new(settings) } }
    }

    /// Sends a mail; with the outcome comes whether the hook ran.
    fn send(&mut self, recipient: &str) -> (SendOutcome, bool) {
        let hooked = Cell::new(false);
        let posting =
            Posting { sender: "digest@example.org", recipient, message_id: "<1@example.org>", bytes: BYTES };
        let outcome = self.smtp.send(&posting, || {
            assert!(!hooked.replace(true), "the hook ran twice");
            Ok::<(), String>(())
        });
        (outcome, hooked.get())
    }

    fn accepted(&mut self, recipient: &str) {
        let (outcome, hooked) = self.send(recipient);
        assert!(matches!(outcome, SendOutcome::Accepted { .. }) && hooked, "{recipient}: {outcome:?}");
    }
}

/// What an outcome is, in a word and its code.
fn word(outcome: &SendOutcome) -> String {
    let code = |code: &Option<u16>| code.map_or(String::new(), |code| format!(" {code}"));
    match outcome {
        SendOutcome::Accepted { .. } => "accepted".to_owned(),
        SendOutcome::Deferred { code: number, .. } => format!("deferred{}", code(number)),
        SendOutcome::Refused { code: number, .. } => format!("refused{}", code(number)),
        SendOutcome::InDoubt { .. } => "in doubt".to_owned(),
    }
}

#[test]
fn a_mail_arrives_as_it_was_with_its_envelope() {
    let mut pair = Pair::new();
    let (outcome, _) = pair.send("a@example.org");
    assert_eq!(outcome, SendOutcome::Accepted { reply: "250 2.0.0 taken".into() });
    let received = pair.server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(
        (received[0].from.as_str(), &received[0].to[..]),
        ("digest@example.org", &["a@example.org".to_owned()][..])
    );
    assert_eq!(String::from_utf8_lossy(&received[0].bytes), String::from_utf8_lossy(BYTES));
    assert_eq!(pair.server.commands()[0], "EHLO example.org");
}

#[test]
fn d19_to_d23_each_fault_is_judged_by_its_phase() {
    // Phase, fault, outcome of the mail that meets it, whether the hook ran, whether the server kept the mail.
    let check = |phase: Phase, fault: SmtpFault, wanted: &str, hooked: bool, kept: usize| {
        let mut pair = Pair::new();
        // Greetings come before the first mail.
        let nth = usize::from(!matches!(phase, Phase::Greeting | Phase::Ehlo));
        pair.server.in_mail(nth, phase, fault.clone());
        let (outcome, ran) = pair.send("a@example.org");
        assert_eq!((word(&outcome).as_str(), ran), (wanted, hooked), "{phase:?} {fault:?}: {outcome:?}");
        assert_eq!(pair.server.received().len(), kept, "{phase:?} {fault:?}");
        // Whatever happened, the next mail is judged for itself.
        pair.accepted("b@example.org");
        assert_eq!(pair.server.received_by("b@example.org").len(), 1, "{phase:?} {fault:?}");
    };
    check(Phase::Greeting, SmtpFault::Silent, "deferred", false, 0);
    check(Phase::Greeting, SmtpFault::HangUp, "deferred", false, 0);
    check(Phase::Greeting, SmtpFault::ReplyAndHangUp("554 no service"), "deferred", false, 0);
    check(Phase::Greeting, SmtpFault::ReplyAndHangUp("421 too busy"), "deferred", false, 0);
    check(Phase::Ehlo, SmtpFault::Silent, "deferred", false, 0);
    check(Phase::Ehlo, SmtpFault::Reply("421 not now"), "deferred", false, 0);
    check(Phase::Mail, SmtpFault::Silent, "deferred", false, 0);
    check(Phase::Mail, SmtpFault::HangUp, "deferred", false, 0);
    check(Phase::Mail, SmtpFault::Reply("451 4.3.0 trouble"), "deferred 451", false, 0);
    check(Phase::Mail, SmtpFault::Reply("530 5.7.0 log in first"), "deferred 530", false, 0);
    check(Phase::Mail, SmtpFault::Reply("550 5.7.1 not you"), "deferred 550", false, 0);
    check(Phase::Mail, SmtpFault::Reply("354 go ahead"), "deferred", false, 0);
    check(Phase::Rcpt, SmtpFault::Silent, "deferred", false, 0);
    check(Phase::Rcpt, SmtpFault::HangUp, "deferred", false, 0);
    check(Phase::Rcpt, SmtpFault::Reply("450 4.2.0 greylisted"), "deferred 450", false, 0);
    check(Phase::Rcpt, SmtpFault::Reply("452 4.5.3 too many"), "deferred 452", false, 0);
    check(Phase::Rcpt, SmtpFault::ReplyAndHangUp("421 4.7.0 bye"), "deferred 421", false, 0);
    check(Phase::Rcpt, SmtpFault::Reply("550 5.1.1 no such user"), "refused 550", false, 0);
    check(Phase::Data, SmtpFault::Silent, "deferred", true, 0);
    check(Phase::Data, SmtpFault::HangUp, "deferred", true, 0);
    check(Phase::Data, SmtpFault::Reply("451 4.3.0 trouble"), "deferred 451", true, 0);
    check(Phase::Data, SmtpFault::Reply("554 5.5.1 no"), "refused 554", true, 0);
    check(Phase::Data, SmtpFault::Reply("250 whatever"), "deferred", true, 0);
    check(Phase::Body, SmtpFault::Silent, "in doubt", true, 0);
    check(Phase::Body, SmtpFault::HangUp, "in doubt", true, 0);
    check(Phase::Body, SmtpFault::KeepAndHangUp, "in doubt", true, 1);
    check(Phase::Body, SmtpFault::Reply("354 go ahead"), "in doubt", true, 0);
    check(Phase::Body, SmtpFault::Reply("rubbish"), "in doubt", true, 0);
    check(Phase::Body, SmtpFault::Reply("452 4.3.1 full"), "deferred 452", true, 0);
    check(Phase::Body, SmtpFault::ReplyAndHangUp("421 4.3.0 going down"), "deferred 421", true, 0);
    check(Phase::Body, SmtpFault::Reply("552 5.3.4 too big"), "refused 552", true, 0);
    check(Phase::Body, SmtpFault::Reply("554 5.7.1 spam"), "refused 554", true, 0);
    check(Phase::Body, SmtpFault::Slow(Duration::from_millis(50)), "accepted", true, 1);
}

#[test]
fn d20_a_server_that_does_not_answer_holds_up_two_mails_a_round_and_no_more() {
    for (phase, fate) in [(Phase::Greeting, "deferred"), (Phase::Body, "in doubt")] {
        let mut pair = Pair::new();
        pair.server.always(phase, SmtpFault::Silent);
        let fates: Vec<String> = (0..5).map(|_| word(&pair.send("a@example.org").0)).collect();
        assert_eq!(fates, [fate, fate, "deferred", "deferred", "deferred"], "{phase:?}");
        assert_eq!(pair.server.connections(), 2, "{phase:?}");
        pair.smtp.rest();
        assert_eq!(word(&pair.send("a@example.org").0), fate, "{phase:?}");
        assert_eq!(pair.server.connections(), 3, "{phase:?}");
    }
}

#[test]
fn d21_a_refusal_is_never_booked_as_sent_also_when_the_mail_before_was_cut_off() {
    let mut pair = Pair::new();
    pair.server.in_mail(1, Phase::Body, SmtpFault::Silent);
    pair.server.in_mail(2, Phase::Body, SmtpFault::Reply("554 5.7.1 spam"));
    assert_eq!(word(&pair.send("a@example.org").0), "in doubt");
    assert_eq!(word(&pair.send("b@example.org").0), "refused 554");
    assert!(pair.server.received().is_empty());
}

#[test]
fn d23_an_idle_hang_up_costs_one_reconnect_and_no_failure() {
    for farewell in [
        SmtpFault::HangUp,
        SmtpFault::ReplyAndHangUp("421 4.4.2 idle for too long"),
        SmtpFault::ReplyAndHangUp("221 2.0.0 goodbye"),
    ] {
        let mut pair = Pair::new();
        pair.server.in_mail(1, Phase::Idle, farewell.clone());
        pair.accepted("a@example.org");
        pair.accepted("b@example.org");
        pair.accepted("c@example.org");
        assert_eq!((pair.server.connections(), pair.server.received().len()), (2, 3), "{farewell:?}");
    }
}

#[test]
fn d22_a_bad_recipient_keeps_the_connection_for_the_next() {
    let mut pair = Pair::new();
    pair.server.for_recipient("grey@example.org", Phase::Rcpt, SmtpFault::Reply("450 4.2.0 greylisted"), 1);
    pair.server.for_recipient(
        "gone@example.org",
        Phase::Rcpt,
        SmtpFault::Reply("550 5.1.1 no such user"),
        usize::MAX,
    );
    let fates: Vec<String> = ["grey@example.org", "gone@example.org", "a@example.org", "grey@example.org"]
        .iter()
        .map(|recipient| word(&pair.send(recipient).0))
        .collect();
    assert_eq!(fates, ["deferred 450", "refused 550", "accepted", "accepted"]);
    assert_eq!(pair.server.connections(), 1);
}

#[test]
fn a_connection_carries_fifty_mails_and_is_left_politely() {
    let mut pair = Pair::new();
    for _ in 0..101 {
        pair.accepted("a@example.org");
    }
    pair.smtp.rest();
    let received = pair.server.received();
    let per_connection: Vec<usize> =
        (1..=3).map(|number| received.iter().filter(|mail| mail.connection == number).count()).collect();
    assert_eq!(per_connection, [50, 50, 1]);
    assert_eq!(pair.server.commands().iter().filter(|command| *command == "QUIT").count(), 3);
}

#[test]
fn a_hook_that_fails_sends_nothing() {
    let mut pair = Pair::new();
    let posting = Posting {
        sender: "digest@example.org",
        recipient: "a@example.org",
        message_id: "<1@b>",
        bytes: BYTES,
    };
    let outcome = pair.smtp.send(&posting, || Err("the store is full"));
    assert_eq!(outcome, SendOutcome::deferred("the store is full"));
    pair.accepted("b@example.org");
    assert_eq!((pair.server.received().len(), pair.server.connections()), (1, 1));
}

#[test]
fn an_address_that_no_server_takes_is_refused_without_asking() {
    let mut pair = Pair::new();
    for recipient in ["анна@example.org", "a@[127.0.0.1]", "a@example.org>\r\nDATA"] {
        assert_eq!(word(&pair.send(recipient).0), "refused", "{recipient}");
    }
    pair.accepted("a@example.org");
    assert!(pair.server.commands().iter().all(|command| command != "DATA\r\n" && !command.contains("127")));
}

#[test]
fn a_server_that_is_not_there_defers() {
    let mut pair = Pair::new();
    pair.smtp.settings.port = 1;
    let (outcome, _) = pair.send("a@example.org");
    assert!(
        matches!(&outcome, SendOutcome::Deferred { text, .. } if text.starts_with("localhost port 1: ")),
        "{outcome:?}"
    );
    pair.smtp.settings.host = "192.0.2.1".into();
    let (outcome, _) = pair.send("a@example.org");
    let refusal = "192.0.2.1 port 1: not this machine: `security = \"none\"` is for loopback only";
    assert_eq!(outcome, SendOutcome::deferred(refusal));
}

#[test]
fn s9_the_password_comes_from_its_file_and_goes_nowhere_else() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("smtp-password");
    fs::write(&file, "se cret\n").unwrap();
    let mut pair = Pair::new();
    pair.server.require_login("digest", "se cret");
    pair.smtp.settings.username = Some("digest".into());
    let (outcome, _) = pair.send("a@example.org");
    assert!(
        matches!(&outcome, SendOutcome::Deferred { text, .. } if text.ends_with("no password is configured")),
        "{outcome:?}"
    );
    pair.smtp.settings.password_file = Some(place.path().join("missing"));
    let (outcome, _) = pair.send("a@example.org");
    assert!(
        matches!(&outcome, SendOutcome::Deferred { text, .. } if text.contains("cannot read the password in")),
        "{outcome:?}"
    );
    pair.smtp.settings.password_file = Some(file.clone());
    pair.smtp.rest();
    pair.accepted("a@example.org");
    assert!(!format!("{:?}", pair.smtp).contains("se cret"));
    pair.smtp.rest();
    fs::write(&file, "wrong").unwrap();
    let (outcome, hooked) = pair.send("a@example.org");
    let SendOutcome::Deferred { code: None, text, .. } = outcome else { panic!("{outcome:?}") };
    assert!(text.contains("login failed: 535") && !text.contains("wrong\"") && !hooked, "{text}");
}

/// An authority of our own and a server with its certificate for `localhost`.
fn with_tls(at_once: bool) -> (SmtpServer, CertificateDer<'static>) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf =
        CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .unwrap();
    let trusted = authority.der().clone();
    (SmtpServer::start_tls(Arc::new(config), at_once), trusted)
}

#[test]
fn tls_protects_the_line_or_nothing_is_sent() {
    for (at_once, security) in [(false, Security::StartTls), (true, Security::Tls)] {
        let (server, trusted) = with_tls(at_once);
        let mut pair = Pair::of(server, security);
        let (outcome, _) = pair.send("a@example.org");
        assert!(matches!(outcome, SendOutcome::Deferred { .. }), "an unknown authority: {outcome:?}");
        pair.smtp.authorities = vec![trusted];
        pair.accepted("a@example.org");
        pair.accepted("b@example.org");
        let mail = pair.server.commands().iter().filter(|command| command.starts_with("MAIL")).count();
        assert_eq!((pair.server.received().len(), mail), (2, 2));
        pair.smtp.rest();
        // Another name than the one in the certificate.
        pair.smtp.settings.host = "127.0.0.1".into();
        let (outcome, _) = pair.send("a@example.org");
        assert!(matches!(outcome, SendOutcome::Deferred { .. }), "another name: {outcome:?}");
    }
    let mut pair = Pair::of(SmtpServer::start(), Security::StartTls);
    let (outcome, _) = pair.send("a@example.org");
    assert!(
        matches!(&outcome, SendOutcome::Deferred { text, .. } if text.contains("STARTTLS")),
        "{outcome:?}"
    );
    assert!(!pair.server.commands().iter().any(|command| command.starts_with("MAIL")));
}

/// A server that answers each line by the script's word for its verb, until the client goes.
fn scripted(script: &'static [(&'static str, &'static str)], pace: Option<Duration>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            let _ = say(&stream, "220 ready\r\n", None);
            let mut line = String::new();
            while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
                let answer = script.iter().find(|(verb, _)| line.starts_with(verb));
                let answer = answer.map_or("250 ok\r\n", |(_, answer)| answer);
                let pace = pace.filter(|_| line.starts_with("RCPT"));
                if say(&stream, answer, pace).is_err() {
                    break;
                }
                line.clear();
            }
        }
    });
    port
}

/// Says it, with a pace byte by byte: the pause is a read that brings nothing.
fn say(mut stream: &TcpStream, words: &str, pace: Option<Duration>) -> io::Result<()> {
    let Some(pace) = pace else { return stream.write_all(words.as_bytes()) };
    stream.set_read_timeout(Some(pace))?;
    for byte in words.bytes() {
        stream.write_all(&[byte])?;
        let _ = stream.peek(&mut [0]);
    }
    stream.set_read_timeout(None)
}

fn toward(port: u16, security: Security) -> SmtpClient {
    let settings =
        SmtpSettings { host: "localhost".into(), port, security, username: None, password_file: None };
    SmtpClient { limits: SHORT, ..SmtpClient::new(settings) }
}

fn attempt(smtp: &mut SmtpClient) -> SendOutcome {
    let posting = Posting {
        sender: "digest@example.org",
        recipient: "a@example.org",
        message_id: "<1@example.org>",
        bytes: BYTES,
    };
    smtp.send(&posting, || Ok::<(), String>(()))
}

#[test]
fn what_is_said_in_plain_text_behind_starttls_ends_the_connection() {
    let script = &[
        ("EHLO", "250-x\r\n250 STARTTLS\r\n"),
        (
            "STARTTLS",
            "220 go\r\n250-evil\r\n250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n250 taken, says nobody\r\n",
        ),
    ];
    let outcome = attempt(&mut toward(scripted(script, None), Security::StartTls));
    assert!(
        matches!(&outcome, SendOutcome::Deferred { text, .. } if text.contains("in plain text")),
        "{outcome:?}"
    );
}

#[test]
fn a_server_that_knows_only_helo_is_spoken_to() {
    let script = &[("EHLO", "502 what?\r\n"), ("DATA", "354 go\r\n"), (".", "250 taken\r\n")];
    let outcome = attempt(&mut toward(scripted(script, None), Security::None));
    assert!(matches!(outcome, SendOutcome::Accepted { .. }), "{outcome:?}");
}

#[test]
fn a_reply_in_drips_or_without_end_is_bounded() {
    let slow = Duration::from_millis(60);
    let drips =
        toward(scripted(&[("RCPT", "250 so slowly that nobody waits\r\n")], Some(slow)), Security::None);
    let long: &'static str = Box::leak("250-more\r\n".repeat(20_000).into_boxed_str());
    let endless = toward(scripted(Box::leak(Box::new([("MAIL", long)])), None), Security::None);
    for (mut smtp, words) in [(drips, "fell silent"), (endless, "too long")] {
        let began = Instant::now();
        let outcome = attempt(&mut smtp);
        assert!(
            matches!(&outcome, SendOutcome::Deferred { text, .. } if text.contains(words)),
            "{words}: {outcome:?}"
        );
        assert!(began.elapsed() < Duration::from_secs(5), "{words}: {:?}", began.elapsed());
    }
}
