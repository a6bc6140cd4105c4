//! Endings of agglutinative languages: one of each slot or none, in order.

use super::{Chain, Ending, Slot};

/// Letters, as bits of their numbers: what is not in it is surely none of them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Letters(u64);

impl Letters {
    fn add(&mut self, letter: Option<char>) {
        self.0 |= letter.map_or(0, bit);
    }

    fn may_have(self, letter: char) -> bool {
        self.0 & bit(letter) != 0
    }
}

fn bit(letter: char) -> u64 {
    1 << (u32::from(letter) & 63)
}

impl Chain {
    pub(super) fn add_slot(&mut self, endings: Vec<Ending>) {
        let mut firsts = Letters::default();
        for ending in &endings {
            firsts.add(ending.text.chars().next());
            self.lasts.add(ending.text.chars().next_back());
        }
        self.slots.push(Slot { endings, firsts });
    }

    pub(super) fn accepts(&self, ending: &str) -> bool {
        fn from(slots: &[Slot], rest: &str) -> bool {
            let Some(first) = rest.chars().next() else { return true };
            let Some((slot, later)) = slots.split_first() else { return false };
            let taken =
                |ending: &Ending| rest.strip_prefix(ending.text).is_some_and(|rest| from(later, rest));
            slot.firsts.may_have(first) && slot.endings.iter().any(taken) || from(later, rest)
        }
        ending.chars().next_back().is_some_and(|last| self.lasts.may_have(last)) && from(&self.slots, ending)
    }

    /// The cases that the chain of this ending shows, in order.
    pub(super) fn labels(&self, ending: &str) -> Vec<&'static str> {
        fn from(slots: &[Slot], rest: &str) -> Option<Vec<&'static str>> {
            let Some((first, later)) = slots.split_first() else {
                return rest.is_empty().then(Vec::new);
            };
            let skipped = from(later, rest);
            skipped.or_else(|| {
                first.endings.iter().find_map(|ending| {
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
