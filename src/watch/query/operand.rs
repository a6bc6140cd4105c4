//! One operand of a query: a word, phrase, name, count or group, with its field and weight.

use std::ops::Range;

use crate::watch::lexicon::spec::is_too_long;

use super::lex::Token;
use super::parse::Parser;
use super::{FieldName, Kind, Leaf, MAX_DEPTH, MAX_LEAVES, MAX_OPEN, Node, What};

impl Parser<'_> {
    /// A word, phrase, name, count or group, with its field before and its weight after.
    pub(super) fn unit(&mut self, outer: Option<FieldName>) -> Option<Node> {
        let start = self.here().start;
        let mut field = outer;
        while let Some(Token::Field(named)) = self.peek() {
            let (named, here) = (*named, self.here());
            self.next += 1;
            if let (Some(named), Some(before)) = (named, field)
                && named != before
            {
                let message = format!("`{}:` inside `{}:` can never match", named.name(), before.name());
                self.problem(here, "never", message, "name one field for each word");
            }
            field = named.or(field);
        }
        let mut node = self.primary(field)?;
        if let Some(Token::Weight(weight)) = self.peek() {
            let weight = *weight;
            self.next += 1;
            multiply(&mut node, weight);
        }
        node.span = start..self.tokens[self.next - 1].1.end;
        Some(node)
    }

    fn primary(&mut self, field: Option<FieldName>) -> Option<Node> {
        let here = self.here();
        match self.peek() {
            Some(Token::Open) => self.group(field),
            Some(Token::AtLeast(count)) => {
                let count = *count;
                self.next += 1;
                if self.peek() != Some(&Token::Open) {
                    let help = format!("write ATLEAST/{count}(a OR b)");
                    self.problem(here, "count", "ATLEAST counts what stands in brackets after it", help);
                    return self.unit(field);
                }
                let inner = self.group(field)?;
                Some(Node { span: here.start..inner.span.end, kind: Kind::AtLeast(count, Box::new(inner)) })
            }
            Some(Token::Entity(id)) => {
                let what = What::Entity(id.clone());
                self.next += 1;
                self.leaf(here, field, what)
            }
            Some(Token::Equals) => {
                self.next += 1;
                self.words(here, field, true)
            }
            Some(Token::Phrase(_) | Token::Word(_)) => self.words(here, field, false),
            Some(Token::Close | Token::And | Token::Or | Token::Near(_)) | None => {
                let text = "a word, phrase, @entity or group is missing here";
                let (before, at) = (self.next.checked_sub(1), self.here());
                if before.is_some_and(|at| matches!(self.tokens[at].0, Token::Field(_) | Token::Equals)) {
                    self.problem(at, "operand", text, "write it right after the sign");
                }
                None
            }
            Some(Token::Not) => {
                self.problem(here, "operand", "NOT stands before the field", "write NOT title:word");
                self.next += 1;
                None
            }
            Some(Token::Field(_) | Token::Slack(_) | Token::Weight(_)) => {
                self.problem(here, "operand", "this belongs right after a word or phrase", "remove it");
                self.next += 1;
                None
            }
        }
    }

    fn words(&mut self, start: Range<usize>, field: Option<FieldName>, exact: bool) -> Option<Node> {
        let here = self.here();
        let (text, quoted) = match self.peek() {
            Some(Token::Word(text)) => (text.clone(), false),
            Some(Token::Phrase(text)) => (text.clone(), true),
            _ => {
                self.problem(
                    start,
                    "exact",
                    "`=` stands right before a word or phrase",
                    "write =word or =\"a phrase\"",
                );
                return None;
            }
        };
        self.next += 1;
        let mut end = here.end;
        let mut slack = 0;
        if let Some(Token::Slack(words)) = self.peek() {
            slack = *words;
            end = self.here().end;
            self.next += 1;
        }
        let span = start.start..end;
        self.check_words(&span, field, &text, exact, quoted);
        self.leaf(span, field, What::Words { text, exact, slack })
    }

    /// A word must hold enough letters to mean something.
    fn check_words(
        &mut self,
        span: &Range<usize>,
        field: Option<FieldName>,
        text: &str,
        exact: bool,
        quoted: bool,
    ) {
        let letters = text.chars().filter(|letter| letter.is_alphanumeric()).count();
        let wild = text.contains(['*', '?']);
        let filter = field.is_some_and(FieldName::is_filter);
        if letters == 0 {
            let message = if wild { "this matches every word" } else { "the phrase is empty" };
            return self.problem(span.clone(), "always", message, "name at least one word");
        }
        if is_too_long(text) {
            let help = "name the words that tell it from others";
            return self.problem(span.clone(), "too-large", "no name is as long as this", help);
        }
        if filter {
            return;
        }
        if wild && exact {
            let help = "take the = or the * away";
            self.problem(span.clone(), "exact", "`=` means as written, so nothing in it can vary", help);
        }
        if letters == 1 && !text.chars().any(is_ideograph) {
            let help =
                if quoted { "name a longer word" } else { "name a longer word, or a phrase in quotes" };
            self.problem(span.clone(), "one-letter", "one letter is found everywhere", help);
        }
        for word in text.split(' ').filter(|word| word.contains(['*', '?'])) {
            self.wildcards(span, word);
        }
    }

    /// Notes a word whose `*` and `?` leave too much open.
    fn wildcards(&mut self, span: &Range<usize>, word: &str) {
        let letters = word.chars().filter(|letter| letter.is_alphanumeric()).count();
        if letters < 3 {
            let message = format!("`{word}` is found nearly everywhere");
            self.problem(span.clone(), "wildcard", message, "give a word with * or ? three letters at least");
        }
        if word.matches('*').count() > 2 {
            let message = format!("`{word}` has too many `*`");
            self.problem(span.clone(), "wildcard", message, "two in one word are the most");
        }
        if word.ends_with(['*', '?']) && word.matches(['*', '?']).count() > 1 {
            self.open += 1;
            if self.open == MAX_OPEN + 1 {
                let message = format!("more than {MAX_OPEN} words have a * or ? at the end and another");
                let help = "write whole words, which are found in every case form";
                self.problem(span.clone(), "too-large", message, help);
            }
        }
    }

    fn leaf(&mut self, span: Range<usize>, field: Option<FieldName>, what: What) -> Option<Node> {
        self.leaves += 1;
        if self.leaves == MAX_LEAVES + 1 {
            let message = format!("the query has more than {MAX_LEAVES} words and names");
            self.problem(
                span.clone(),
                "too-large",
                message,
                "put the names of one thing into one [[entity]]",
            );
        }
        (self.leaves <= MAX_LEAVES)
            .then_some(Node { span, kind: Kind::Leaf(Leaf { field, what, weight: 1.0 }) })
    }

    fn group(&mut self, field: Option<FieldName>) -> Option<Node> {
        let open = self.here();
        self.next += 1;
        if self.depth == MAX_DEPTH {
            let message = format!("brackets are nested deeper than {MAX_DEPTH}");
            self.problem(open, "too-deep", message, "take brackets away that change nothing");
            self.skip_group();
            return None;
        }
        self.depth += 1;
        let known = self.problems.len();
        let inner = self.level(field);
        self.depth -= 1;
        let end = self.here();
        if self.peek() == Some(&Token::Close) {
            self.next += 1;
        } else if !self.unclosed {
            self.unclosed = true;
            self.problem(open.clone(), "brackets", "this bracket is never closed", "close it with )");
        }
        if inner.is_none() && self.problems.len() == known {
            self.problem(
                open.start..end.end,
                "empty",
                "the group is empty",
                "remove it, or name something in it",
            );
        }
        inner.map(|node| Node { span: open.start..end.end, kind: node.kind })
    }

    fn skip_group(&mut self) {
        let mut open = 1;
        while open > 0 {
            match self.take() {
                Some((Token::Open, _)) => open += 1,
                Some((Token::Close, _)) => open -= 1,
                Some(_) => {}
                None => {
                    self.unclosed = true;
                    return;
                }
            }
        }
    }
}

/// Chinese, Japanese and Korean letters are words by themselves.
fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn multiply(node: &mut Node, weight: f64) {
    match &mut node.kind {
        Kind::And(parts) | Kind::Or(parts) => parts.iter_mut().for_each(|part| multiply(part, weight)),
        Kind::Not(inner) | Kind::AtLeast(_, inner) => multiply(inner, weight),
        Kind::Near(_, left, right) => {
            multiply(left, weight);
            multiply(right, weight);
        }
        Kind::Leaf(leaf) => leaf.weight *= weight,
    }
}
