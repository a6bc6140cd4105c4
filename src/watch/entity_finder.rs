//! Which entities a text names, whatever the queries ask for.

use std::collections::BTreeMap;
use std::sync::Arc;

use names::Memo;

use crate::watch::set::{CompiledSet, Watchlists};

/// Finds entities in short texts, surnames alone included: there the full name stands in the article around them.
#[derive(Debug)]
pub(crate) struct EntityFinder {
    set: Arc<CompiledSet>,
    memo: Memo,
    /// The full name of every entity, which makes its surname count.
    full_names: String,
}

impl EntityFinder {
    /// A finder of what these watchlists look for.
    pub(crate) fn new(watchlists: &Watchlists) -> Self {
        let set = Arc::clone(&watchlists.set);
        let entities = set.names.iter().zip(&set.spellings).filter(|(name, _)| name.entity.is_some());
        let full_names: Vec<&str> =
            entities.filter_map(|(_, spellings)| spellings.first()).map(String::as_str).collect();
        let full_names = full_names.join(".\n");
        Self { set, memo: Memo::default(), full_names }
    }

    /// The ids of the entities in a text, with what people call them.
    pub(crate) fn find(&mut self, text: &str) -> BTreeMap<String, String> {
        let mut hits = Vec::new();
        self.set.lexicon.scan(&mut self.memo, &[text, &self.full_names], &mut hits);
        let in_text = hits.iter().filter(|hit| hit.part == 0);
        let names = in_text.map(|hit| &self.set.names[hit.term.0 as usize]);
        names.filter_map(|name| Some((name.entity.clone()?, name.label.clone()))).collect()
    }
}
