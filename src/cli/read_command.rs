//! `wirewatch read`: what the reader makes of feeds, as JSON for people and for checks from outside.

use std::fs::File;
use std::io::{BufRead, Read, Write, stdin, stdout};
use std::path::Path;

use anyhow::Context;
use feeds::{ParsedEntry, ParsedFeed};
use serde::Deserialize;
use serde_json::{Value, json};

use super::common::{Common, Exit};
use crate::read::key_of;

/// Print feeds as JSON, one object a line
#[derive(Debug, clap::Args)]
pub(super) struct ReadArgs {
    /// Feed files; `-` or none is standard input
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// The address they came from: relative links stand on it
    #[arg(long, value_name = "U")]
    url: Option<String>,
    /// The HTTP header they came with: its charset counts
    #[arg(long, value_name = "T")]
    content_type: Option<String>,
    /// Read file names from standard input, one a line, or objects {"file", "content_type"?, "url"?}
    #[arg(long, conflicts_with = "files")]
    lines: bool,
}

/// One document to read, and what is known about it from outside.
#[derive(Debug, Clone, Deserialize)]
struct FeedSource {
    file: String,
    #[serde(default)]
    content_type: Option<String>,
    #[serde(default)]
    url: Option<String>,
}

pub(super) fn run(_common: &Common, args: ReadArgs) -> anyhow::Result<Exit> {
    let ReadArgs { files, url, content_type, lines } = args;
    let document = |file: String| FeedSource { file, content_type: content_type.clone(), url: url.clone() };
    let outcome = if lines {
        read_lines(&document)
    } else {
        let files = if files.is_empty() { vec!["-".to_owned()] } else { files };
        files.into_iter().try_fold(Exit::Done, |exit, file| Ok(worse(exit, print(&answer(&document(file)))?)))
    };
    outcome.context("cannot write the answers")
}

/// Answers each line of standard input as it comes; a bad line is answered too, and stops nothing.
fn read_lines(document: &impl Fn(String) -> FeedSource) -> std::io::Result<Exit> {
    let mut input = stdin().lock();
    let mut line = Vec::new();
    let mut exit = Exit::Done;
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(exit);
        }
        exit = worse(exit, print(&answer_line(&line, document))?);
    }
}

fn answer_line(line: &[u8], document: &impl Fn(String) -> FeedSource) -> Value {
    let line = match std::str::from_utf8(line) {
        Ok(line) => line.trim_end_matches(['\n', '\r']),
        Err(_) => return failure(String::from_utf8_lossy(line).trim_end(), "the line is not UTF-8"),
    };
    if line.trim().is_empty() {
        return failure(line, "the line is empty");
    }
    let wanted = if line.trim_start().starts_with('{') {
        match serde_json::from_str::<FeedSource>(line) {
            Ok(own) => {
                let common = document(own.file);
                let content_type = own.content_type.or(common.content_type);
                FeedSource { content_type, url: own.url.or(common.url), ..common }
            }
            Err(error) => {
                let error = format!("the line is neither a file name nor an object with `file`: {error}");
                return failure(line, &error);
            }
        }
    } else {
        document(line.to_owned())
    };
    if wanted.file == "-" {
        return failure("-", "standard input holds the lines, so it cannot hold a feed");
    }
    answer(&wanted)
}

fn worse(before: Exit, now: Exit) -> Exit {
    if before == Exit::Done { now } else { before }
}

/// Writes one answer at once, so that a program on the other end can work with it.
fn print(answer: &Value) -> std::io::Result<Exit> {
    let mut out = stdout().lock();
    writeln!(out, "{answer}")?;
    out.flush()?;
    Ok(if answer["ok"] == Value::Bool(true) { Exit::Done } else { Exit::Problem })
}

fn answer(document: &FeedSource) -> Value {
    let bytes = match load(&document.file) {
        Ok(bytes) => bytes,
        Err(error) => return failure(&document.file, &error.to_string()),
    };
    match feeds::read(&bytes, document.content_type.as_deref(), document.url.as_deref()) {
        Ok(feed) => success(&document.file, &feed),
        Err(error) => failure(&document.file, &error.to_string()),
    }
}

/// The bytes of a file or of standard input, one more at most than the reader takes.
fn load(file: &str) -> std::io::Result<Vec<u8>> {
    let limit = u64::try_from(feeds::MOST_BYTES + 1).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    if file == "-" {
        stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        File::open(Path::new(file))?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn failure(file: &str, error: &str) -> Value {
    json!({ "file": file, "ok": false, "error": error, "feed": {}, "entries": [], "warnings": [] })
}

fn success(file: &str, feed: &ParsedFeed) -> Value {
    json!({
        "file": file,
        "ok": true,
        "feed": { "title": feed.title, "link": feed.link, "lang": feed.lang },
        "entries": feed.entries.iter().map(entry).collect::<Vec<_>>(),
        "warnings": feed.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// An entry without a guid shows the key by which it is told from others.
fn entry(entry: &ParsedEntry) -> Value {
    json!({
        "title": entry.title,
        "link": entry.link,
        "id": entry.guid.clone().unwrap_or_else(|| key_of(entry).to_string()),
        "published": entry.published.map(|at| at.to_string()),
        "updated": entry.updated.map(|at| at.to_string()),
        "summary": entry.summary,
        "content": entry.content,
        "author": entry.author,
        "tags": entry.tags,
        "lang": entry.lang,
    })
}
