//! Queries of Lexis, Nexis and Factiva in the language of here, with what could not be carried over.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::other_system::{OtherSystem, Piece};
use super::parse::parse;
use super::tree::FieldName;

/// A query as it is written here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Translation {
    /// Ready to stand in a watchlist, unless a note says otherwise; empty where nothing could be carried over.
    pub query: String,
    /// What could not be carried over, or is not as it was, in words.
    pub notes: Vec<String>,
}

/// The most brackets inside one another that are followed.
const DEEPEST: usize = 30;

/// A query of another system in the language of here.
pub(crate) fn translate(query: &str, from: OtherSystem) -> Translation {
    let mut translator =
        Translator { pieces: from.pieces(query).into_iter().peekable(), from, notes: Vec::new(), depth: 0 };
    let mut query = translator.level(0).map_or(String::new(), |part| part.text);
    while translator.pieces.next().is_some() {
        translator.note("a bracket closes nothing: what stands behind it was left out".to_owned());
        translator.pieces = Vec::new().into_iter().peekable();
    }
    if let Some(inner) = unwrapped(&query) {
        query = inner.to_owned();
    }
    let mut problems = Vec::new();
    parse(&query, &mut problems);
    let mut notes = translator.notes;
    notes.extend(problems.into_iter().map(|problem| match problem.help {
        Some(help) => format!("{}: {help}", problem.message),
        None => problem.message,
    }));
    Translation { query, notes }
}

/// The operators by how loosely they bind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Binding {
    AndNot,
    And,
    Or,
    Near,
}

/// A part that was translated.
struct Translated {
    text: String,
    /// Whether it stands for itself beside any operator.
    closed: bool,
}

struct Translator {
    pieces: Peekable<IntoIter<Piece>>,
    from: OtherSystem,
    notes: Vec<String>,
    depth: usize,
}

impl Translator {
    /// From the loosest to the tightest.
    fn bindings(&self) -> [Binding; 4] {
        match self.from {
            OtherSystem::Lexis => [Binding::AndNot, Binding::And, Binding::Near, Binding::Or],
            OtherSystem::Factiva => [Binding::Or, Binding::And, Binding::AndNot, Binding::Near],
        }
    }

    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Operands joined by the operators of a binding, tighter ones inside.
    fn level(&mut self, at: usize) -> Option<Translated> {
        let Some(binding) = self.bindings().get(at).copied() else { return self.operand() };
        let mut left = self.level(at + 1);
        while let Some(sign) = self.pieces.peek().and_then(|piece| sign(piece, binding)) {
            self.pieces.next();
            if binding == Binding::AndNot
                && let Some(Piece::Near(near)) = self.pieces.next_if(|piece| matches!(piece, Piece::Near(_)))
            {
                self.note(format!("`NOT {near}` is not known here: what is near anywhere is excluded"));
                let right = self.level(at + 1);
                left = match (left, right) {
                    (Some(left), Some(right)) => {
                        let beside = Translated { text: joined(&left, &near, &right).text, closed: false };
                        Some(joined(&left, &sign, &beside))
                    }
                    (left, right) => left.or(right),
                };
                continue;
            }
            let right = self.level(at + 1);
            left = match (left, right) {
                (Some(left), Some(right)) => Some(joined(&left, &sign, &right)),
                (None, Some(right)) if binding == Binding::AndNot => {
                    self.note("a query cannot only exclude: name what is looked for".to_owned());
                    Some(Translated { text: format!("NOT {}", bracketed(&right)), closed: false })
                }
                (left, right) => left.or(right),
            };
        }
        left
    }

    fn operand(&mut self) -> Option<Translated> {
        match self.pieces.peek()? {
            Piece::Open => {
                self.pieces.next();
                self.group()
            }
            Piece::Fields(fields) => {
                let fields = *fields;
                self.pieces.next();
                let inner = self.operand()?;
                Some(in_fields(fields, &inner))
            }
            Piece::AtLeast(count) => {
                let count = count.clone();
                self.pieces.next();
                let inner = self.operand()?;
                let inner = unwrapped(&inner.text).map_or(inner.text.clone(), str::to_owned);
                Some(Translated { text: format!("ATLEAST/{count}({inner})"), closed: true })
            }
            Piece::Dropped(what) => {
                let what = format!("left out: {what} has no counterpart here");
                self.pieces.next();
                self.skip_operand();
                self.note(what);
                None
            }
            Piece::Condition(what) => {
                let what = format!("left out: {what} has no counterpart here");
                self.pieces.next();
                self.note(what);
                None
            }
            Piece::Ignored(what) => {
                let what = format!("{what} is not known here: every case form is found; =word is as written");
                self.pieces.next();
                self.note(what);
                self.operand()
            }
            Piece::Phrase(_) | Piece::Word(_) => self.words(),
            Piece::Close | Piece::And | Piece::Or | Piece::AndNot | Piece::Near(_) => None,
        }
    }

    /// Goes past a word or a whole group.
    fn skip_operand(&mut self) {
        if self.pieces.peek() != Some(&Piece::Open) {
            self.operand();
            return;
        }
        let mut open = 0_usize;
        for piece in self.pieces.by_ref() {
            match piece {
                Piece::Open => open += 1,
                Piece::Close => open -= 1,
                _ => {}
            }
            if open == 0 {
                return;
            }
        }
        self.note("a bracket is never closed".to_owned());
    }

