//! The grammar of queries: recursive descent that goes on after a mistake, so that all of them are shown.

use crate::diagnostic::Problem;

use super::causes::{forget_headless, shown};
use super::cursor::TokenCursor;
use super::lex::lex;
use super::mixed::{Joining, Joint, reading};
use super::operand::OperandReader;
use super::token::QueryToken;
use super::tree::{FieldName, MAX_DEPTH, NodeKind, Operand, QueryNode};

/// Reads a query. `None` where nothing could be read; spans of problems count from its first byte.
///
/// A tree beside problems is only good for finding more of them.
pub(in crate::watch) fn parse(query: &str, problems: &mut Vec<Problem>) -> Option<QueryNode> {
    let mut own = Vec::new();
    let tokens = lex(query, &mut own);
    let cursor = TokenCursor::new(query, tokens, own);
    let mut parser = Parser { cursor, operands: OperandReader::default(), depth: 0, unclosed: false };
    let mut tree = parser.level(None, false);
    while let Some((_, span)) = parser.cursor.take() {
        let help = match forget_headless(parser.cursor.query, &mut parser.cursor.problems) {
            Some(operator) => format!("put back what stood before {operator}, or remove both"),
            None => "remove it, or open one before".to_owned(),
        };
        parser.cursor.problem(span, "brackets", "this bracket closes nothing", help);
        let rest = parser.level(None, true);
        tree = tree.or(rest);
    }
    if tree.is_none() && parser.cursor.problems.is_empty() {
        let help = "name what to look for, such as @csto AND @azerbaijan";
        parser.cursor.problem(0..query.len(), "empty", "the query is empty", help);
    }
    problems.extend(shown(parser.cursor.problems));
    tree
}

/// The state of one reading.
struct Parser<'a> {
    cursor: TokenCursor<'a>,
    operands: OperandReader,
    depth: usize,
    /// Whether a bracket without an end was noted: the ones around it share its fate.
    unclosed: bool,
}

