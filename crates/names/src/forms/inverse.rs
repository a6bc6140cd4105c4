//! From a token back to the base forms it may be a case of, for words that are compared by sound and so cannot be looked up.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use crate::forms::chain::Chain;
use crate::forms::ending::WordEnd;
use crate::forms::table::LanguageTable;
use crate::text::script::{SCRIPTS, Script};

/// For each script, endings in text with what they may stand for.
#[derive(Debug)]
pub(crate) struct Inverse {
    by_script: [HashMap<String, Vec<BaseEnd>, FixedState>; SCRIPTS],
}

/// An end of base forms, with the stems that it may be put to: one of these places must fit.
#[derive(Debug)]
struct BaseEnd {
    base: &'static str,
    places: Vec<WordEnd>,
}

/// The longest ending that is cut, in letters.
const LONGEST: usize = 8;

/// The endings of a chain with one or two filled slots: names seldom carry more.
fn short_chains(chain: &Chain) -> Vec<String> {
    let mut endings = Vec::new();
    for (at, slot) in chain.slots.iter().enumerate() {
        for first in &slot.endings {
            endings.push(first.text.to_owned());
            for second in chain.slots[at + 1..].iter().flat_map(|slot| &slot.endings) {
                endings.push([first.text, second.text].concat());
            }
        }
    }
    endings.retain(|ending| ending.chars().count() <= LONGEST);
    endings
}

impl Inverse {
    pub(crate) fn new(languages: &[LanguageTable]) -> Self {
        let mut by_script: [HashMap<String, Vec<BaseEnd>, FixedState>; SCRIPTS] = Default::default();
        let mut seen: HashSet<_, FixedState> = HashSet::default();
        let mut enter = |script: Script, ending: &str, place: WordEnd| {
            if seen.insert((script, ending.to_owned(), place.base, place.after)) {
                let ends = by_script[script as usize].entry(ending.to_owned()).or_default();
                match ends.iter_mut().find(|end| end.base == place.base) {
                    Some(known) => known.places.push(place),
                    None => ends.push(BaseEnd { base: place.base, places: vec![place] }),
                }
            }
        };
        for language in languages.iter().filter(|language| !language.own_names) {
            for row in &language.rows {
                for ending in row.endings.iter().filter(|ending| !ending.common) {
                    enter(language.script, ending.text, row.place);
                }
            }
            for ending in short_chains(&language.chain) {
                language.places.iter().for_each(|place| enter(language.script, &ending, *place));
            }
        }
        Self { by_script }
    }

    /// Calls `emit` with every base form that a folded token may be a form of, the token itself first; the same
    /// form may come more than once. A stem keeps at least three letters.
    pub(crate) fn bases(&self, token: &str, script: Script, mut emit: impl FnMut(&str)) {
        emit(token);
        let mut base = String::with_capacity(token.len() + 4);
        let rows = &self.by_script[script as usize];
        let third = token.char_indices().nth(3).map_or(token.len(), |(at, _)| at);
        let cuts = token.char_indices().map(|(at, _)| at).rev().take(LONGEST).take_while(|&at| at >= third);
        for at in cuts {
            let (stem, ending) = token.split_at(at);
            let fits = |end: &&BaseEnd| end.places.iter().any(|place| place.fits(stem));
            for end in rows.get(ending).into_iter().flatten().filter(fits) {
                base.clear();
                base.push_str(stem);
                base.push_str(end.base);
                emit(&base);
            }
        }
    }
}
