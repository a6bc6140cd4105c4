//! From a token back to the base forms it may be a case of, for words that are compared by sound and so cannot be looked up.

use hashbrown::HashMap;
use hashbrown::HashSet;

use super::Forms;
use super::Language;
use super::Place;
use crate::text::script::SCRIPTS;
use crate::text::script::Script;

type Hash = foldhash::fast::FixedState;

/// For each script, endings in text with what they may stand for.
#[derive(Debug)]
pub(super) struct Inverse {
    by_script: [HashMap<&'static str, Vec<Place>, Hash>; SCRIPTS],
}

/// The longest row ending in bytes.
const LONGEST: usize = 12;

impl Inverse {
    pub(super) fn new(languages: &[Language]) -> Self {
        let mut by_script: [HashMap<&'static str, Vec<Place>, Hash>; SCRIPTS] = Default::default();
        let mut seen = HashSet::new();
        for language in languages {
            for row in &language.rows {
                for ending in row.endings.iter().filter(|ending| !ending.common) {
                    if seen.insert((language.script, ending.text, row.place.base, row.place.after)) {
                        by_script[language.script as usize].entry(ending.text).or_default().push(row.place);
                    }
                }
            }
        }
        Self { by_script }
    }
}

impl Forms {
    /// Calls `emit` with every base form that a folded token may be a form of, the token itself first; the same
    /// form may come more than once. A stem keeps at least three letters.
    pub(crate) fn bases(&self, token: &str, script: Script, excluded: u32, mut emit: impl FnMut(&str)) {
        emit(token);
        let mut base = String::with_capacity(token.len() + 4);
        let rows = &self.inverse.by_script[script as usize];
        let mut cut = |at: usize, places: &[Place]| {
            let stem = &token[..at];
            for place in places.iter().filter(|place| place.fits(stem)) {
                base.clear();
                base.push_str(stem);
                base.push_str(place.base);
                emit(&base);
            }
        };
        let third = token.char_indices().nth(3).map_or(token.len(), |(at, _)| at);
        for at in third.max(token.len().saturating_sub(LONGEST))..=token.len() {
            if !token.is_char_boundary(at) {
                continue;
            }
            if let Some(places) = rows.get(&token[at..]) {
                cut(at, places);
            }
            for &index in &self.by_script[script as usize] {
                let language = &self.languages[index];
                if excluded & 1 << index == 0 && at < token.len() && language.chain.accepts(&token[at..]) {
                    cut(at, &language.places);
                }
            }
        }
    }
}
