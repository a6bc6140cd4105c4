//! Nobody sees what is not theirs: a run whose every output is searched for what only its owner should know.

use std::fs;
use std::fs::File;
use std::process::Command;
use std::time::Duration;

use testkit::{FeedServer, InstalledProgram, Received, Reply, SmtpServer};

const PATIENCE: Duration = Duration::from_mins(1);

/// Keys, passwords and readers' names of this run: each stands in an address and nowhere else.
const SECRETS: [&str; 4] = ["SECRETKEY", "SECRETLOGIN", "SECRETPASSWORD", "secret.reader"];

/// A feed that breaks off: its trouble is told to operators and readers.
fn broken(title: &str) -> String {
    format!(
        "<rss version='2.0'><channel><title>Paid News</title><item><guid>{title}</guid><title>{title}</title>\
         <description>{title}, it was said.</description></item><item><title>The"
    )
}

#[test]
fn no_output_of_a_run_holds_a_secret() {
    let (feeds, server) = (FeedServer::start(), SmtpServer::start());
    let paid = format!("{}?key=SECRETKEY&user=me", feeds.url("/paid"));
    let login = feeds.url("/gone").replacen("http://", "http://SECRETLOGIN:SECRETPASSWORD@", 1);
    feeds.answer("/paid?key=SECRETKEY&user=me", [Reply::feed(broken("CSTO and Azerbaijan hold talks"))]);
    feeds.answer("/gone", [Reply::status(500)]);
    let installation = InstalledProgram::new(env!("CARGO_BIN_EXE_wirewatch"), &paid, server.address);
    let listed = |url: &str| format!("[[feed]]\nurl = \"{url}\"\nevery = \"1s\"\n");
    installation.write("feeds.toml", &(listed(&paid) + &listed(&login)));
    installation.write(
        "subscribers.toml",
        "[[subscriber]]\nemail = \"secret.reader@example.org\"\nwatchlists = [\"*\"]\ndigest = \"daily 07:00\"\n\
         alerts = true\n",
    );
    let query = "title = \"CSTO\"\nquery = 'CSTO'\nalert = \"immediate\"\n";
    installation.write("watchlists/csto-azerbaijan.toml", query);
    let log = File::create(installation.path("log")).expect("the folder is ours");
    let mut daemon = installation.command(&["run"]).stderr(log).spawn().expect("the program starts");
    let mut outputs = Vec::new();
    server.wait_for(1, PATIENCE);
    for arguments in [&["status"][..], &["poll", "--all"], &["feeds", "list"], &["deliver"], &["reload"]] {
        for json in [&[][..], &["--json"]] {
            let ran = installation.run(&[arguments, json].concat());
            outputs.extend([ran.stdout, ran.stderr]);
        }
    }
    // The line of a secret stands beside the line that is wrong.
    let wrong = listed(&login) + &listed(&paid) + "[[feed]]\nurl = \"ftp://wrong.example/\"\n";
    installation.write("feeds.toml", &wrong);
    for arguments in [&["check"][..], &["reload"]] {
        let ran = installation.run(arguments);
        outputs.extend([ran.stdout, ran.stderr]);
    }
    let is_of_files = |mail: &Received| String::from_utf8_lossy(&mail.bytes).contains("in the files");
    for mails in 1.. {
        if server.wait_for(mails, PATIENCE).iter().any(is_of_files) {
            break;
        }
    }
    let told = Command::new("kill").arg(daemon.id().to_string()).status().expect("there is a kill");
    assert!(told.success() && daemon.wait().expect("it is ours").success());
    outputs.push(fs::read_to_string(installation.path("log")).expect("it has a log"));
    for mail in server.received() {
        // The envelope and the head name the reader; what is said inside must not.
        let message = String::from_utf8_lossy(&mail.bytes).replace("=\r\n", "");
        let (head, body) = message.split_once("\r\n\r\n").expect("a mail has a head");
        outputs.push(head.lines().filter(|line| !line.starts_with("To: ")).collect());
        outputs.push(body.to_owned());
    }
    for output in &outputs {
        for secret in SECRETS {
            assert!(!output.contains(secret), "{secret} is in:\n{output}");
        }
    }
}
