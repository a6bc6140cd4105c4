//! `wirewatch match --terms`: every line brings its own name and text; answers with the places of the name.

use std::io::{BufRead, BufWriter, Write};

use anyhow::Context;
use names::{Form, Lexicon, Memo, NameHit, Surname, Term, is_too_long};
use serde::{Deserialize, Serialize};

use super::common::Exit;
use super::output::tell;

/// One line of stdin. Other fields, such as the language, are read over: a label decides no match.
#[derive(Debug, Deserialize)]
struct TermLine {
    /// Text or number, given back as it came.
    id: serde_json::Value,
    term: String,
    #[serde(default)]
    kind: TermKind,
    text: String,
}

/// How freely the term is looked for.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum TermKind {
    /// A name of which nothing else is known.
    #[default]
    Name,
    Person,
    Org,
    Place,
    /// A word or phrase of a query.
    Term,
    /// As written.
    Exact,
}

/// One line of stdout.
#[derive(Debug, Serialize)]
struct SpansLine<'a> {
    id: &'a serde_json::Value,
    spans: Vec<(usize, usize)>,
}

/// Reads NDJSON until stdin ends; one line is held at a time. A line that cannot be read is answered by a
/// message on stderr and makes the exit code 1.
pub(super) fn run() -> anyhow::Result<Exit> {
    let mut input = std::io::stdin().lock();
    let mut output = BufWriter::new(std::io::stdout().lock());
    let mut line = String::new();
    let mut hits = Vec::new();
    let mut exit = Exit::Done;
    for number in 1_u64.. {
        line.clear();
        if input.read_line(&mut line).with_context(|| format!("stdin, line {number}"))? == 0 {
            break;
        }
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<TermLine>(&line) {
            Ok(line) if is_too_long(&line.term) => {
                tell(format_args!("wirewatch: stdin, line {number}: no name is as long as this term"));
                exit = Exit::Problem;
            }
            Ok(line) => {
                serde_json::to_writer(&mut output, &answer(&line, &mut hits))?;
                output.write_all(b"\n")?;
            }
            Err(error) => {
                tell(format_args!("wirewatch: stdin, line {number}: {error}"));
                exit = Exit::Problem;
            }
        }
    }
    output.flush()?;
    Ok(exit)
}

fn answer<'a>(line: &'a TermLine, hits: &mut Vec<NameHit>) -> SpansLine<'a> {
    let form = match line.kind {
        TermKind::Name => Form::Unknown,
        TermKind::Person => Form::Person { surname: Surname::Anchored },
        TermKind::Org | TermKind::Place => Form::Name,
        TermKind::Term => Form::Words { slack: 0 },
        TermKind::Exact => Form::Exact { slack: 0 },
    };
    let lexicon = Lexicon::build(&[Term::single(form, line.term.as_str())]);
    hits.clear();
    lexicon.scan(&mut Memo::default(), &[&line.text], hits);
    SpansLine { id: &line.id, spans: hits.iter().map(|hit| (hit.start, hit.end)).collect() }
}
