//! Where a word of a query stands: whether it may be an operator, a field or what is looked for there.

use std::ops::Range;

use super::glued::{glued_to_word, slashed};
use super::habit::{Habit, field_code};
use super::letters::word_length;
use super::operator::operator_word;
use super::token::QueryToken;

/// A word of a query among its neighbours.
#[derive(Clone, Copy)]
pub(super) struct WordPlace<'a> {
    /// What was read before it.
    pub(super) before: &'a [(QueryToken, Range<usize>)],
    /// Its first byte.
    pub(super) at: usize,
    /// The query behind it.
    pub(super) behind: &'a str,
}

impl<'a> WordPlace<'a> {
    /// Whether it stands between two operands and nothing else: as what joins them.
    pub(super) fn is_between(self) -> bool {
        let operand = |(token, _): &(QueryToken, _)| {
            matches!(
                token,
                QueryToken::Word(_) | QueryToken::Phrase(_) | QueryToken::Entity(_) | QueryToken::Close
            )
        };
        let behind = self.behind.trim_start();
        let joined = ["AND", "OR", "NOT", ")"].iter().any(|joint| behind.starts_with(joint));
        self.before.last().is_some_and(operand) && !behind.is_empty() && !joined
    }

    /// What it was meant to be in another system, if it is one of their words only because of where it stands.
    pub(super) fn habit(self, word: &str) -> Option<Habit> {
        let next = self.operand_behind();
        let between = slashed(word).filter(|_| self.is_between());
        let field = || field_code(word, next).filter(|_| self.begins_operand());
        between.or_else(|| glued_to_word(word, next)).or_else(field)
    }

    /// Whether an operand begins with it that stands beside no other.
    fn begins_operand(self) -> bool {
        let joint = |(token, _): &(QueryToken, _)| {
            matches!(token, QueryToken::And | QueryToken::Or | QueryToken::Not | QueryToken::Open)
        };
        self.before.last().is_none_or(joint)
    }

    /// Whether it is looked for in the field right before it: `lang:EN`.
    pub(super) fn is_value_of_field(self) -> bool {
        matches!(self.before.last(), Some((QueryToken::Field(_), span)) if span.end == self.at)
    }

    /// The word or phrase behind it and a blank; nothing where an operator stands there.
    fn operand_behind(self) -> &'a str {
        let next = self.behind.trim_start();
        if !self.behind.starts_with(' ') {
            return "";
        }
        let quoted = next.strip_prefix('"').and_then(|phrase| phrase.find('"')).map(|at| &next[..at + 2]);
        let bracket = next.starts_with('(').then_some("(…)");
        let word = || Some(&next[..word_length(next)]).filter(|word| operator_word(word).is_none());
        quoted.or(bracket).or_else(word).unwrap_or("")
    }
}