impl Parser<'_> {
    /// Everything up to a closing bracket or the end, all on one level.
    fn level(&mut self, field: Option<FieldName>, after_mistake: bool) -> Option<QueryNode> {
        let mut operands: Vec<QueryNode> = Vec::new();
        let mut joints: Vec<Joining> = Vec::new();
        let mut waiting: Option<Joining> = None;
        // Whether a mistake that was noted stands right before: an operator behind it is not to blame.
        let mut failed = after_mistake;
        while !matches!(self.cursor.peek(), None | Some(QueryToken::Close)) {
            let here = self.cursor.here();
            let joint = match self.cursor.peek() {
                Some(QueryToken::And) => Some(Joint::And),
                Some(QueryToken::Or) => Some(Joint::Or),
                _ => None,
            };
            if let Some(joint) = joint {
                self.cursor.advance();
                if failed {
                    failed = false;
                } else if operands.is_empty() || waiting.is_some() {
                    let message = format!("nothing stands before `{}`", self.cursor.written(&here));
                    self.cursor.problem(here, "operand", message, "an operator stands between two operands");
                } else {
                    waiting = Some((joint, here));
                }
                continue;
            }
            let Some(operand) = self.unary(field) else {
                // Its own problem is noted; the operator before it is not to blame.
                waiting = None;
                failed = true;
                continue;
            };
            failed = false;
            if !operands.is_empty() {
                let space = here.start..here.start;
                joints.push(waiting.take().unwrap_or((Joint::And, space)));
            }
            operands.push(operand);
        }
        if let Some((_, span)) = waiting {
            let message = format!("nothing stands after `{}`", self.cursor.written(&span));
            self.cursor.problem(span, "operand", message, "an operator stands between two operands");
        }
        self.join(operands, &joints)
    }

    fn join(&mut self, mut operands: Vec<QueryNode>, joints: &[Joining]) -> Option<QueryNode> {
        if operands.len() < 2 {
            return operands.pop();
        }
        let and = joints.iter().find(|(joint, _)| *joint == Joint::And);
        let or = joints.iter().find(|(joint, _)| *joint == Joint::Or);
        if let (Some((_, and)), Some((_, or))) = (and, or) {
            let readings =
                [Joint::Or, Joint::And].map(|outer| reading(self.cursor.query, &operands, joints, outer));
            let message = "AND and OR on one level can be read in two ways";
            let help = format!("write {}  or  {}", readings[0], readings[1]);
            let words = if and.is_empty() { "a space is AND" } else { "AND here" };
            let problem =
                Problem::error(or.clone(), "mixed", message).label("OR here").also(and.clone(), words);
            self.cursor.problems.push(problem.help(help));
        }
        let span = operands.first()?.span.start..operands.last()?.span.end;
        let kind = if or.is_some() { NodeKind::Or(operands) } else { NodeKind::And(operands) };
        Some(QueryNode { span, kind })
    }

    fn unary(&mut self, field: Option<FieldName>) -> Option<QueryNode> {
        let start = self.cursor.here();
        let mut negated = false;
        while matches!(self.cursor.peek(), Some(QueryToken::Not)) {
            if negated {
                let here = self.cursor.here();
                self.cursor.problem(here, "double-not", "NOT twice says nothing", "leave both out");
            }
            negated = true;
            self.cursor.advance();
        }
        if let Some(QueryToken::Near(_)) = self.cursor.peek().filter(|_| negated) {
            let sign = self.cursor.here();
            let near = self.cursor.written(&sign);
            let help = format!("write a AND NOT (a {near} b)");
            let span = start.start..sign.end;
            self.cursor.problem(span, "near-not", "what is not near is written with a NOT of its own", help);
            self.cursor.advance();
        }
        let operand = self.near(field);
        if !negated {
            return operand;
        }
        let Some(operand) = operand else {
            self.cursor.problem(start, "operand", "nothing stands after NOT", "name what must not be there");
            return None;
        };
        Some(QueryNode { span: start.start..operand.span.end, kind: NodeKind::Not(Box::new(operand)) })
    }

    fn near(&mut self, field: Option<FieldName>) -> Option<QueryNode> {
        let mut left = self.unit(field);
        while let Some(QueryToken::Near(reach)) = self.cursor.peek() {
            let (reach, here) = (*reach, self.cursor.here());
            self.cursor.advance();
            if matches!(self.cursor.peek(), Some(QueryToken::Not)) {
                let not = self.cursor.here();
                self.cursor.advance();
                let help = "put it apart: … AND NOT (a NEAR b)";
                self.cursor.problem(not, "near-not", "what is absent is near nothing", help);
            }
            let right = self.unit(field);
            left = match (left, right) {
                (Some(left), Some(right)) => {
                    let span = left.span.start..right.span.end;
                    Some(QueryNode { span, kind: NodeKind::Near(reach, Box::new(left), Box::new(right)) })
                }
                (left, right) => {
                    let message = format!("`{}` wants something on both sides", self.cursor.written(&here));
                    self.cursor.problem(here, "operand", message, "such as @csto NEAR/10 @azerbaijan");
                    left.or(right)
                }
            };
        }
        left
    }

    /// A word, phrase, name, count or group, with its field before and its weight after.
    fn unit(&mut self, outer: Option<FieldName>) -> Option<QueryNode> {
        let start = self.cursor.here().start;
        let mut field = outer;
        while let Some(QueryToken::Field(named)) = self.cursor.peek() {
            let (named, here) = (*named, self.cursor.here());
            self.cursor.advance();
            if let (Some(named), Some(before)) = (named, field)
                && named != before
            {
                let message = format!("`{}:` inside `{}:` can never match", named.name(), before.name());
                self.cursor.problem(here, "never", message, "name one field for each word");
            }
            field = named.or(field);
        }
        let mut node = self.primary(field)?;
        if let Some(QueryToken::Weight(weight)) = self.cursor.peek() {
            let weight = *weight;
            self.cursor.advance();
            node.multiply_weight(weight);
        }
        node.span = start..self.cursor.end_of_last();
        Some(node)
    }

    fn primary(&mut self, field: Option<FieldName>) -> Option<QueryNode> {
        let here = self.cursor.here();
        match self.cursor.peek() {
            Some(QueryToken::Open) => self.group(field),
            Some(QueryToken::AtLeast(count)) => {
                let count = *count;
                self.cursor.advance();
                if self.cursor.peek() != Some(&QueryToken::Open) {
                    let help = format!("write ATLEAST/{count}(a OR b)");
                    self.cursor.problem(
                        here,
                        "count",
                        "ATLEAST counts what stands in brackets after it",
                        help,
                    );
                    return self.unit(field);
                }
                let inner = self.group(field)?;
                Some(QueryNode {
                    span: here.start..inner.span.end,
                    kind: NodeKind::AtLeast(count, Box::new(inner)),
                })
            }
            Some(QueryToken::Entity(id)) => {
                let operand = Operand::Entity(id.clone());
                self.cursor.advance();
                self.operands.leaf(&mut self.cursor, here, field, operand)
            }
            Some(QueryToken::Equals) => {
                self.cursor.advance();
                self.operands.words(&mut self.cursor, here, field, true)
            }
            Some(QueryToken::Phrase(_) | QueryToken::Word(_)) => {
                self.operands.words(&mut self.cursor, here, field, false)
            }
            Some(QueryToken::Close | QueryToken::And | QueryToken::Or | QueryToken::Near(_)) | None => {
                let text = "a word, phrase, @entity or group is missing here";
                if matches!(self.cursor.last(), Some(QueryToken::Field(_) | QueryToken::Equals)) {
                    self.cursor.problem(here, "operand", text, "write it right after the sign");
                }
                None
            }
            Some(QueryToken::Not) => {
                self.cursor.problem(here, "operand", "NOT stands before the field", "write NOT title:word");
                self.cursor.advance();
                None
            }
            Some(QueryToken::Field(_) | QueryToken::Slack(_) | QueryToken::Weight(_)) => {
                self.cursor.problem(
                    here,
                    "operand",
                    "this belongs right after a word or phrase",
                    "remove it",
                );
                self.cursor.advance();
                None
            }
        }
    }

    fn group(&mut self, field: Option<FieldName>) -> Option<QueryNode> {
        let open = self.cursor.here();
        self.cursor.advance();
        if self.depth == MAX_DEPTH {
            let message = format!("brackets are nested deeper than {MAX_DEPTH}");
            self.cursor.problem(open, "too-deep", message, "take brackets away that change nothing");
            self.skip_group();
            return None;
        }
        self.depth += 1;
        let known = self.cursor.problems.len();
        let inner = self.level(field, false);
        self.depth -= 1;
        let end = self.cursor.here();
        if self.cursor.peek() == Some(&QueryToken::Close) {
            self.cursor.advance();
        } else if !self.unclosed {
            self.unclosed = true;
            self.cursor.problem(open.clone(), "brackets", "this bracket is never closed", "close it with )");
        }
        if inner.is_none() && self.cursor.problems.len() == known {
            let help = "remove it, or name something in it";
            self.cursor.problem(open.start..end.end, "empty", "the group is empty", help);
        }
        inner.map(|node| QueryNode { span: open.start..end.end, kind: node.kind })
    }

    fn skip_group(&mut self) {
        let mut open = 1;
        while open > 0 {
            match self.cursor.take() {
                Some((QueryToken::Open, _)) => open += 1,
                Some((QueryToken::Close, _)) => open -= 1,
                Some(_) => {}
                None => {
                    self.unclosed = true;
                    return;
                }
            }
        }
    }
}
