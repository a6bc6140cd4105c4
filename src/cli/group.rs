//! `wirewatch group`.

use std::io;
use std::io::{BufRead, BufWriter, Write};

use anyhow::Context;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::common::Exit;
use crate::story::{GroupedArticle, StoryGroups};

/// Group NDJSON on stdin into stories, as they are grouped live
///
/// Every line `{"id", "title", "text", "publisher"?, "published"?}` is answered by one line, in order: `{"id", "story"}`,
/// where the same text in many places has one story, the id of its first. A line that cannot be read is answered by
/// `{"id", "error"}`, and the exit code is then 1.
#[derive(Debug, clap::Args)]
pub(super) struct GroupArgs {}

/// One line of stdin.
#[derive(Debug, Deserialize)]
struct ArticleLine {
    /// Text or number, given back as it came.
    #[serde(default)]
    id: Value,
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    publisher: Option<String>,
    #[serde(default)]
    published: Option<String>,
}

/// One line of stdout.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum GroupAnswer<'a> {
    Grouped { id: &'a Value, story: &'a Value },
    Unread { id: Value, error: String },
}

/// Reads until stdin ends; the sketches of all articles are held.
pub(super) fn run() -> anyhow::Result<Exit> {
    match answer_all(io::stdin().lock(), BufWriter::new(io::stdout().lock())) {
        // The reader of our output has enough.
        Err(error) if error.downcast_ref::<io::Error>().is_some_and(is_broken_pipe) => Ok(Exit::Done),
        exit => exit,
    }
}

fn is_broken_pipe(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

fn answer_all(input: impl BufRead, mut output: impl Write) -> anyhow::Result<Exit> {
    let mut groups = StoryGroups::default();
    let mut ids = Vec::new();
    let mut exit = Exit::Done;
    for line in input.split(b'\n') {
        let line = line.context("stdin")?;
        let answer = match serde_json::from_slice::<ArticleLine>(&line) {
            Ok(article) => {
                let story = groups.add(&grouped(&article));
                ids.push(article.id);
                let id = ids.last().expect("one was pushed");
                GroupAnswer::Grouped { id, story: &ids[story] }
            }
            Err(error) => {
                exit = Exit::Problem;
                let id = serde_json::from_slice::<Value>(&line).ok();
                let id = id.and_then(|line| line.get("id").cloned()).unwrap_or_default();
                GroupAnswer::Unread { id, error: error.to_string() }
            }
        };
        serde_json::to_writer(&mut output, &answer)?;
        output.write_all(b"\n")?;
    }
    output.flush()?;
    Ok(exit)
}

/// A date that cannot be read is none.
fn grouped(line: &ArticleLine) -> GroupedArticle<'_> {
    GroupedArticle {
        title: &line.title,
        text: &line.text,
        publisher: line.publisher.as_deref(),
        published: line.published.as_deref().and_then(|date| date.parse::<Timestamp>().ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_answered_by_the_id_of_its_story() {
        let text = "The chiefs of staff of the alliance met in the old town hall of Larn on Monday and spoke for three hours \
                    about the bridge over the river.";
        let input = format!(
            "{{\"id\":1,\"title\":\"A\",\"text\":\"{text}\",\"publisher\":\"x\"}}\n{{\"id\":\"two\",\"text\":3}}\n\
             {{\"id\":\"b\",\"title\":\"B\",\"text\":\"{text}\",\"published\":\"2026-11-29T12:00:00Z\"}}\n"
        );
        let mut output = Vec::new();
        assert_eq!(answer_all(input.as_bytes(), &mut output).expect("plain lines"), Exit::Problem);
        let lines: Vec<Value> = output
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).expect("JSON"))
            .collect();
        assert_eq!(lines[0]["story"], 1);
        assert_eq!((&lines[1]["id"], lines[1]["error"].is_string()), (&Value::from("two"), true));
        assert_eq!((&lines[2]["id"], &lines[2]["story"]), (&Value::from("b"), &Value::from(1)));
    }
}
