//! A word or phrase of a query: with its field, checked for enough letters, and counted.

use std::ops::Range;

use names::is_too_long;

use super::cursor::TokenCursor;
use super::token::QueryToken;
use super::tree::{FieldName, MAX_LEAVES, MAX_OPEN, NodeKind, Operand, QueryLeaf, QueryNode};

/// What a query has looked for so far.
#[derive(Default)]
pub(super) struct OperandReader {
    leaves: usize,
    /// Words that have a `*` or `?` at the end and another.
    open: usize,
}

impl OperandReader {
    /// The word or phrase that comes next; `start` is where its sign `=` stands.
    pub(super) fn words(
        &mut self,
        cursor: &mut TokenCursor<'_>,
        start: Range<usize>,
        field: Option<FieldName>,
        exact: bool,
    ) -> Option<QueryNode> {
        let here = cursor.here();
        let (text, quoted) = match cursor.peek() {
            Some(QueryToken::Word(text)) => (text.clone(), false),
            Some(QueryToken::Phrase(text)) => (text.clone(), true),
            _ => {
                let help = "write =word or =\"a phrase\"";
                cursor.problem(start, "exact", "`=` stands right before a word or phrase", help);
                return None;
            }
        };
        cursor.advance();
        let mut end = here.end;
        let mut slack = 0;
        if let Some(QueryToken::Slack(words)) = cursor.peek() {
            slack = *words;
            end = cursor.here().end;
            cursor.advance();
        }
        let span = start.start..end;
        let operand = Operand::Words { text, exact, slack };
        self.check(cursor, &span, field, &operand, quoted);
        self.leaf(cursor, span, field, operand)
    }

    /// A leaf of the query, unless it has too many already.
    pub(super) fn leaf(
        &mut self,
        cursor: &mut TokenCursor<'_>,
        span: Range<usize>,
        field: Option<FieldName>,
        operand: Operand,
    ) -> Option<QueryNode> {
        self.leaves += 1;
        if self.leaves == MAX_LEAVES + 1 {
            let message = format!("the query has more than {MAX_LEAVES} words and names");
            let help = "put the names of one thing into one [[entity]]";
            cursor.problem(span.clone(), "too-large", message, help);
        }
        let kind = NodeKind::Leaf(QueryLeaf { field, operand, weight: 1.0 });
        (self.leaves <= MAX_LEAVES).then_some(QueryNode { span, kind })
    }

    /// A word must hold enough letters to mean something.
    fn check(
        &mut self,
        cursor: &mut TokenCursor<'_>,
        span: &Range<usize>,
        field: Option<FieldName>,
        operand: &Operand,
        quoted: bool,
    ) {
        let Operand::Words { text, exact, .. } = operand else { return };
        let letters = text.chars().filter(|letter| letter.is_alphanumeric()).count();
        let wild = text.contains(['*', '?']);
        if letters == 0 {
            let message = if wild { "this matches every word" } else { "the phrase is empty" };
            return cursor.problem(span.clone(), "always", message, "name at least one word");
        }
        if is_too_long(text) {
            let help = "name the words that tell it from others";
            return cursor.problem(span.clone(), "too-large", "no name is as long as this", help);
        }
        if field.is_some_and(FieldName::is_filter) {
            return;
        }
        if wild && *exact {
            let help = "take the = or the * away";
            cursor.problem(span.clone(), "exact", "`=` means as written, so nothing in it can vary", help);
        }
        if letters == 1 && !text.chars().any(is_ideograph) {
            let help =
                if quoted { "name a longer word" } else { "name a longer word, or a phrase in quotes" };
            cursor.problem(span.clone(), "one-letter", "one letter is found everywhere", help);
        }
        for word in text.split(' ').filter(|word| word.contains(['*', '?'])) {
            self.wildcards(cursor, span, word);
        }
    }

    /// Notes a word whose `*` and `?` leave too much open.
    fn wildcards(&mut self, cursor: &mut TokenCursor<'_>, span: &Range<usize>, word: &str) {
        let letters = word.chars().filter(|letter| letter.is_alphanumeric()).count();
        if letters < 3 {
            let message = format!("`{word}` is found nearly everywhere");
            let help = "give a word with * or ? three letters at least";
            cursor.problem(span.clone(), "wildcard", message, help);
        }
        if word.matches('*').count() > 2 {
            let message = format!("`{word}` has too many `*`");
            cursor.problem(span.clone(), "wildcard", message, "two in one word are the most");
        }
        if word.ends_with(['*', '?']) && word.matches(['*', '?']).count() > 1 {
            self.open += 1;
            if self.open == MAX_OPEN + 1 {
                let message = format!("more than {MAX_OPEN} words have a * or ? at the end and another");
                let help = "write whole words, which are found in every case form";
                cursor.problem(span.clone(), "too-large", message, help);
            }
        }
    }
}

/// Chinese, Japanese and Korean letters are words by themselves.
fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
