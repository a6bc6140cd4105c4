//! A problem with its file, as people and programs read it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use super::{Problem, Severity};
use crate::shown::{with_hidden_hooks, with_hidden_secrets};

/// The code of a secret in a file that is not for secrets.
pub(crate) const SECRET: &str = "secret";

const BOLD: Style = Style::new().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// One problem of one file.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The file, as the operator would name it.
    pub path: String,
    /// Its whole text without a byte order mark; empty where it could not be read.
    pub source: Arc<str>,
    /// What is wrong in it.
    pub problem: Problem,
}

impl Finding {
    /// Line and column of the first character, both from 1; the column counts characters, not bytes.
    pub(crate) fn place(&self) -> (usize, usize) {
        place(&self.source, self.problem.span.start)
    }

    /// Whether the file is refused for it.
    pub(crate) fn is_error(&self) -> bool {
        self.problem.severity == Severity::Error
    }

    /// `path:line:column: error: message`, the whole problem in one line.
    pub(crate) fn headline(&self) -> String {
        let (line, column) = self.place();
        let severity = severity_word(self.problem.severity);
        let message = with_hidden_secrets(&self.problem.message);
        format!("{}:{line}:{column}: {severity}: {message}", self.path)
    }

    /// The headline, the line itself, a caret, and the fix; ends with a line break.
    pub(crate) fn render(&self) -> String {
        self.dressed(self.headline(), &Renderer::plain())
    }

    /// The same in colours, for a terminal.
    pub(crate) fn render_coloured(&self) -> String {
        let renderer = Renderer::styled();
        let (line, column) = self.place();
        let (style, severity) = match self.problem.severity {
            Severity::Error => (ERROR, severity_word(Severity::Error)),
            Severity::Warning => (WARNING, severity_word(Severity::Warning)),
        };
        let message = with_hidden_secrets(&self.problem.message);
        let headline = format!(
            "{BOLD}{}:{line}:{column}{BOLD:#}: {style}{severity}{style:#}: {BOLD}{message}{BOLD:#}",
            self.path
        );
        self.dressed(headline, &renderer)
    }

    fn dressed(&self, headline: String, renderer: &Renderer) -> String {
        let mut text = headline;
        text.push('\n');
        // What is refused for being a secret is not to stand in logs and mails on top of it.
        if !self.source.is_empty() && self.problem.code != SECRET {
            text.push_str(&self.excerpt(renderer));
            text.push('\n');
        }
        if let Some(help) = &self.problem.help {
            text.push_str("  = help: ");
            text.push_str(&with_hidden_secrets(help).replace('\n', "\n          "));
            text.push('\n');
        }
        text
    }

    /// The problem for programs: places count from 1, `end` is the place after the last character.
    pub(crate) fn to_json(&self) -> Value {
        let (line, column) = self.place();
        let (end_line, end_column) = place(&self.source, self.problem.span.end);
        json!({
            "path": self.path,
            "line": line,
            "column": column,
            "end": { "line": end_line, "column": end_column },
            "code": self.problem.code,
            "severity": severity_word(self.problem.severity),
            "message": with_hidden_secrets(&self.problem.message),
            "help": self.problem.help.as_deref().map(with_hidden_secrets),
        })
    }

    /// The lines that the problem speaks of, with carets.
    fn excerpt(&self, renderer: &Renderer) -> String {
        let span = one_line(&self.source, &self.problem.span);
        let primary = AnnotationKind::Primary.span(span).label(self.problem.label.as_deref());
        // Another problem may stand in the line of a secret.
        let mut snippet = Snippet::source(with_hidden_hooks(&self.source)).annotation(primary);
        if let Some((span, words)) = &self.problem.also {
            let span = one_line(&self.source, span);
            snippet = snippet.annotation(AnnotationKind::Context.span(span).label(words.as_str()));
        }
        let level = match self.problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        renderer.render(&[Group::with_level(level).element(snippet)])
    }
}

/// The headline: a log needs no whole file.
impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline())
    }
}

/// Sorts by path and place and drops what is said twice.
pub(crate) fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        let place = |finding: &Finding| (finding.problem.span.start, finding.problem.severity);
        (&a.path, place(a), &a.problem.message).cmp(&(&b.path, place(b), &b.problem.message))
    });
    findings.dedup();
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Line and column of a byte, both from 1; a place outside the text or inside a character moves back into it.
pub(crate) fn place(source: &str, at: usize) -> (usize, usize) {
    let before = &source[..source.floor_char_boundary(at)];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

/// The part of a span on its first line, on character borders, so that a caret always has a place.
fn one_line(source: &str, span: &Range<usize>) -> Range<usize> {
    let start = source.floor_char_boundary(span.start);
    let end = source.ceil_char_boundary(span.end).max(start);
    let line_end = source[start..].find(['\n', '\r']).map_or(source.len(), |length| start + length);
    start..end.min(line_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, problem: Problem, expected: &str) {
        let finding = Finding { path: "feeds.toml".to_owned(), source: source.into(), problem };
        assert_eq!(finding.render(), expected);
    }

    #[test]
    fn a_problem_shows_its_line_a_caret_and_the_fix() {
        check(
            "# feeds\n[[feed]]\nulr = \"https://a.example/rss\"\n",
            Problem::error(17..20, "unknown-key", "unknown key `ulr` in [[feed]]")
                .label("not known here")
                .help("did you mean `url`?"),
            "feeds.toml:3:1: error: unknown key `ulr` in [[feed]]\n  \
               |\n\
             3 | ulr = \"https://a.example/rss\"\n  \
               | ^^^ not known here\n  \
             = help: did you mean `url`?\n",
        );
    }

    #[test]
    fn columns_count_characters_and_carets_stand_under_wide_ones() {
        check(
            "a = \"日本é\tx\"\r\nb = 1\r\n",
            Problem::error(14..15, "value", "no"),
            "feeds.toml:1:10: error: no\n  |\n1 | a = \"日本é    x\"\n  |               ^\n",
        );
    }

    #[test]
    fn two_places_stand_in_one_picture() {
        check(
            "id = 1\nx = 2\nid = 3\n",
            Problem::warning(13..15, "double", "twice").label("again here").also(0..2, "first used here"),
            "feeds.toml:3:1: warning: twice\n  |\n1 | id = 1\n  | -- first used here\n2 | x = 2\n3 | id = 3\n  \
             | ^^ again here\n",
        );
    }

    #[test]
    fn every_place_in_and_outside_a_text_can_be_shown() {
        let source = "é\r\n\n日本";
        for start in 0..source.len() + 2 {
            for end in start..source.len() + 3 {
                let problem = Problem::error(start..end, "value", "no").also(end..start, "there");
                let finding = Finding { path: "f".to_owned(), source: source.into(), problem };
                assert!(finding.render().starts_with("f:"), "{start}..{end}");
                assert!(finding.to_json()["line"].as_u64().is_some_and(|line| (1..=3).contains(&line)));
            }
        }
    }
}
