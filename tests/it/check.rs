//! `check`, `init`, `plan` and `schema` as operators and scripts meet them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Runs the program in a folder, with nothing in its environment that could help it.
fn wirewatch(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wirewatch"));
    command.args(arguments).current_dir(folder).env_clear();
    command.output().expect("the program runs")
}

fn words(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A folder with the files that `init` writes.
fn started() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(words(&wirewatch(folder.path(), &["init"])).0, Some(0));
    folder
}

fn edit(folder: &Path, name: &str, from: &str, to: &str) {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).expect("init wrote it");
    assert!(text.contains(from), "{name} holds {from}");
    fs::write(path, text.replacen(from, to, 1)).expect("the folder can be written");
}

#[test]
fn what_init_writes_is_good_and_check_says_what_it_read() {
    let folder = started();
    let (code, said) = words(&wirewatch(folder.path(), &["check", "--strict"]));
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains(" feeds, 3 watchlists for ") && said.ends_with(" names and words, 1 subscriber\n"),
        "{said}"
    );
    assert_eq!(words(&wirewatch(folder.path(), &["init"])).0, Some(1));
}

#[test]
fn seven_planted_mistakes_are_all_shown_with_their_places() {
    let folder = started();
    let folder = folder.path();
    edit(folder, "wirewatch.toml", "[fetch]\n", "[fetch]\nevry = \"15m\"\n");
    edit(folder, "wirewatch.toml", "transport = \"folder\"", "transport = \"smpt\"");
    edit(folder, "feeds.toml", "[[feed]]\nurl = \"https://", "[[feed]]\nurl = \"htps://");
    edit(folder, "subscribers.toml", "digest = \"weekdays 07:00\"", "digest = \"0 25 * * *\"");
    edit(folder, "subscribers.toml", "timezone = \"UTC\"", "timezone = \"Asia/Bacu\"");
    edit(folder, "subscribers.toml", "watchlists = [\"*\"]", "watchlists = [\"csto-azerbaidjan\"]");
    edit(folder, "watchlists/csto-azerbaijan.toml", "@csto AND", "@cstoo AND");
    let output = wirewatch(folder, &["check"]);
    let (code, said) = words(&output);
    assert_eq!(code, Some(1));
    for (place, message, fix) in [
        ("wirewatch.toml", "unknown key `evry` in [fetch]", "did you mean `every`?"),
        ("wirewatch.toml", "`transport` is one of", "did you mean \"smtp\"?"),
        ("feeds.toml", "only http and https can be asked", "write it like"),
        ("subscribers.toml", "`25` is not an hour", "write 0 to 23"),
        ("subscribers.toml", "there is no time zone `Asia/Bacu`", "did you mean `Asia/Baku`?"),
        ("subscribers.toml", "there is no watchlist `csto-azerbaidjan`", "did you mean \"csto-azerbaijan\"?"),
        ("csto-azerbaijan.toml", "there is no entity @cstoo", "did you mean @csto?"),
    ] {
        let mut blocks = said.split("\n\n");
        let block =
            blocks.find(|block| block.contains(message)).unwrap_or_else(|| panic!("{message} in {said}"));
        let headline = block.lines().next().unwrap_or_default();
        let mut parts = headline.split(':');
        assert!(parts.next().is_some_and(|path| path.ends_with(place)), "{headline}");
        assert!(parts.next().is_some_and(|line| line.parse::<usize>().is_ok()), "{headline}");
        assert!(parts.next().is_some_and(|column| column.parse::<usize>().is_ok()), "{headline}");
        assert_eq!(parts.next(), Some(" error"), "{headline}");
        assert!(block.contains('^') && block.contains(fix), "{block}");
    }
    let report: Value =
        serde_json::from_slice(&wirewatch(folder, &["check", "--json"]).stdout).expect("JSON");
    assert_eq!((report["ok"].as_bool(), report["errors"].as_u64()), (Some(false), Some(7)), "{said}");
}

#[test]
fn exit_codes_tell_files_from_paths() {
    let folder = started();
    let folder = folder.path();
    let code = |arguments: &[&str]| words(&wirewatch(folder, arguments)).0;
    edit(folder, "subscribers.toml", "watchlists = [\"*\"]", "watchlists = []");
    assert_eq!(code(&["check"]), Some(0));
    assert_eq!(code(&["check", "--strict"]), Some(1));
    assert_eq!(code(&["check", "feeds.toml", "watchlists/officials.toml"]), Some(0));
    fs::write(folder.join("bad.toml"), "query = \"@nobody\"\n").expect("the folder can be written");
    assert_eq!(code(&["check", "bad.toml"]), Some(1));
    assert_eq!(code(&["check", "nowhere.toml"]), Some(2));
    assert_eq!(code(&["check", "--config", "nowhere.toml"]), Some(2));
    assert_eq!(code(&["--config", "wirewatch.toml", "check"]), Some(0));
    assert_eq!(code(&["schema", "nothing"]), Some(2));
    let empty = tempfile::tempdir().expect("a temporary folder");
    // In a folder without files, unless this machine has an installation of its own.
    if !Path::new("/etc/wirewatch/wirewatch.toml").exists() {
        assert_eq!(words(&wirewatch(empty.path(), &["check"])).0, Some(2));
    }
}

#[test]
fn plan_shows_ten_times_of_each_with_zone_and_offset() {
    let folder = started();
    edit(folder.path(), "subscribers.toml", "timezone = \"UTC\"", "timezone = \"Europe/Berlin\"");
    edit(folder.path(), "subscribers.toml", "digest = \"weekdays 07:00\"", "digest = \"30 2 * * *\"");
    let arguments = ["plan", "--now", "2027-03-26T12:00:00Z"];
    let (code, said) = words(&wirewatch(folder.path(), &arguments));
    assert_eq!((code, said.matches("Europe/Berlin\n").count()), (Some(0), 11), "{said}");
    assert!(said.contains("Sun 2027-03-28 03:00 +02:00"), "{said}");
    let json = wirewatch(folder.path(), &[&arguments[..], &["--json"]].concat()).stdout;
    let plans: Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(plans[0]["next"].as_array().map(Vec::len), Some(10));
    assert_eq!(plans[0]["next"][1]["utc"], "2027-03-28T01:00:00Z");
}

#[test]
fn schemas_are_draft_07() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in ["wirewatch", "feeds", "subscribers", "watchlist", "entities"] {
        let schema: Value =
            serde_json::from_slice(&wirewatch(folder.path(), &["schema", name]).stdout).expect("JSON");
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    }
}
