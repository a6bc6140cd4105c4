//! Which endings a stem takes, as numbered rules of all languages.

use crate::forms::ending::Ending;
use crate::forms::table::LanguageTable;

/// What may follow a stem, as an index into [`rules`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RuleId(pub u16);

/// The word as it stands in the spelling.
pub(crate) const UNCHANGED: RuleId = RuleId(0);

/// Which endings a stem takes.
#[derive(Debug)]
pub(crate) struct EndingRule {
    pub language: usize,
    pub kind: RuleKind,
}

/// What kind of endings.
#[derive(Debug)]
pub(crate) enum RuleKind {
    Unchanged,
    /// One of these.
    Endings(Vec<Ending>),
    /// The language's chain, not empty unless the stem has so many letters (0: never).
    Chain {
        bare: usize,
    },
    /// The language's chain, beginning with a vowel.
    SoftChain,
}

/// How many rules a language has.
pub(crate) fn count(table: &LanguageTable) -> usize {
    table.rows.len() + table.swaps.len() + table.places.len() + 2
}

/// The rules of all languages: first the unchanged word, then for each language its rows, its swaps, its
/// chain's places, the softened chain and the plural without ending. The stems are numbered in the same order.
pub(crate) fn rules(languages: &[LanguageTable]) -> Vec<EndingRule> {
    let mut rules = vec![EndingRule { language: 0, kind: RuleKind::Unchanged }];
    for (language, table) in languages.iter().enumerate() {
        for row in &table.rows {
            rules.push(EndingRule { language, kind: RuleKind::Endings(row.endings.clone()) });
        }
        for swap in &table.swaps {
            rules.push(EndingRule { language, kind: RuleKind::Endings(swap.endings.clone()) });
        }
        for place in &table.places {
            rules.push(EndingRule { language, kind: RuleKind::Chain { bare: place.bare } });
        }
        rules.push(EndingRule { language, kind: RuleKind::SoftChain });
        let bare = Ending { text: "", label: "gen.pl", common: false };
        rules.push(EndingRule { language, kind: RuleKind::Endings(vec![bare]) });
    }
    rules
}
