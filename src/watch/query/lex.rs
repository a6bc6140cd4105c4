//! A query cut into words, phrases, names and operators, each with its place.

use std::ops::Range;

use crate::diagnostic::Problem;
use crate::diagnostic::nearest::nearest;

use super::tree::{DEFAULT_DISTANCE, FieldName, Reach};

/// The furthest distance a proximity may ask for, in words.
const MAX_DISTANCE: u32 = 500;

/// One piece of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum QueryToken {
    Open,
    Close,
    And,
    Or,
    Not,
    Near(Reach),
    AtLeast(u32),
    Entity(String),
    Field(Option<FieldName>),
    Equals,
    Phrase(String),
    Slack(u8),
    Weight(f64),
    Word(String),
}

/// Cuts the query; what cannot be read is a problem and left out.
pub(super) fn lex(query: &str, problems: &mut Vec<Problem>) -> Vec<(QueryToken, Range<usize>)> {
    let mut lexer = Lexer { query, at: 0, tokens: Vec::new(), problems };
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
            '(' => self.push(QueryToken::Open, 1),
            ')' => self.push(QueryToken::Close, 1),
            '=' => self.push(QueryToken::Equals, 1),
            '"' => self.phrase(1, &['"']),
            '“' | '”' | '„' | '«' | '‘' => {
                self.problem(first.len_utf8(), "quotes", "a phrase stands in straight quotes", "write \"…\"");
                self.phrase(first.len_utf8(), &['”', '“', '»', '’', '"']);
            }
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
        self.push(QueryToken::Phrase(words), after - start);
        if self.rest().starts_with('~') {
            let digits = digits(&self.rest()[1..]);
            match digits.parse::<u8>() {
                Ok(slack) if slack <= 50 => self.push(QueryToken::Slack(slack), 1 + digits.len()),
                _ => {
                    let bytes = 1 + digits.len();
                    self.problem(
                        bytes,
                        "slack",
                        "~ wants the number of words that may stand between",
                        "write ~3; at most ~50",
                    );
                    self.at += bytes;
                }
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
        if self.rest()[bytes..].starts_with(':') && text.chars().all(char::is_alphanumeric) {
            return self.field(&text);
        }
        if let Some((correct, token)) = operator(&text) {
            if correct != text {
                self.problem(
                    bytes,
                    "operator-case",
                    format!("`{text}` is a word here, operators are written {correct}"),
                    format!("write {correct}, or \"{text}\" in quotes if the word itself is meant"),
                );
            }
            return self.push(token, bytes);
        }
        if let Some((op, number)) = text.split_once('/').filter(|(op, _)| is_distance_operator(op)) {
            let message = format!("`{op}/` wants a number of words, not `{number}`");
            self.problem(bytes, "distance", message, format!("write {op}/10; from 1 to {MAX_DISTANCE}"));
            let token = if op.eq_ignore_ascii_case("ATLEAST") {
                QueryToken::AtLeast(1)
            } else {
                QueryToken::Near(Reach::Words(DEFAULT_DISTANCE))
            };
            return self.push(token, bytes);
        }
        self.push(QueryToken::Word(text), bytes);
    }

    fn field(&mut self, name: &str) {
        let field = FieldName::ALL.iter().find(|(known, _)| *known == name).map(|(_, field)| *field);
        if field.is_none() {
            let known = FieldName::ALL.iter().map(|(known, _)| *known);
            let help = match nearest(name, known.clone()) {
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
        let doubled = self.rest().chars().take_while(|letter| *letter == first).count() * first.len_utf8();
        let (token, help) = match first {
            '&' => (Some(QueryToken::And), "write AND"),
            '|' => (Some(QueryToken::Or), "write OR"),
            ',' | ';' => (Some(QueryToken::Or), "write OR between words of which one is enough"),
            '!' => (Some(QueryToken::Not), "write NOT"),
            '+' => (None, "leave it out: every word is required unless OR stands between"),
            '/' => (None, "a distance is written w/10, pre/10 or NEAR/10"),
            '~' => (None, "slack stands right after a phrase: \"…\"~3"),
            ':' => (None, "a field stands right before its colon: title:word"),
            _ => (None, "leave it out, or quote the phrase it belongs to"),
        };
        self.problem(doubled, "stray", format!("`{first}` means nothing here"), help);
        match token {
            Some(token) => self.push(token, doubled),
            None => self.at += doubled,
        }
    }
}

fn digits(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

/// How many bytes of `text` are one word: letters, digits, marks, wildcards, and signs that join two letters.
fn word_length(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().is_some_and(|(_, c)| c.is_alphanumeric() || matches!(c, '*' | '?'));
        let joins = matches!(letter, '-' | '.' | '&' | '/' | '·') && next;
        if !(is_word_letter(letter) || joins) {
            return at;
        }
    }
    text.len()
}

fn is_word_letter(letter: char) -> bool {
    letter.is_alphanumeric()
        || unicode_normalization::char::is_combining_mark(letter)
        || matches!(letter, '*' | '?' | '_' | '\'' | '’' | 'ʼ' | 'ʻ' | '`' | '´' | '՚' | '՛' | '՜' | '՞')
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

/// The operator that a word is, and how it is written; the word may be written otherwise.
fn operator(word: &str) -> Option<(String, QueryToken)> {
    let plain = |text: &str, token| Some((text.to_owned(), token));
    match word.to_ascii_uppercase().as_str() {
        "AND" => return plain("AND", QueryToken::And),
        "OR" => return plain("OR", QueryToken::Or),
        "NOT" => return plain("NOT", QueryToken::Not),
        "W/S" => return plain("w/s", QueryToken::Near(Reach::Sentence)),
        "W/P" => return plain("w/p", QueryToken::Near(Reach::Paragraph)),
        _ => {}
    }
    match word {
        "NEAR" => return plain(word, QueryToken::Near(Reach::Words(DEFAULT_DISTANCE))),
        "ONEAR" => return plain(word, QueryToken::Near(Reach::InOrder(DEFAULT_DISTANCE))),
        _ => {}
    }
    let (name, number) = word.split_once('/')?;
    let count = number.parse::<u32>().ok().filter(|count| (1..=MAX_DISTANCE).contains(count));
    let count = count.filter(|_| number.bytes().all(|digit| digit.is_ascii_digit()))?;
    let (name, token) = match name.to_ascii_uppercase().as_str() {
        "NEAR" => ("NEAR", QueryToken::Near(Reach::Words(count))),
        "ONEAR" => ("ONEAR", QueryToken::Near(Reach::InOrder(count))),
        "W" => ("w", QueryToken::Near(Reach::Words(count))),
        "PRE" => ("pre", QueryToken::Near(Reach::InOrder(count))),
        "ATLEAST" => ("ATLEAST", QueryToken::AtLeast(count)),
        _ => return None,
    };
    Some((format!("{name}/{number}"), token))
}

fn is_distance_operator(name: &str) -> bool {
    ["NEAR", "ONEAR", "W", "PRE", "ATLEAST"].iter().any(|known| known.eq_ignore_ascii_case(name))
}
