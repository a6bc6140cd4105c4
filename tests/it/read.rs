//! `read` and `extract` as scripts meet them: one object in, one object out, whatever the lines hold.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

fn read(arguments: &[&str], input: &[u8]) -> (Option<i32>, Vec<Value>) {
    answers(&[&["read"], arguments].concat(), input)
}

/// Runs a command among the fixtures and gives back its exit code and its answers.
fn answers(arguments: &[&str], input: &[u8]) -> (Option<i32>, Vec<Value>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wirewatch"));
    command.args(arguments).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped());
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

#[test]
fn a_page_is_answered_with_its_article() {
    let sentence = "<p>Совет безопасности собрался в Алматы в воскресенье и говорил о границе весь день.</p>";
    let page = format!(
        "<html lang=ru><head><meta charset=windows-1251><title>Совет в Алматы</title>\
         <script type=application/ld+json>{{\"@type\": \"NewsArticle\", \"headline\": \"Совет собрался\", \
         \"datePublished\": \"2026-11-29T10:00:00.5+03:00\", \"author\": \"А. Автор\"}}</script></head>\
         <body><nav>Меню</nav><article>{}</article></body></html>",
        sentence.repeat(8)
    );
    let bytes: Vec<u8> =
        page.chars()
            .map(|letter| match letter {
                'А'..='я' => u8::try_from(u32::from(letter) - u32::from('А') + 0xc0)
                    .expect("the letters stand in a row"),
                other => u8::try_from(u32::from(other)).expect("the rest is ASCII"),
            })
            .collect();
    let (code, answers) = answers(&["extract", "--url", "https://a.example/news/1"], &bytes);
    assert_eq!(code, Some(0));
    for (name, value) in [
        ("file", "-"),
        ("kind", "article"),
        ("title", "Совет собрался"),
        ("byline", "А. Автор"),
        ("published", "2026-11-29T07:00:00Z"),
        ("lang", "ru"),
    ] {
        assert_eq!(answers[0][name], value, "{name}");
    }
    let text = answers[0]["text"].as_str().expect("an article has a text");
    assert_eq!(text.matches("о границе").count(), 8, "{text}");
    assert!(!text.contains("Меню"), "{text}");
}

#[test]
fn a_page_that_cannot_be_read_is_answered_too() {
    let deep = "<div>".repeat(5_000);
    let (code, answers) = answers(&["extract"], deep.as_bytes());
    assert_eq!((code, &answers[0]["kind"], &answers[0]["text"]), (Some(1), &"none".into(), &"".into()));
    assert_eq!(answers[0]["error"], "more than 256 elements of the page stand in one another");
}
