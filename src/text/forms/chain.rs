//! Endings of agglutinative languages: one of each slot or none, in order.

use super::Chain;
use super::Ending;

impl Chain {
    pub(super) fn accepts(&self, ending: &str) -> bool {
        fn from(slots: &[Vec<Ending>], rest: &str) -> bool {
            let Some((first, later)) = slots.split_first() else { return rest.is_empty() };
            let taken =
                |ending: &Ending| rest.strip_prefix(ending.text).is_some_and(|rest| from(later, rest));
            rest.is_empty() || first.iter().any(taken) || from(later, rest)
        }
        from(&self.slots, ending)
    }

    /// The cases that the chain of this ending shows, in order.
    pub(super) fn labels(&self, ending: &str) -> Vec<&'static str> {
        fn from(slots: &[Vec<Ending>], rest: &str) -> Option<Vec<&'static str>> {
            let Some((first, later)) = slots.split_first() else {
                return rest.is_empty().then(Vec::new);
            };
            let skipped = from(later, rest);
            skipped.or_else(|| {
                first.iter().find_map(|ending| {
                    let mut labels = from(later, rest.strip_prefix(ending.text)?)?;
                    labels.insert(0, ending.label);
                    Some(labels)
                })
            })
        }
        from(&self.slots, ending).unwrap_or_default()
    }
}

/// The abbreviated name of a case in words: `gen.pl` is genitive plural.
pub(super) fn spell_out(label: &str) -> String {
    let word = |part: &str| match part {
        "nom" => "nominative",
        "gen" => "genitive",
        "dat" => "dative",
        "acc" => "accusative",
        "ins" => "instrumental",
        "loc" => "locative",
        "abl" => "ablative",
        "voc" => "vocative",
        "erg" => "ergative",
        "adv" => "adverbial",
        "equ" => "equative",
        "ben" => "benefactive",
        "term" => "terminative",
        "def" => "definite",
        "obl" => "oblique",
        "fem" => "feminine",
        "pl" => "plural",
        _ => "",
    };
    let words = label.split('/').map(|case| {
        let parts = case.split('.').map(|part| if word(part).is_empty() { part } else { word(part) });
        parts.collect::<Vec<_>>().join(" ")
    });
    words.collect::<Vec<_>>().join(" or ")
}
