//! A query cut into words, phrases, names and operators, each with its place.

use std::ops::Range;

use crate::diagnostic::Problem;
use crate::diagnostic::nearest::nearest;

use super::foreign::{field_meant, foreign_distance, is_doubtful, segment, stray_sign, unknown_segment};
use super::glued::between_signs;
use super::habit::{Habit, HabitReading, habit};
use super::letters::{digits, single_quoted, word_length};
use super::operator::{OperatorWord, operator_in_phrase, operator_word};
use super::place::WordPlace;
use super::token::QueryToken;
use super::tree::FieldName;

/// Cuts the query; what cannot be read is a problem and left out.
pub(super) fn lex(query: &str, problems: &mut Vec<Problem>) -> Vec<(QueryToken, Range<usize>)> {
    let mut lexer = Lexer { query, at: 0, tokens: Vec::new(), problems, strays: Vec::new() };
    while lexer.at < query.len() {
        lexer.next();
    }
    lexer.tokens
}

struct Lexer<'a> {
    query: &'a str,
    at: usize,
    tokens: Vec<(QueryToken, Range<usize>)>,
    problems: &'a mut Vec<Problem>,
    /// The signs that were said to mean nothing: each is said once.
    strays: Vec<char>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.query[self.at..]
    }

    /// Takes `bytes` bytes as one token.
    fn push(&mut self, token: QueryToken, bytes: usize) {
        self.tokens.push((token, self.at..self.at + bytes));
        self.at += bytes;
    }

    fn problem(
        &mut self,
        bytes: usize,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem::error(self.at..self.at + bytes, code, message).help(help));
    }

    fn next(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return };
        match first {
            _ if first.is_whitespace() => self.at += first.len_utf8(),
            '(' | '<' | '/' if self.glued() => {}
            '(' => self.push(QueryToken::Open, 1),
            ')' => self.push(QueryToken::Close, 1),
            '=' => self.push(QueryToken::Equals, 1),
            '"' => self.phrase(1, &['"']),
            '“' | '”' | '„' | '«' | '‘' => {
                self.problem(first.len_utf8(), "quotes", "a phrase stands in straight quotes", "write \"…\"");
                self.phrase(first.len_utf8(), &['”', '“', '»', '’', '"']);
            }
            '\'' | '’' | '`' if self.single_quotes() => {}
            '@' => self.entity(),
            '^' => self.weight(),
            '-' if self.starts_operand() => self.push(QueryToken::Not, 1),
            _ if first.is_alphanumeric() || matches!(first, '*' | '?') => self.word(),
            _ => self.stray(first),
        }
    }

    /// Whether a minus here excludes what follows: it begins a word, it does not join two.
    fn starts_operand(&self) -> bool {
        let before = self.query[..self.at].chars().next_back();
        let after = self.rest()[1..].chars().next();
        before.is_none_or(|letter| letter.is_whitespace() || matches!(letter, '(' | ':'))
            && after.is_some_and(|letter| !letter.is_whitespace() && letter != ')')
    }

    fn phrase(&mut self, quote: usize, closing: &[char]) {
        let start = self.at;
        let body = start + quote;
        let close = self.query[body..].char_indices().find(|(_, letter)| closing.contains(letter));
        if close.is_none() {
            self.problem(quote, "quotes", "the closing quote is missing", "end the phrase with \"");
        }
        let end = close.map_or(self.query.len(), |(offset, _)| body + offset);
        let after = close.map_or(end, |(_, letter)| end + letter.len_utf8());
        let words = self.query[body..end].split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(instead) = operator_in_phrase(&words) {
            let help = format!("write {instead}, or the phrase in small letters if it is looked for");
            self.problem(after - start, "foreign-operator", "in quotes an operator is a word", help);
        }
        self.push(QueryToken::Phrase(words), after - start);
        self.slack();
    }

    /// A phrase between single quotes, if one begins here.
    fn single_quotes(&mut self) -> bool {
        let Some((bytes, words)) = single_quoted(self.rest()) else { return false };
        self.problem(bytes, "quotes", "a phrase stands in double quotes", format!("write \"{words}\""));
        self.push(QueryToken::Phrase(words), bytes);
        self.slack();
        true
    }

    /// The slack behind a phrase, `~3`.
    fn slack(&mut self) {
        let blanks = self.rest().len() - self.rest().trim_start().len();
        let Some(behind) = self.rest()[blanks..].strip_prefix('~') else { return };
        let digits = digits(behind).to_owned();
        let slack = digits.parse::<u8>().ok().filter(|slack| *slack <= 50);
        self.at += blanks;
        let bytes = 1 + digits.len();
        match slack {
            Some(slack) => {
                if blanks > 0 {
                    let help = format!("write \"…\"~{slack}");
                    self.problem(bytes, "slack", "the slack stands right behind its phrase", help);
                }
                self.push(QueryToken::Slack(slack), bytes);
            }
            None => {
                let message = "~ wants the number of words that may stand between";
                self.problem(bytes, "slack", message, "write ~3; at most ~50");
                self.at += bytes;
            }
        }
    }

    fn entity(&mut self) {
        let name: String =
            self.rest()[1..].chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-')).collect();
        let bytes = 1 + name.len();
        if name.is_empty() {
            self.problem(
                1,
                "entity",
                "an entity's id is missing",
                "write it right after the @, such as @csto",
            );
            self.at += 1;
        } else {
            self.push(QueryToken::Entity(name), bytes);
        }
    }

    fn weight(&mut self) {
        let number: String = self.rest()[1..]
            .char_indices()
            .take_while(|(at, c)| c.is_ascii_digit() || *c == '.' || (*at == 0 && *c == '-'))
            .map(|(_, c)| c)
            .collect();
        let bytes = 1 + number.len();
        match number.parse::<f64>() {
            Ok(weight) if weight.abs() <= 1000.0 => self.push(QueryToken::Weight(weight), bytes),
            _ => {
                self.problem(bytes, "weight", "^ wants a weight", "write ^2 or ^0.5; at most ^1000");
                self.at += bytes;
            }
        }
    }

    fn word(&mut self) {
        let bytes = word_length(self.rest());
        let text = self.rest()[..bytes].to_owned();
        let behind = &self.rest()[bytes..];
        let signs = between_signs(behind.trim_start()).is_some();
        if let Some(habit) = habit(&text, self.rest()).filter(|_| !signs) {
            return self.habit(habit);
        }
        let is_name = text.chars().all(char::is_alphanumeric);
        if behind.starts_with(':') && is_name {
            return self.field(&text);
        }
        let place = self.place(bytes);
        let operator = operator_word(&text)
            .filter(|_| !place.is_value_of_field() && (!is_doubtful(&text) || place.is_between()));
        let calls = operator.is_none() && behind.starts_with('(') && !signs;
        if let Some(help) = segment(&text).or_else(|| unknown_segment(&text)).filter(|_| calls) {
            let message = format!("`{text}(…)` is how other systems search one field");
            self.problem(bytes, "foreign-field", message, help);
            self.at += bytes;
            return;
        }
        let Some(OperatorWord { token, bytes, mistake }) = operator else {
            return match self.place(bytes).habit(&text) {
                Some(habit) => self.habit(habit),
                None => self.push(QueryToken::Word(text), bytes),
            };
        };
        if let Some((code, message, help)) = mistake {
            self.problem(bytes, code, message, help);
        }
        self.push(token, bytes);
    }

    /// Where the next `bytes` bytes stand.
    fn place(&self, bytes: usize) -> WordPlace<'_> {
        WordPlace { before: &self.tokens, at: self.at, behind: &self.rest()[bytes..] }
    }

    /// Takes what stands between two operands in brackets or signs and is a distance elsewhere: `(5W)`, `<->`, `/+3`.
    fn glued(&mut self) -> bool {
        let Some(habit) = between_signs(self.rest()).filter(|habit| self.place(habit.bytes).is_between())
        else {
            return false;
        };
        self.habit(habit);
        true
    }

    fn habit(&mut self, habit: Habit) {
        let Habit { reading, bytes, code, message, help } = habit;
        self.problem(bytes, code, message, help);
        match reading {
            HabitReading::Token(token) => self.push(token, bytes),
            HabitReading::Nothing => self.at += bytes,
            HabitReading::WithItsJoint => {
                self.at += bytes;
                let joints = |(token, _): &mut (QueryToken, _)| {
                    matches!(token, QueryToken::And | QueryToken::Or | QueryToken::Not)
                };
                if self.tokens.pop_if(joints).is_none() {
                    let behind = self.rest().trim_start();
                    let joint = ["AND", "OR", "and", "or"].iter().find(|joint| behind.starts_with(**joint));
                    let blanks = self.rest().len() - behind.len();
                    self.at += joint.map_or(0, |joint| blanks + joint.len());
                }
            }
        }
    }

    fn field(&mut self, name: &str) {
        let field = FieldName::ALL.iter().find(|(known, _)| *known == name).map(|(_, field)| *field);
        if field.is_none() {
            let known = FieldName::ALL.iter().map(|(known, _)| *known);
            let help = match field_meant(name).map(FieldName::name).or_else(|| nearest(name, known.clone())) {
                Some(known) => format!("did you mean `{known}:`?"),
                None => format!(
                    "fields are {}; quote a word that holds a colon",
                    known.collect::<Vec<_>>().join(", ")
                ),
            };
            self.problem(name.len(), "unknown-field", format!("there is no field `{name}`"), help);
        }
        self.push(QueryToken::Field(field), name.len() + 1);
    }

    fn stray(&mut self, first: char) {
        if let Some((bytes, correct, reach)) = foreign_distance(self.rest()) {
            let message = format!("`{}` looks like a distance of Westlaw or Factiva", &self.rest()[..bytes]);
            self.problem(bytes, "foreign-operator", message, format!("write {correct}"));
            return self.push(QueryToken::Near(reach), bytes);
        }
        if first == '.' && self.dotted() {
            return;
        }
        let doubled = self.rest().chars().take_while(|letter| *letter == first).count() * first.len_utf8();
        let behind = &self.rest()[doubled..];
        let (token, help) = stray_sign(first, &behind[..word_length(behind)]);
        // A bracket of another shape is said where it opens.
        let opening = match first {
            '}' => '{',
            ']' => '[',
            other => other,
        };
        if !self.strays.contains(&opening) {
            self.strays.push(opening);
            self.problem(doubled, "stray", format!("`{first}` means nothing here"), help);
        }
        match token {
            Some(token) => self.push(token, doubled),
            None => self.at += doubled,
        }
    }

    /// Takes the last dot of a short form such as `U.S.`, which was meant to belong to it.
    fn dotted(&mut self) -> bool {
        let Some((QueryToken::Word(word), span)) = self.tokens.last() else { return false };
        let letters: String = word.split('.').collect();
        let short = span.end == self.at && word.split('.').all(|part| part.chars().count() == 1);
        if !short || letters.chars().count() < 2 || letters.to_uppercase() != letters {
            return false;
        }
        let span = span.start..self.at + 1;
        let problem = Problem::error(span, "dots", "a short form is written without its dots");
        self.problems.push(problem.help(format!("write {letters}")));
        self.at += 1;
        true
    }
}