    fn group(&mut self) -> Option<Translated> {
        self.depth += 1;
        let inner = if self.depth < DEEPEST { self.level(0) } else { None };
        self.depth -= 1;
        if self.pieces.next_if(|piece| *piece == Piece::Close).is_none() {
            self.note("a bracket is never closed".to_owned());
        }
        inner.map(|inner| Translated { text: bracketed(&inner), closed: true })
    }

    /// Words beside one another are a phrase there.
    fn words(&mut self) -> Option<Translated> {
        let mut words = Vec::new();
        let mut quoted = false;
        while let Some(piece) =
            self.pieces.next_if(|piece| matches!(piece, Piece::Phrase(_) | Piece::Word(_)))
        {
            quoted |= matches!(piece, Piece::Phrase(_));
            if let Piece::Phrase(text) | Piece::Word(text) = piece {
                words.push(text);
            }
        }
        words.retain(|word| !word.is_empty());
        let text = words.join(" ");
        let text = if quoted || words.len() > 1 { format!("\"{text}\"") } else { text };
        (!words.is_empty()).then_some(Translated { text, closed: true })
    }
}

/// How an operator of this binding is written here.
fn sign(piece: &Piece, binding: Binding) -> Option<String> {
    match (piece, binding) {
        (Piece::And, Binding::And) => Some("AND".to_owned()),
        (Piece::Or, Binding::Or) => Some("OR".to_owned()),
        (Piece::AndNot, Binding::AndNot) => Some("AND NOT".to_owned()),
        (Piece::Near(ours), Binding::Near) => Some(ours.clone()),
        _ => None,
    }
}

/// Two parts joined; a chain of one operator needs no brackets.
fn joined(left: &Translated, sign: &str, right: &Translated) -> Translated {
    let chain = format!(" {sign} ");
    let is_chain = !left.closed
        && left.text.contains(&chain)
        && matches!(sign, "AND" | "OR")
        && is_flat(&left.text, sign);
    let left = if is_chain { left.text.clone() } else { bracketed(left) };
    Translated { text: format!("{left} {sign} {}", bracketed(right)), closed: false }
}

/// Whether a text is joined by one operator alone outside its brackets and quotes.
fn is_flat(text: &str, sign: &str) -> bool {
    let (mut depth, mut quoted, mut outside) = (0_usize, false, String::new());
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ if depth == 0 && !quoted => outside.push(letter),
            _ => {}
        }
    }
    let operators = ["AND NOT", "AND", "OR", "w/", "pre/"];
    operators.iter().all(|other| *other == sign || !outside.contains(&format!(" {other}")))
}

fn bracketed(part: &Translated) -> String {
    if part.closed { part.text.clone() } else { format!("({})", part.text) }
}

/// What stands inside brackets that enclose the whole.
fn unwrapped(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let mut depth = 0_i32;
    let stays_open = inner.chars().all(|letter| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        depth >= 0
    });
    stays_open.then_some(inner)
}

/// A part in one field, or in either of several.
fn in_fields(fields: &[FieldName], inner: &Translated) -> Translated {
    let value = if fields == [FieldName::Lang] { language_code(&inner.text) } else { bracketed(inner) };
    let one = |field: &FieldName| format!("{}:{value}", field.name());
    match fields {
        [field] => Translated { text: one(field), closed: true },
        fields => {
            let either = fields.iter().map(one).collect::<Vec<_>>().join(" OR ");
            Translated { text: format!("({either})"), closed: true }
        }
    }
}

/// The code of a language that is named in English.
fn language_code(name: &str) -> String {
    let plain = name.trim_matches(['(', ')', '"']).to_lowercase();
    let known = languages::all().iter().find(|language| language.name.to_lowercase() == plain);
    known.map_or(plain, |language| language.code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line an example: system, the query there, `=>`, the query here, and behind `#` what a note says.
    const EXAMPLES: &str = include_str!("translate.txt");

    #[test]
    fn queries_of_other_systems_are_carried_over() {
        let lines = EXAMPLES.lines().filter(|line| !line.is_empty() && !line.starts_with('%'));
        let mut count = 0;
        for line in lines {
            let (system, rest) = line.split_once(' ').expect("a system");
            let (query, ours) = rest.split_once(" => ").expect("a translation");
            let (ours, note) = ours.split_once(" # ").unwrap_or((ours, ""));
            let from = if system == "factiva" { OtherSystem::Factiva } else { OtherSystem::Lexis };
            let Translation { query: found, notes } = translate(query, from);
            assert_eq!(found, ours, "{line}");
            assert!(notes.join("; ").contains(note), "{line}: {notes:?}");
            assert_eq!(notes.is_empty(), note.is_empty(), "{line}: {notes:?}");
            count += 1;
        }
        assert!(count >= 60, "{count}");
    }

    #[test]
    fn nothing_that_is_pasted_takes_long() {
        for query in
            ["(".repeat(100_000), "not ".repeat(100_000), "a w/5 ".repeat(20_000), "\"".repeat(99_999)]
        {
            translate(&query, OtherSystem::Lexis);
            translate(&query, OtherSystem::Factiva);
        }
    }
}
