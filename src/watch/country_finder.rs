//! Which countries a text names, in any of the program's languages, whatever the watchlists look for.

use std::sync::LazyLock;

use names::{Form, Lexicon, Memo, NameHit, Term};

use crate::watch::countries;
use crate::watch::entity::in_own_forms;

static COUNTRIES: LazyLock<(Vec<&'static str>, Lexicon)> = LazyLock::new(|| {
    let term = |code| Term {
        form: Form::Name,
        spellings: countries::names(code).map(|(langs, name)| in_own_forms(langs, name)).collect(),
        not: Vec::new(),
    };
    let codes: Vec<&str> = countries::codes().collect();
    let terms: Vec<Term> = codes.iter().copied().map(term).collect();
    (codes, Lexicon::build(&terms))
});

/// A place where a country is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CountryMention {
    /// Its ISO 3166 code.
    pub code: &'static str,
    /// Which of the texts, counted from 0.
    pub part: usize,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Finds countries, remembering the words it has met: one for each thread.
#[derive(Debug, Default)]
pub(crate) struct CountryFinder(Memo);

impl CountryFinder {
    /// Every mention of a country in the texts of one item, by text and place.
    pub(crate) fn find(&mut self, texts: &[&str]) -> Vec<CountryMention> {
        let (codes, lexicon) = &*COUNTRIES;
        let mut hits = Vec::new();
        lexicon.scan(&mut self.0, texts, &mut hits);
        let mention = |hit: NameHit| CountryMention {
            code: codes[hit.term.0 as usize],
            part: hit.part,
            start: hit.start,
            end: hit.end,
        };
        hits.into_iter().map(mention).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_found_in_every_language() {
        let mut finder = CountryFinder::default();
        let found = finder.find(&["Самолёт из Армении", "Gürcüstandan uçub; სომხეთში"]);
        let codes: Vec<_> = found.iter().map(|mention| (mention.part, mention.code)).collect();
        assert_eq!(codes, [(0, "AM"), (1, "GE"), (1, "AM")]);
    }
}
