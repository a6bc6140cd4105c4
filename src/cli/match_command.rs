//! `wirewatch match`.

use std::io;
use std::io::{BufRead, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::load;
use crate::watch::found::{Excerpt, Hit, Match};
use crate::watch::item::Item;
use crate::watch::set::Matcher;
use crate::watch::words::hits_in_words;

use super::common::{Common, Exit};
use super::output::tell;

/// The longest line that is read, in bytes; a longer one is answered with an error.
const LONGEST_LINE: u64 = 16 << 20;

/// Match NDJSON on stdin against watchlists
///
/// Every line `{"id", "title"?, "text", "lang"?}` is answered by one line, in order:
/// `{"id", "matches": [{"watchlist", "score", "hits", "excerpts"}]}`. Offsets are UTF-8 bytes, half open. The
/// watchlists' feed filters are not asked: a line comes from no feed. A line that cannot be read is answered by
/// `{"id", "error"}`, and the exit code is then 1. A match of which not everything was looked at says so in `note`.
#[derive(Debug, clap::Args)]
pub(super) struct MatchArgs {
    /// The folder of watchlists [default: the one of the settings file, else ./watchlists]
    #[arg(long, value_name = "DIR", conflicts_with = "terms")]
    watchlists: Option<PathBuf>,
    /// Each line brings its own `"term"` (and `"kind"`: name, person, org, place, term or exact): prints spans only
    #[arg(long)]
    terms: bool,
}

/// One line of stdin.
#[derive(Debug, Deserialize)]
struct ItemLine {
    /// Text or number, given back as it came.
    #[serde(default)]
    id: Value,
    #[serde(default)]
    title: Option<String>,
    text: String,
    #[serde(default)]
    lang: Option<String>,
}

/// One line of stdout.
#[derive(Debug, Serialize)]
struct MatchAnswer<'a> {
    id: &'a Value,
    matches: Vec<MatchShown<'a>>,
}

#[derive(Debug, Serialize)]
struct MatchShown<'a> {
    watchlist: &'a str,
    score: f64,
    #[serde(serialize_with = "hits_in_words")]
    hits: &'a [Hit],
    excerpts: Vec<ExcerptShown<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct ExcerptShown<'a> {
    text: &'a str,
    marks: &'a [(usize, usize)],
}

/// The answer to a line that cannot be read.
#[derive(Debug, Serialize)]
struct LineError {
    id: Value,
    error: String,
}

pub(super) fn run(common: &Common, args: &MatchArgs) -> anyhow::Result<Exit> {
    if args.terms {
        return super::match_terms::run();
    }
    let folder = args.watchlists.clone().unwrap_or_else(|| usual_folder(common.config.as_deref()));
    let watchlists = match load::watchlists_in(&folder) {
        Ok(watchlists) => watchlists,
        Err(findings) => {
            for finding in findings {
                tell(format_args!("{}", finding.render()));
            }
            return Ok(Exit::Problem);
        }
    };
    let mut matcher = watchlists.matcher_for_any_feed();
    let output = BufWriter::new(io::stdout().lock());
    answer_all(&mut io::stdin().lock(), output, &mut matcher)
}

fn usual_folder(config: Option<&Path>) -> PathBuf {
    load::find_settings(config)
        .map_or_else(|_| PathBuf::from("watchlists"), |file| load::settings_alone(&file).watchlists)
}

/// Answers line by line; one line is held at a time.
fn answer_all(
    input: &mut impl BufRead,
    mut output: impl Write,
    matcher: &mut Matcher,
) -> anyhow::Result<Exit> {
    let mut line = Vec::new();
    let mut exit = Exit::Done;
    loop {
        line.clear();
        let read = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).context("stdin")?;
        if read == 0 {
            break;
        }
        let whole = line.ends_with(b"\n") || u64::try_from(read).is_ok_and(|read| read < LONGEST_LINE);
        if !whole {
            input.skip_until(b'\n').context("stdin")?;
        }
        let parsed = if whole {
            serde_json::from_slice::<ItemLine>(&line).map_err(|error| error.to_string())
        } else {
            Err(format!("the line is longer than {LONGEST_LINE} bytes"))
        };
        match parsed {
            Ok(line) => serde_json::to_writer(&mut output, &answer(&line, &found(&line, matcher)))?,
            Err(error) => {
                exit = Exit::Problem;
                serde_json::to_writer(&mut output, &LineError { id: id_of(&line), error })?;
            }
        }
        output.write_all(b"\n")?;
    }
    output.flush()?;
    Ok(exit)
}

fn found(line: &ItemLine, matcher: &mut Matcher) -> Vec<Match> {
    let title = line.title.as_deref().unwrap_or_default();
    matcher.matches(&Item { title, text: &line.text, lang: line.lang.as_deref(), ..Item::default() })
}

fn answer<'a>(line: &'a ItemLine, matches: &'a [Match]) -> MatchAnswer<'a> {
    let shown = |excerpt: &'a Excerpt| ExcerptShown { text: &excerpt.text, marks: &excerpt.marks };
    let found = |found: &'a Match| MatchShown {
        watchlist: &found.watchlist,
        score: found.score,
        hits: &found.hits,
        excerpts: found.excerpts.iter().map(shown).collect(),
        note: found.note.as_deref(),
    };
    MatchAnswer { id: &line.id, matches: matches.iter().map(found).collect() }
}

/// The id of a line that lacks something else, so that the answer can be told to its question.
fn id_of(line: &[u8]) -> Value {
    serde_json::from_slice::<Value>(line).ok().and_then(|line| line.get("id").cloned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::compile::compile;
    use crate::watch::set::Source;

    #[test]
    fn every_line_is_answered_in_order_whatever_it_holds() {
        let text = "query = 'gas'".to_owned();
        let source = Source { name: "a.toml".to_owned(), id: "a".to_owned(), text };
        let mut matcher = compile(&[source]).watchlists.expect("the query is good").matcher_for_any_feed();
        let input: &[u8] = b"{\"id\":1,\"text\":\"gas\"}\nnonsense\n\n{\"id\":\"x\"}\n\xff\n{\"text\":\"oil\",\"title\":null}";
        let mut output = Vec::new();
        let exit = answer_all(&mut &*input, &mut output, &mut matcher).expect("memory can be written");
        assert_eq!(exit, Exit::Problem);
        let lines: Vec<Value> = output
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect();
        let ids: Vec<String> = lines.iter().map(|line| line["id"].to_string()).collect();
        assert_eq!(ids, ["1", "null", "null", "\"x\"", "null", "null"]);
        let errors: Vec<bool> = lines.iter().map(|line| line.get("error").is_some()).collect();
        assert_eq!(errors, [false, true, true, true, true, false]);
        assert_eq!(
            lines[0]["matches"][0]["excerpts"][0],
            serde_json::json!({"text": "gas", "marks": [[0, 3]]})
        );
        assert_eq!(lines[5]["matches"], serde_json::json!([]));
    }
}
