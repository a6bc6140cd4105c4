//! What holds for every command: whoever stops reading its output ends it quietly.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// One way to call each command that prints, on the installation of a demo whose folder is `{}`.
const COMMANDS: [&[&str]; 17] = [
    &["backtest", "{}/watchlists/csto-azerbaijan.toml"],
    &["check"],
    &["deliver"],
    &["digest"],
    &["digest", "--preview", "{}/preview"],
    &["explain", "csto-azerbaijan", "1"],
    &["feeds", "export"],
    &["feeds", "list"],
    &["names", "suggest"],
    &["plan"],
    &["read", "{}/feeds.toml"],
    &["schema", "feeds"],
    &["search", "CSTO"],
    &["status"],
    &["why", "1"],
    &["why", "https://elsewhere.example/"],
    &["--help"],
];

/// What the demo leaves: an installation with entries, matches, digests and mails.
fn demo() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_wirewatch"));
    command.args(["demo", "--once"]).arg(folder.path().join("demo"));
    assert!(command.output().expect("the program starts").status.success());
    folder
}

/// Runs a command on the demo in `folder`, its output read by nobody.
fn unread(folder: &Path, arguments: &[&str], json: bool) -> Output {
    let (reader, writer) = std::io::pipe().expect("the system has pipes");
    drop(reader);
    let folder = folder.join("demo");
    let folder = folder.to_str().expect("a plain path");
    Command::new(env!("CARGO_BIN_EXE_wirewatch"))
        .args(["--config", &format!("{folder}/wirewatch.toml")])
        .args(arguments.iter().map(|argument| argument.replace("{}", folder)))
        .args(json.then_some("--json"))
        .stdin(Stdio::null())
        .stdout(writer)
        .output()
        .expect("the program starts")
}

#[test]
fn whoever_stops_reading_ends_a_command_quietly() {
    let demo = demo();
    for arguments in COMMANDS {
        for json in [false, true] {
            let Output { status, stderr, .. } = unread(demo.path(), arguments, json);
            let words = String::from_utf8_lossy(&stderr);
            assert_eq!(status.code(), Some(0), "{arguments:?}: {words}");
            for cry in ["panicked", "roken pipe"] {
                assert!(!words.contains(cry), "{arguments:?}: {words}");
            }
        }
    }
}

#[test]
fn check_of_faulty_files_is_cut_off_quietly_too() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut init = Command::new(env!("CARGO_BIN_EXE_wirewatch"));
    init.arg("init").arg(folder.path().join("demo"));
    assert!(init.output().expect("the program starts").status.success());
    for name in 1..10 {
        let file = folder.path().join(format!("demo/watchlists/faulty-{name}.toml"));
        std::fs::write(file, "title = \"x\"\nquery = \"a and b or c\"\n").expect("the folder is ours");
    }
    let Output { status, stderr, .. } = unread(folder.path(), &["check"], false);
    assert_eq!((status.code(), String::from_utf8_lossy(&stderr).into_owned()), (Some(0), String::new()));
}
