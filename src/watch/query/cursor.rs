//! Where the reading of a query stands, and the problems met so far.

use std::ops::Range;

use crate::diagnostic::Problem;

use super::token::QueryToken;

/// A query cut into tokens, read one after another.
pub(super) struct TokenCursor<'a> {
    pub(super) query: &'a str,
    tokens: Vec<(QueryToken, Range<usize>)>,
    next: usize,
    pub(super) problems: Vec<Problem>,
}

impl<'a> TokenCursor<'a> {
    pub(super) fn new(
        query: &'a str,
        tokens: Vec<(QueryToken, Range<usize>)>,
        problems: Vec<Problem>,
    ) -> Self {
        Self { query, tokens, next: 0, problems }
    }

    /// The next token; nothing at the end.
    pub(super) fn peek(&self) -> Option<&QueryToken> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    /// The token before the next one.
    pub(super) fn last(&self) -> Option<&QueryToken> {
        self.next.checked_sub(1).map(|at| &self.tokens[at].0)
    }

    /// Where the last token that was taken ends.
    pub(super) fn end_of_last(&self) -> usize {
        self.next.checked_sub(1).map_or(0, |at| self.tokens[at].1.end)
    }

    /// Takes the next token.
    pub(super) fn take(&mut self) -> Option<(QueryToken, Range<usize>)> {
        let token = self.tokens.get(self.next).cloned();
        self.advance();
        token
    }

    /// Goes past the next token.
    pub(super) fn advance(&mut self) {
        self.next = (self.next + 1).min(self.tokens.len());
    }

    /// Where the reading stands: the next token, or the end.
    pub(super) fn here(&self) -> Range<usize> {
        self.tokens.get(self.next).map_or(self.query.len()..self.query.len(), |(_, span)| span.clone())
    }

    /// What is written in a span.
    pub(super) fn written(&self, span: &Range<usize>) -> &'a str {
        &self.query[span.clone()]
    }

    /// Notes a problem and how to mend it.
    pub(super) fn problem(
        &mut self,
        span: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem::error(span, code, message).help(help));
    }
}
