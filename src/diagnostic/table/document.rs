//! A parsed TOML file and all that is wrong with it.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Problem, Severity};

use super::words::{MISSING_KEY, SYNTAX, syntax_problem};

/// One unclosed bracket can give ten syntax errors; the first few say it.
const SYNTAX_ERRORS_SHOWN: usize = 3;

/// Deeper than this no file of ours goes.
const DEPTH_LIMIT: usize = 64;

/// The code of a value that stands too deep.
const NESTING: &str = "nesting";

/// A parsed file: its text, what could be read of it, and all that is wrong with it so far.
pub(crate) struct TomlDocument<'a> {
    source: &'a str,
    root: Spanned<DeTable<'a>>,
    problems: RefCell<Vec<Problem>>,
    syntax: Vec<Range<usize>>,
}

impl<'a> TomlDocument<'a> {
    /// Parses a text without byte order mark; syntax errors are problems too, and what stands around them is read.
    pub(crate) fn parse(source: &'a str) -> Self {
        let (root, errors) = DeTable::parse_recoverable(source);
        let mut syntax = Vec::new();
        let mut problems = Vec::new();
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            if problems.len() < SYNTAX_ERRORS_SHOWN {
                problems.push(syntax_problem(source, span.clone(), error.message()));
            }
            syntax.push(span);
        }
        if let Some(span) = too_deep(&root) {
            let message = format!("lists and tables stand more than {DEPTH_LIMIT} deep within one another");
            problems.push(Problem::error(span, NESTING, message));
        }
        Self { source, root, problems: RefCell::new(problems), syntax }
    }

    /// The keys at the top of the file.
    pub(super) fn entries(&self) -> &DeTable<'a> {
        self.root.get_ref()
    }

    /// The text it was parsed from.
    pub(super) fn source(&self) -> &'a str {
        self.source
    }

    /// Notes a problem.
    pub(crate) fn note(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Whether something noted so far refuses the file.
    pub(crate) fn has_errors(&self) -> bool {
        self.problems.borrow().iter().any(|problem| problem.severity == Severity::Error)
    }

    /// All problems in the order of the file. Beside a syntax error only what it cannot have caused is kept.
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        if let Some(first) = self.syntax.iter().map(|span| span.start).min() {
            let line = |at: usize| self.source[..self.source.floor_char_boundary(at)].matches('\n').count();
            let broken: Vec<usize> = self.syntax.iter().map(|span| line(span.start)).collect();
            let trusted = self.syntax.len() <= SYNTAX_ERRORS_SHOWN;
            problems.retain(|problem| {
                let caused = problem.code == MISSING_KEY || broken.contains(&line(problem.span.start));
                [SYNTAX, NESTING].contains(&problem.code) || !caused && (trusted || problem.span.end <= first)
            });
        }
        problems.sort_by_key(|problem| problem.span.start);
        problems
    }
}

/// The first value that stands too deep. The parser itself stops at 80, so this cannot run away.
fn too_deep(root: &Spanned<DeTable<'_>>) -> Option<Range<usize>> {
    let mut open: Vec<(usize, &Spanned<DeValue<'_>>)> =
        root.get_ref().values().map(|value| (1, value)).collect();
    while let Some((depth, value)) = open.pop() {
        if depth > DEPTH_LIMIT {
            return Some(value.span());
        }
        match value.get_ref() {
            DeValue::Array(list) => open.extend(list.iter().map(|value| (depth + 1, value))),
            DeValue::Table(table) => open.extend(table.values().map(|value| (depth + 1, value))),
            _ => {}
        }
    }
    None
}
