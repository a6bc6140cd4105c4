//! Reports of many mail servers, piped into `wirewatch bounce` as those servers write them.

use std::io::Write as _;
use std::process::Stdio;
use std::{fs, path::Path};

use super::mail::Desk;

const COUNTS: &str = "the mail counts as refused";
const ENDS: &str = "the mail counts as refused, and its reader gets nothing more";
const MAY_ARRIVE: &str = "the mail may still arrive";
const NO_REPORT: &str = "it is no report of a mail that came back";

/// Each sample of `tests/it/bounces`, what is said of it, and what operators are told of the reason.
const SAMPLES: [(&str, &str, &str); 14] = [
    ("away", NO_REPORT, ""),
    ("domino", ENDS, "5.1.1 User reader"),
    ("exchange", COUNTS, "5.1.10 550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
    ("exim", ENDS, "5.1.1 550 5.1.1"),
    ("exim-plain", ENDS, "5.1.1 host mail.reader.example"),
    ("exim-warning", MAY_ARRIVE, ""),
    ("gmail", ENDS, "5.1.1 550-5.1.1 The email account"),
    ("postfix", ENDS, "5.1.1 550 5.1.1"),
    ("postfix-delayed", MAY_ARRIVE, ""),
    ("qmail", COUNTS, "5.7.1 Remote host said: 550 5.7.1 Message rejected by policy"),
    ("qmail-local", ENDS, "5.1.1 Sorry, no mailbox here by that name."),
    ("relayed", MAY_ARRIVE, ""),
    ("sendmail", COUNTS, "5.2.2 552 5.2.2 Mailbox full"),
    ("yahoo", COUNTS, "5.0.0 554: delivery error"),
];

/// What the program says of a report.
fn piped(desk: &Desk, report: &str) -> String {
    let mut bounce = desk.installation.command(&["bounce"]);
    let mut bounce = bounce.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut stdin = bounce.stdin.take().expect("it is piped");
    stdin.write_all(report.as_bytes()).expect("it reads");
    drop(stdin);
    let said = bounce.wait_with_output().expect("it ends");
    assert!(said.status.success(), "{said:?}");
    String::from_utf8(said.stdout).expect("words").trim_end().to_owned()
}

#[test]
fn reports_of_eight_servers_say_which_mail_came_back_and_whether_for_good() {
    let readers = SAMPLES.map(|(name, ..)| format!("{name}@reader.example"));
    let desk = Desk::new(&readers.each_ref().map(String::as_str), "");
    let settings = fs::read_to_string(desk.installation.path("wirewatch.toml")).expect("it is there");
    let bounces = "[mail]\nbounces = \"bounce@example.org\"\n";
    desk.installation.write("wirewatch.toml", &settings.replace("[mail]\n", bounces));
    desk.digest();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/bounces");
    for ((name, said, _), reader) in SAMPLES.iter().zip(&readers) {
        let sample =
            fs::read_to_string(folder.join(format!("{name}.eml"))).expect("it is part of the project");
        let report = sample.replace("RETURN", &desk.one(reader).from).replace("READER", reader);
        assert_eq!(piped(&desk, &report.replace('\n', "\r\n")), *said, "{name}");
    }
    let refused = desk.installation.run(&["outbox", "list"]).stdout;
    for (name, _, words) in SAMPLES.iter().filter(|(.., words)| !words.is_empty()) {
        assert!(refused.contains(words), "{name}: {refused}");
    }
    let files = fs::read_dir(folder).expect("it is part of the project").count();
    assert_eq!(files, SAMPLES.len(), "every sample is told of");
}
