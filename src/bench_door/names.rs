//! The doors through which `benches/` measure; no part of the program's interface.

use crate::text::token;
use crate::watch::compile::compile;
use crate::watch::item::Item;
use crate::watch::lexicon::hit::TermHit;
use crate::watch::lexicon::spec::{Form, Surname, TermSpec};
use crate::watch::lexicon::{Lexicon, Memo};
use crate::watch::set;
use crate::watch::set::Source;

/// How many words a text has.
pub fn tokens(text: &str) -> usize {
    token::tokens(text).count()
}

/// A lexicon with the memo of one thread.
#[derive(Debug)]
pub struct Names {
    lexicon: Lexicon,
    memo: Memo,
    hits: Vec<TermHit>,
}

impl Names {
    /// `names` are looked for in all case forms, `people` also by sound in every script.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>, people: impl Iterator<Item = &'a str>) -> Self {
        let person = Form::Person { surname: Surname::Anchored };
        let terms: Vec<TermSpec> = names
            .map(|name| TermSpec::single(Form::Name, name))
            .chain(people.map(|name| TermSpec::single(person, name)))
            .collect();
        Self { lexicon: Lexicon::build(&terms), memo: Memo::default(), hits: Vec::new() }
    }

    /// How many mentions a text has.
    pub fn mentions(&mut self, text: &str) -> usize {
        self.hits.clear();
        self.lexicon.scan(&mut self.memo, &[text], &mut self.hits);
        self.hits.len()
    }

    /// Forgets every token, as after a reload.
    pub fn forget(&mut self) {
        self.memo = Memo::default();
    }

    /// How many distinct tokens are remembered.
    pub fn remembered(&self) -> usize {
        self.memo.len()
    }
}

/// Compiled watchlists with the memo of one thread.
#[derive(Debug)]
pub struct Desk(set::Matcher);

impl Desk {
    /// Compiles watchlists, each a file name and its text; `None` if any is refused.
    pub fn new(files: Vec<(String, String)>) -> Option<Self> {
        let source = |(name, text): (String, String)| Source {
            id: name.trim_end_matches(".toml").to_owned(),
            name,
            text,
        };
        let sources: Vec<Source> = files.into_iter().map(source).collect();
        Some(Self(compile(&sources).watchlists?.matcher()))
    }

    /// How many watchlists want an item.
    pub fn matches(&mut self, text: &str) -> usize {
        self.0.matches(&Item { text, ..Item::default() }).len()
    }
}
