//! What is left of a token behind a stem, asked of many rules at once whether it is one of their endings.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::forms::language_set::LanguageSet;
use crate::forms::rules::{EndingRule, RuleId, RuleKind};
use crate::forms::table::LanguageTable;

/// Every ending of every paradigm, with the rules that have it, as bits.
#[derive(Debug)]
pub(crate) struct Tails {
    endings: HashMap<&'static str, RuleBits, FixedState>,
}

#[derive(Debug)]
struct RuleBits {
    all: Box<[u64]>,
    /// Without those for which it makes another name of a name.
    of_names: Box<[u64]>,
}

/// A stem with fewer letters does not stand without an ending: Билли is not Билл.
const SHORTEST_BARE: usize = 5;
/// The same for a word whose languages are known: do Chin.
const SHORTEST_OWN_BARE: usize = 4;

/// An ending in a token, in front of which a stem was found.
#[derive(Debug)]
pub(crate) struct Tail<'a> {
    languages: &'a [LanguageTable],
    all: &'a [EndingRule],
    ending: &'a str,
    rules: Option<&'a RuleBits>,
    /// Letters of the stem.
    stem: usize,
    /// Languages whose chain was asked, and those of them that take the ending.
    asked: LanguageSet,
    taken: LanguageSet,
}

impl Tails {
    pub(crate) fn new(rules: &[EndingRule]) -> Self {
        let blocks = rules.len().div_ceil(64);
        let mut endings: HashMap<&'static str, RuleBits, _> = HashMap::default();
        for (at, rule) in rules.iter().enumerate() {
            let RuleKind::Endings(list) = &rule.kind else { continue };
            for ending in list {
                let none = || vec![0; blocks].into_boxed_slice();
                let rules =
                    endings.entry(ending.text).or_insert_with(|| RuleBits { all: none(), of_names: none() });
                rules.all[at / 64] |= 1 << (at % 64);
                if !ending.common {
                    rules.of_names[at / 64] |= 1 << (at % 64);
                }
            }
        }
        Self { endings }
    }

    /// What follows a stem in a token.
    pub(crate) fn tail<'a>(
        &'a self,
        languages: &'a [LanguageTable],
        all: &'a [EndingRule],
        stem: &str,
        ending: &'a str,
    ) -> Tail<'a> {
        let (rules, stem) = (self.endings.get(ending), stem.chars().count());
        let none = LanguageSet::default();
        Tail { languages, all, ending, rules, stem, asked: none, taken: none }
    }
}

impl Tail<'_> {
    /// Whether it may follow the stem under the rule in a token that is of none of the `excluded` languages, for a word of the `own` ones.
    /// `name`: the word has a capital in the watchlist.
    pub(crate) fn follows(
        &mut self,
        rule: RuleId,
        excluded: LanguageSet,
        own: LanguageSet,
        name: bool,
    ) -> bool {
        let id = usize::from(rule.0);
        let rule = &self.all[id];
        match rule.kind {
            RuleKind::Unchanged => self.ending.is_empty(),
            _ if excluded.has(rule.language) || !own.has(rule.language) => false,
            RuleKind::Endings(_) => {
                let shortest = if own == LanguageSet::ALL { SHORTEST_BARE } else { SHORTEST_OWN_BARE };
                let rules = self.rules.map(|rules| if name { &rules.of_names } else { &rules.all });
                rules.is_some_and(|rules| rules[id / 64] & 1 << (id % 64) != 0)
                    && (!self.ending.is_empty() || self.stem >= shortest)
            }
            RuleKind::Chain { bare } if self.ending.is_empty() => bare > 0 && self.stem >= bare,
            RuleKind::Chain { .. } => self.chain_takes(rule.language),
            RuleKind::SoftChain => {
                let vowels = self.languages[rule.language].vowels;
                self.ending.starts_with(|first| vowels.contains(first)) && self.chain_takes(rule.language)
            }
        }
    }

    fn chain_takes(&mut self, language: usize) -> bool {
        if !self.asked.has(language) {
            let one = LanguageSet::one(language);
            self.asked = self.asked.with(one);
            if self.languages[language].chain.accepts(self.ending) {
                self.taken = self.taken.with(one);
            }
        }
        self.taken.has(language)
    }
}
