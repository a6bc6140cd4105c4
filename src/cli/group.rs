//! `wirewatch group`.

use std::io;
use std::io::{BufRead, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event::{EventGroups, FingerprintReader, KnownMention};
use crate::load;
use crate::story::{GroupedArticle, StoryGroups};
use crate::watch::item::Item;
use crate::watch::set::{Matcher, Watchlists};

use super::common::Exit;
use super::output::tell;

/// Group NDJSON on stdin into stories and events, as they are grouped live
///
/// Every line `{"id", "title", "text", "publisher"?, "published"?}` is answered by one line, in order:
/// `{"id", "story", "event"}`. The same text in many places has one story, one happening in many texts and languages has one
/// event, each the id of its first. Events are told by the names and numbers in a text; with `--watchlists` also by the entities
/// that these find in what they match. A line that cannot be read is answered by `{"id", "error"}`, and the exit code is then 1.
#[derive(Debug, clap::Args)]
pub(super) struct GroupArgs {
    /// The folder of watchlists whose entities are known [default: none, only the names of countries are]
    #[arg(long, value_name = "DIR")]
    watchlists: Option<PathBuf>,
}

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
    Grouped { id: &'a Value, story: &'a Value, event: &'a Value },
    Unread { id: Value, error: String },
}

/// Reads until stdin ends; the sketches of all articles are held.
pub(super) fn run(args: &GroupArgs) -> anyhow::Result<Exit> {
    let watchlists = match args.watchlists.as_deref().map(load::watchlists_in) {
        None => Watchlists::default(),
        Some(Ok(watchlists)) => watchlists,
        Some(Err(findings)) => {
            for finding in findings {
                tell(format_args!("{}", finding.render()));
            }
            return Ok(Exit::Problem);
        }
    };
    let matcher = watchlists.matcher_for_any_feed();
    match answer_all(io::stdin().lock(), BufWriter::new(io::stdout().lock()), matcher) {
        // The reader of our output has enough.
        Err(error) if error.downcast_ref::<io::Error>().is_some_and(is_broken_pipe) => Ok(Exit::Done),
        exit => exit,
    }
}

fn is_broken_pipe(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

fn answer_all(input: impl BufRead, mut output: impl Write, matcher: Matcher) -> anyhow::Result<Exit> {
    let mut groups = Groups::new(matcher);
    let mut ids = Vec::new();
    let mut exit = Exit::Done;
    for line in input.split(b'\n') {
        let line = line.context("stdin")?;
        let answer = match serde_json::from_slice::<ArticleLine>(&line) {
            Ok(article) => {
                let (story, event) = groups.add(&article);
                ids.push(article.id);
                let id = ids.last().expect("one was pushed");
                GroupAnswer::Grouped { id, story: &ids[story], event: &ids[event] }
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

/// What was read so far, put to stories and events.
struct Groups {
    stories: StoryGroups,
    /// The event of each article, and that of each story is its first article's.
    events: Vec<usize>,
    happenings: EventGroups,
    reader: FingerprintReader,
    matcher: Matcher,
    /// The latest time that was given: an article without one came when the one before it did.
    latest: Timestamp,
}

impl Groups {
    fn new(matcher: Matcher) -> Self {
        Self {
            stories: StoryGroups::default(),
            events: Vec::new(),
            happenings: EventGroups::default(),
            reader: FingerprintReader::default(),
            matcher,
            latest: Timestamp::UNIX_EPOCH,
        }
    }

    /// The numbers of the first articles of its story and of its event, which may be its own.
    fn add(&mut self, line: &ArticleLine) -> (usize, usize) {
        let article = grouped(line);
        let story = self.stories.add(&article);
        let item = Item { title: article.title, text: article.text, ..Item::default() };
        let mentions = KnownMention::of(&self.matcher.matches(&item));
        let fingerprint = self.reader.read((article.title, article.text), &mentions, "");
        self.latest = article.published.unwrap_or(self.latest);
        let number = number(self.events.len());
        let event = match self.events.get(story) {
            Some(event) => {
                self.happenings.remember(number, self::number(*event), &fingerprint, self.latest);
                *event
            }
            None => {
                let event = self.happenings.add(number, &fingerprint, self.latest);
                usize::try_from(event).unwrap_or(story)
            }
        };
        self.events.push(event);
        (story, event)
    }
}

/// A place among the lines, as articles are numbered.
fn number(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
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
        let matcher = Watchlists::default().matcher_for_any_feed();
        assert_eq!(answer_all(input.as_bytes(), &mut output, matcher).expect("plain lines"), Exit::Problem);
        let lines: Vec<Value> = output
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).expect("JSON"))
            .collect();
        assert_eq!(lines[0]["story"], 1);
        assert_eq!((&lines[1]["id"], lines[1]["error"].is_string()), (&Value::from("two"), true));
        assert_eq!((&lines[2]["id"], &lines[2]["story"]), (&Value::from("b"), &Value::from(1)));
        assert_eq!(lines[2]["event"], 1, "copies tell of one happening");
    }

    #[test]
    fn one_happening_in_two_languages_is_one_event_and_two_stories() {
        let input = r#"{"id":"en","title":"Fire in Larnak","text":"Mayor Ivan Petrosyan said 1,870 people fled Larnak as the Hotel Rixos burned."}
{"id":"ru","title":"Пожар в Ларнаке","text":"По словам мэра Ивана Петросяна, из Ларнака бежали 1870 человек, горит отель «Риксос»."}
{"id":"no","title":"Ларнак голосует","text":"Мэр Иван Петросян открыл 42 участка, сообщает Дойче Велле."}
"#;
        let mut output = Vec::new();
        let matcher = Watchlists::default().matcher_for_any_feed();
        answer_all(input.as_bytes(), &mut output, matcher).expect("plain lines");
        let text = String::from_utf8(output).expect("JSON is UTF-8");
        let events: Vec<&str> = text.lines().collect();
        assert_eq!(
            events,
            [
                r#"{"id":"en","story":"en","event":"en"}"#,
                r#"{"id":"ru","story":"ru","event":"en"}"#,
                r#"{"id":"no","story":"no","event":"no"}"#,
            ]
        );
    }
}
