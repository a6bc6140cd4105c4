//! What holds for every command: whoever stops reading its output ends it quietly.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// One way to call each command that prints, on the installation of a demo whose folder is `{}`.
const COMMANDS: [&[&str]; 27] = [
    &["backtest", "{}/watchlists/csto-azerbaijan.toml"],
    &["check"],
    &["completions", "bash"],
    &["deliver"],
    &["digest"],
    &["digest", "--preview", "{}/preview"],
    &["explain", "csto-azerbaijan", "1"],
    &["feeds", "export"],
    &["feeds", "list", "--state", "well", "--tag", "demo"],
    &["feeds", "export", "{}/out.opml"],
    &["group"],
    &["names", "suggest"],
    &["match"],
    &["outbox", "flush"],
    &["outbox", "list"],
    &["outbox", "show", "1"],
    &["subscribers", "list"],
    &["plan"],
    &["read", "{}/feeds.toml"],
    &["schema", "feeds"],
    &["search", "CSTO"],
    &["status"],
    &["why", "1"],
    &["why", "https://elsewhere.example/"],
    &["restore-check", "{}/wirewatch.db"],
    &["version"],
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
    run(folder, arguments, json, writer.into())
}

/// Runs a command on the demo in `folder`.
fn run(folder: &Path, arguments: &[&str], json: bool, stdout: Stdio) -> Output {
    let folder = folder.join("demo");
    let folder = folder.to_str().expect("a plain path");
    Command::new(env!("CARGO_BIN_EXE_wirewatch"))
        .args(["--config", &format!("{folder}/wirewatch.toml")])
        .args(arguments.iter().map(|argument| argument.replace("{}", folder)))
        .args(json.then_some("--json"))
        .stdin(Stdio::null())
        .stdout(stdout)
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

/// What scripts rely on: the same mistake ends every command with the same code.
#[test]
fn exit_codes_are_one_table() {
    let demo = demo();
    for (arguments, code) in [
        (&["backtest", "{}/nowhere.toml"][..], 1),
        (&["check", "{}/nowhere.toml"], 2),
        (&["deliver", "--now", "2199-01-01T00:00:00Z"], 2),
        (&["deliver", "--when"], 2),
        (&["digest", "--subscriber", "nobody@example.org"], 2),
        (&["digest", "--subscriber", "nobody@example.org", "--preview", "{}/out"], 2),
        (&["explain", "nowhere", "1"], 2),
        (&["explain", "csto-azerbaijan", "999999"], 1),
        (&["feeds", "list", "--state", "unwell"], 2),
        (&["feeds", "remove", "https://nowhere.example/"], 2),
        (&["feeds", "rename", "https://nowhere.example/", "Nowhere"], 2),
        (&["names", "suggest", "nobody"], 2),
        (&["plan", "--subscriber", "nobody@example.org"], 2),
        (&["poll", "--feed", "https://nowhere.example/"], 2),
        (&["group", "--nonsense"], 2),
        (&["extract", "{}/nowhere.html"], 1),
        (&["outbox", "show", "999999"], 2),
        (&["outbox", "retry", "999999"], 2),
        (&["outbox", "drop", "999999"], 2),
        (&["subscribers", "restore", "nobody@example.org"], 2),
        (&["test-mail", "nobody"], 2),
        (&["match", "--watchlists", "{}/nowhere"], 1),
        (&["reload"], 3),
        (&["restore-check", "{}/nowhere.db"], 3),
        (&["search", "a and b"], 1),
        (&["why", "https://nowhere.example/"], 1),
        (&["version"], 0),
    ] {
        for json in [false, true] {
            let ran = run(demo.path(), arguments, json, Stdio::piped());
            assert_eq!(ran.status.code(), Some(code), "{arguments:?}: {ran:?}");
        }
    }
    for command in [
        "backup x",
        "check",
        "deliver",
        "digest",
        "feeds list",
        "outbox list",
        "plan",
        "poll",
        "reload",
        "status",
        "subscribers list",
        "test-mail a@example.org",
    ] {
        let mut missing = Command::new(env!("CARGO_BIN_EXE_wirewatch"));
        missing.args(["--config", "/nowhere/wirewatch.toml"]).args(command.split(' '));
        let ran = missing.output().expect("the program starts");
        assert_eq!(ran.status.code(), Some(2), "{command} without its settings: {ran:?}");
    }
}

/// The commands and those below them, as `--help` lists them.
fn every_command() -> Vec<String> {
    let listed = |arguments: &[&str]| {
        let mut help = Command::new(env!("CARGO_BIN_EXE_wirewatch"));
        let text = help.args(arguments).arg("--help").output().expect("the program starts").stdout;
        let text = String::from_utf8(text).expect("plain text");
        let commands = text.lines().skip_while(|line| *line != "Commands:").skip(1);
        let names = commands.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("    "));
        let names = names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    let mut all = Vec::new();
    for name in listed(&[]) {
        let below = listed(&[&name]);
        if below.is_empty() {
            all.push(name);
        } else {
            all.extend(below.iter().map(|below| format!("{name} {below}")));
        }
    }
    all
}

/// The table of `docs/commands.md` names every command, and what each prints with `--json` is what it says.
#[test]
fn every_command_stands_in_the_table_and_prints_what_it_says() {
    let page = include_str!("../../docs/commands.md");
    let rows: Vec<Vec<&str>> =
        page.lines().filter(|line| line.starts_with("| `")).map(|line| line.split('|').collect()).collect();
    let in_table: Vec<String> = rows.iter().map(|row| row[1].trim().replace('`', "")).collect();
    let (mut sorted, mut known) = (in_table, every_command());
    sorted.sort();
    known.sort();
    assert_eq!(sorted, known);
    let demo = demo();
    for arguments in COMMANDS.iter().filter(|arguments| arguments[0] != "--help") {
        let row = rows.iter().find(|row| {
            let name = row[1].trim().replace('`', "");
            arguments.join(" ") == name || arguments.join(" ").starts_with(&format!("{name} "))
        });
        let row = row.unwrap_or_else(|| panic!("{arguments:?} has no row"));
        let shape = row[3].trim();
        let ran = run(demo.path(), arguments, true, Stdio::piped());
        let text = String::from_utf8(ran.stdout).expect("UTF-8");
        let code = ran.status.code().expect("it exits").to_string();
        assert!(row[2].split(',').any(|exit| exit.trim() == code), "{arguments:?} exits with {code}");
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap_or_default();
        match shape {
            "object" => assert!(read(&text).is_object(), "{arguments:?}: {text}"),
            "list" => assert!(read(&text).is_array(), "{arguments:?}: {text}"),
            "lines" => assert!(text.lines().all(|line| read(line).is_object()), "{arguments:?}: {text}"),
            other => assert!(other.starts_with("nothing"), "{other}"),
        }
    }
}

/// What a run leaves on disk holds addresses of readers and links that are keys.
#[test]
fn what_a_run_leaves_is_for_its_owner_alone() {
    let demo = demo();
    let backup = run(demo.path(), &["backup", "{}/copy.db"], false, Stdio::piped());
    assert!(backup.status.success(), "{backup:?}");
    let preview = run(demo.path(), &["digest", "--preview", "{}/preview"], false, Stdio::piped());
    assert!(preview.status.success(), "{preview:?}");
    for name in ["wirewatch.db", "copy.db", "mail", "preview"] {
        let path = demo.path().join("demo").join(name);
        let mut files = vec![path.clone()];
        if let Ok(folder) = std::fs::read_dir(&path) {
            files.extend(folder.map(|file| file.expect("a file").path()));
        }
        for file in files {
            let mode = std::fs::metadata(&file).expect("it is there").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{} is {mode:o}", file.display());
        }
    }
}
