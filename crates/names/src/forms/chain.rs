//! Endings of agglutinative languages: one of each slot or none, in order.

use crate::forms::ending::Ending;

/// LetterSet, as bits of their numbers: what is not in it is surely none of them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LetterSet(u64);

impl LetterSet {
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

/// What may follow a word in an agglutinative language: one ending of each slot or none, in order.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    pub slots: Vec<ChainSlot>,
    /// The letters that any of the endings ends with.
    lasts: LetterSet,
}

/// One place in a chain.
#[derive(Debug)]
pub(crate) struct ChainSlot {
    pub endings: Vec<Ending>,
    /// The letters that any of them begins with.
    firsts: LetterSet,
}

impl Chain {
    pub(crate) fn add_slot(&mut self, endings: Vec<Ending>) {
        let mut firsts = LetterSet::default();
        for ending in &endings {
            firsts.add(ending.text.chars().next());
            self.lasts.add(ending.text.chars().next_back());
        }
        self.slots.push(ChainSlot { endings, firsts });
    }

    pub(crate) fn accepts(&self, ending: &str) -> bool {
        fn from(slots: &[ChainSlot], rest: &str) -> bool {
            let Some(first) = rest.chars().next() else { return true };
            let Some((slot, later)) = slots.split_first() else { return false };
            let taken =
                |ending: &Ending| rest.strip_prefix(ending.text).is_some_and(|rest| from(later, rest));
            slot.firsts.may_have(first) && slot.endings.iter().any(taken) || from(later, rest)
        }
        ending.chars().next_back().is_some_and(|last| self.lasts.may_have(last)) && from(&self.slots, ending)
    }

    /// The cases that the chain of this ending shows, in order.
    pub(crate) fn labels(&self, ending: &str) -> Vec<&'static str> {
        fn from(slots: &[ChainSlot], rest: &str) -> Option<Vec<&'static str>> {
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
