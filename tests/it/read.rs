//! `read` as scripts meet it: one object in, one object out, whatever the lines hold.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Runs `read` among the fixtures and gives back its exit code and its answers.
fn read(arguments: &[&str], input: &[u8]) -> (Option<i32>, Vec<Value>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wirewatch"));
    command.arg("read").args(arguments).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped());
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/feeds/tests/fixtures"));
    let mut child = command.spawn().expect("the program runs");
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    stdin.write_all(input).expect("it reads all of its input");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8(output.stdout).expect("its output is UTF-8");
    let answers = text.lines().map(|line| serde_json::from_str(line).expect("every line is an object"));
    (output.status.code(), answers.collect())
}

#[test]
fn every_line_is_answered_in_order_and_a_bad_one_stops_nothing() {
    let lines = b"rss-2.0.xml\n\nnowhere.xml\n{\"file\":\"cdf.xml\",\"url\":\"https://a.example/\"}\n\xff\n\
        {broken\n{\"url\":\"x\"}\n.\n-\nwindows-1251.xml";
    let (code, answers) = read(&["--lines"], lines);
    let seen: Vec<_> = answers.iter().map(|answer| (answer["file"].as_str(), answer["ok"] == true)).collect();
    assert_eq!(
        seen,
        [
            (Some("rss-2.0.xml"), true),
            (Some(""), false),
            (Some("nowhere.xml"), false),
            (Some("cdf.xml"), true),
            (Some("\u{fffd}"), false),
            (Some("{broken"), false),
            (Some("{\"url\":\"x\"}"), false),
            (Some("."), false),
            (Some("-"), false),
            (Some("windows-1251.xml"), true),
        ]
    );
    assert_eq!(code, Some(1));
    assert!(answers.iter().all(|answer| answer["ok"] == true || answer["error"].is_string()));
}

#[test]
fn an_answer_holds_the_feed_its_entries_and_its_warnings() {
    let (code, answers) = read(
        &["--url", "https://a.example/x/", "--content-type", "text/xml; charset=utf-8"],
        b"\
        <rss><channel><title>A &amp;amp; B</title><item><title>T</title><link>1</link>\
        <pubDate>Wed, 02 Oct 2024 15:04:05 +0300</pubDate><description>&lt;p&gt;x</description></item>",
    );
    assert_eq!(code, Some(0));
    let answer = &answers[0];
    assert_eq!(answer["file"], "-");
    assert_eq!(answer["feed"]["title"], "A &amp; B");
    assert_eq!(answer["warnings"], serde_json::json!(["the document breaks off before its end"]));
    let entry = &answer["entries"][0];
    for (name, value) in [
        ("title", "T"),
        ("link", "https://a.example/x/1"),
        ("id", "link:a.example/x/1"),
        ("published", "2024-10-02T12:04:05Z"),
        ("summary", "<p>x"),
    ] {
        assert_eq!(entry[name], value, "{name}");
    }
    assert_eq!(entry["updated"], Value::Null);
}
