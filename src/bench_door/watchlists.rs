//! The door through which `benches/watchlists` measures; no part of the program's interface.

use crate::watch::compile::compile;
use crate::watch::item::Item;
use crate::watch::set;
use crate::watch::set::Source;

/// Compiled watchlists with the memo of one thread.
#[derive(Debug)]
pub struct MatcherBench(set::Matcher);

impl MatcherBench {
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
