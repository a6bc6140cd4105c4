//! The grammar of queries: recursive descent that goes on after a mistake, so that all of them are shown.

use std::ops::Range;

use crate::diagnostic::Problem;

use super::lex::{Token, lex};
use super::{FieldName, Kind, Node};

/// The most problems of one query that are shown.
const MAX_PROBLEMS: usize = 25;

/// Reads a query. `None` where nothing could be read; spans of problems count from its first byte.
///
/// A tree beside problems is only good for finding more of them.
pub(in crate::watch) fn parse(query: &str, problems: &mut Vec<Problem>) -> Option<Node> {
    let mut own = Vec::new();
    let tokens = lex(query, &mut own);
    let mut parser =
        Parser { query, tokens, next: 0, depth: 0, leaves: 0, open: 0, unclosed: false, problems: own };
    let mut tree = parser.level(None);
    while let Some((_, span)) = parser.take() {
        let problem = Problem::error(span, "brackets", "this bracket closes nothing");
        parser.problems.push(problem.help("remove it, or open one before"));
        let rest = parser.level(None);
        tree = tree.or(rest);
    }
    if tree.is_none() && parser.problems.is_empty() {
        let problem = Problem::error(0..query.len(), "empty", "the query is empty");
        parser.problems.push(problem.help("name what to look for, such as @csto AND @azerbaijan"));
    }
    let mut own = parser.problems;
    own.sort_by_key(|problem| problem.span.start);
    if own.len() > MAX_PROBLEMS {
        let hidden = own.len() - MAX_PROBLEMS;
        let span = own[MAX_PROBLEMS].span.clone();
        own.truncate(MAX_PROBLEMS);
        own.push(Problem::error(span, "more", format!("{hidden} more problems in this query are not shown")));
    }
    problems.append(&mut own);
    tree
}

/// The state of one reading.
pub(super) struct Parser<'a> {
    query: &'a str,
    pub(super) tokens: Vec<(Token, Range<usize>)>,
    pub(super) next: usize,
    pub(super) depth: usize,
    pub(super) leaves: usize,
    /// Words that have a `*` or `?` at the end and another.
    pub(super) open: usize,
    /// Whether a bracket without an end was noted: the ones around it share its fate.
    pub(super) unclosed: bool,
    pub(super) problems: Vec<Problem>,
}

/// What joins two operands of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    And,
    Or,
}

