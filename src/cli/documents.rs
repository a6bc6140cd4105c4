//! Documents named on the command line or on standard input, each answered by one object a line, in order.

use std::fs::File;
use std::io::{BufRead, Read, Write, stdin, stdout};
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use serde_json::Value;

use super::common::Exit;

/// Which documents, and what is known about them from outside.
#[derive(Debug, clap::Args)]
pub(super) struct DocumentArgs {
    /// The files; `-` or none is standard input
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

/// One document, and what is known about it from outside.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct NamedDocument {
    pub file: String,
    #[serde(default)]
    pub content_type: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
}

/// How a command answers: with an object for a document that could be loaded, and one for what could not.
///
/// An answer's `ok: false` makes the exit code that of a problem.
pub(super) trait AnswerDocument {
    /// The most bytes that are read of a document; one more tells that it is too long.
    const MOST_BYTES: usize;
    fn answer(&self, document: &NamedDocument, bytes: &[u8]) -> Value;
    fn failure(&self, file: &str, error: &str) -> Value;
}

/// Answers all documents.
///
/// # Errors
///
/// Where the answers cannot be written.
pub(super) fn answer_all<A: AnswerDocument>(args: DocumentArgs, answers: &A) -> anyhow::Result<Exit> {
    let DocumentArgs { files, url, content_type, lines } = args;
    let common = NamedDocument { file: String::new(), content_type, url };
    let outcome = if lines {
        answer_lines(&common, answers)
    } else {
        let files = if files.is_empty() { vec!["-".to_owned()] } else { files };
        files.into_iter().try_fold(Exit::Done, |exit, file| {
            Ok(worse(exit, print(&answer(&NamedDocument { file, ..common.clone() }, answers))?))
        })
    };
    outcome.context("cannot write the answers")
}

/// Answers each line of standard input as it comes; a bad line is answered too, and stops nothing.
fn answer_lines<A: AnswerDocument>(common: &NamedDocument, answers: &A) -> std::io::Result<Exit> {
    let mut input = stdin().lock();
    let mut line = Vec::new();
    let mut exit = Exit::Done;
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(exit);
        }
        exit = worse(exit, print(&answer_line(&line, common, answers))?);
    }
}

fn answer_line<A: AnswerDocument>(line: &[u8], common: &NamedDocument, answers: &A) -> Value {
    let line = match std::str::from_utf8(line) {
        Ok(line) => line.trim_end_matches(['\n', '\r']),
        Err(_) => return answers.failure(String::from_utf8_lossy(line).trim_end(), "the line is not UTF-8"),
    };
    if line.trim().is_empty() {
        return answers.failure(line, "the line is empty");
    }
    let document = if line.trim_start().starts_with('{') {
        match serde_json::from_str::<NamedDocument>(line) {
            Ok(own) => NamedDocument {
                content_type: own.content_type.or_else(|| common.content_type.clone()),
                url: own.url.or_else(|| common.url.clone()),
                file: own.file,
            },
            Err(error) => {
                let error = format!("the line is neither a file name nor an object with `file`: {error}");
                return answers.failure(line, &error);
            }
        }
    } else {
        NamedDocument { file: line.to_owned(), ..common.clone() }
    };
    if document.file == "-" {
        return answers.failure("-", "standard input holds the lines, so it cannot hold a document");
    }
    answer(&document, answers)
}

fn answer<A: AnswerDocument>(document: &NamedDocument, answers: &A) -> Value {
    match load(&document.file, A::MOST_BYTES) {
        Ok(bytes) => answers.answer(document, &bytes),
        Err(error) => answers.failure(&document.file, &error.to_string()),
    }
}

fn worse(before: Exit, now: Exit) -> Exit {
    if before == Exit::Done { now } else { before }
}

/// Writes one answer at once, so that a program on the other end can work with it.
fn print(answer: &Value) -> std::io::Result<Exit> {
    let mut out = stdout().lock();
    writeln!(out, "{answer}")?;
    out.flush()?;
    Ok(if answer["ok"] == Value::Bool(false) { Exit::Problem } else { Exit::Done })
}

/// The bytes of a file or of standard input, one more at most than are wanted.
fn load(file: &str, most_bytes: usize) -> std::io::Result<Vec<u8>> {
    let limit = u64::try_from(most_bytes + 1).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    if file == "-" {
        stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        File::open(Path::new(file))?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