impl Parser<'_> {
    pub(super) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    pub(super) fn take(&mut self) -> Option<(Token, Range<usize>)> {
        let token = self.tokens.get(self.next).cloned();
        self.next += usize::from(token.is_some());
        token
    }

    /// Where the reading stands: the next token, or the end.
    pub(super) fn here(&self) -> Range<usize> {
        self.tokens.get(self.next).map_or(self.query.len()..self.query.len(), |(_, span)| span.clone())
    }

    pub(super) fn problem(
        &mut self,
        span: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem::error(span, code, message).help(help));
    }

    /// Everything up to a closing bracket or the end, all on one level.
    pub(super) fn level(&mut self, field: Option<FieldName>) -> Option<Node> {
        let mut operands: Vec<Node> = Vec::new();
        let mut joints: Vec<(Joint, Range<usize>)> = Vec::new();
        let mut waiting: Option<(Joint, Range<usize>)> = None;
        while !matches!(self.peek(), None | Some(Token::Close)) {
            let here = self.here();
            let joint = match self.peek() {
                Some(Token::And) => Some(Joint::And),
                Some(Token::Or) => Some(Joint::Or),
                _ => None,
            };
            if let Some(joint) = joint {
                self.next += 1;
                if operands.is_empty() || waiting.is_some() {
                    let message = format!("nothing stands before `{}`", &self.query[here.clone()]);
                    self.problem(here, "operand", message, "an operator stands between two operands");
                } else {
                    waiting = Some((joint, here));
                }
                continue;
            }
            let Some(operand) = self.unary(field) else {
                // Its own problem is noted; the operator before it is not to blame.
                waiting = None;
                continue;
            };
            if !operands.is_empty() {
                let space = here.start..here.start;
                joints.push(waiting.take().unwrap_or((Joint::And, space)));
            }
            operands.push(operand);
        }
        if let Some((_, span)) = waiting {
            let message = format!("nothing stands after `{}`", &self.query[span.clone()]);
            self.problem(span, "operand", message, "an operator stands between two operands");
        }
        self.join(operands, &joints)
    }

    fn join(&mut self, mut operands: Vec<Node>, joints: &[(Joint, Range<usize>)]) -> Option<Node> {
        if operands.len() < 2 {
            return operands.pop();
        }
        let and = joints.iter().find(|(joint, _)| *joint == Joint::And);
        let or = joints.iter().find(|(joint, _)| *joint == Joint::Or);
        if let (Some((_, and)), Some((_, or))) = (and, or) {
            let readings = [Joint::Or, Joint::And].map(|outer| self.reading(&operands, joints, outer));
            let message = "AND and OR on one level can be read in two ways";
            let help = format!("write {}  or  {}", readings[0], readings[1]);
            let words = if and.is_empty() { "a space is AND" } else { "AND here" };
            let problem =
                Problem::error(or.clone(), "mixed", message).label("OR here").also(and.clone(), words);
            self.problems.push(problem.help(help));
        }
        let span = operands.first()?.span.start..operands.last()?.span.end;
        let kind = if or.is_some() { Kind::Or(operands) } else { Kind::And(operands) };
        Some(Node { span, kind })
    }

    /// The level written out with brackets, `outer` binding loosest.
    fn reading(&self, operands: &[Node], joints: &[(Joint, Range<usize>)], outer: Joint) -> String {
        let word = |joint: Joint| if joint == Joint::And { " AND " } else { " OR " };
        let inner = if outer == Joint::And { Joint::Or } else { Joint::And };
        let mut groups: Vec<Vec<String>> = vec![Vec::new()];
        for (at, operand) in operands.iter().enumerate() {
            if at > 0 && joints[at - 1].0 == outer {
                groups.push(Vec::new());
            }
            if let Some(group) = groups.last_mut() {
                group.push(shortened(&self.query[operand.span.clone()]));
            }
        }
        let bracket = |group: &Vec<String>| match group.as_slice() {
            [one] => one.clone(),
            many => format!("({})", many.join(word(inner))),
        };
        let shown: Vec<String> = groups.iter().take(6).map(bracket).collect();
        let more = if groups.len() > 6 { " …" } else { "" };
        format!("{}{more}", shown.join(word(outer)))
    }

    fn unary(&mut self, field: Option<FieldName>) -> Option<Node> {
        let start = self.here();
        let mut negated = false;
        while matches!(self.peek(), Some(Token::Not)) {
            if negated {
                let here = self.here();
                self.problem(here, "double-not", "NOT twice says nothing", "leave both out");
            }
            negated = true;
            self.next += 1;
        }
        let operand = self.near(field);
        if !negated {
            return operand;
        }
        let Some(operand) = operand else {
            self.problem(start, "operand", "nothing stands after NOT", "name what must not be there");
            return None;
        };
        Some(Node { span: start.start..operand.span.end, kind: Kind::Not(Box::new(operand)) })
    }

    fn near(&mut self, field: Option<FieldName>) -> Option<Node> {
        let mut left = self.unit(field);
        while let Some(Token::Near(reach)) = self.peek() {
            let (reach, here) = (*reach, self.here());
            self.next += 1;
            if matches!(self.peek(), Some(Token::Not)) {
                let not = self.here();
                self.next += 1;
                self.problem(
                    not,
                    "near-not",
                    "what is absent is near nothing",
                    "put it apart: … AND NOT (a NEAR b)",
                );
            }
            let right = self.unit(field);
            left = match (left, right) {
                (Some(left), Some(right)) => {
                    let span = left.span.start..right.span.end;
                    Some(Node { span, kind: Kind::Near(reach, Box::new(left), Box::new(right)) })
                }
                (left, right) => {
                    let message = format!("`{}` wants something on both sides", &self.query[here.clone()]);
                    self.problem(here, "operand", message, "such as @csto NEAR/10 @azerbaijan");
                    left.or(right)
                }
            };
        }
        left
    }
}

/// A long operand of a message, cut between characters.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 60 {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(59).collect::<String>())
}
