//! What is left of a token behind a stem, asked of many rules at once whether it is one of their endings.

use hashbrown::HashMap;

use super::{Forms, Rule, RuleId, RuleKind};

/// Every ending of every paradigm, with the rules that have it, as bits.
#[derive(Debug)]
pub(super) struct Tails {
    endings: HashMap<&'static str, Rules, foldhash::fast::FixedState>,
}

#[derive(Debug)]
struct Rules {
    all: Box<[u64]>,
    /// Without those for which it makes another name of a name.
    of_names: Box<[u64]>,
}

/// A stem with fewer letters does not stand without an ending: Билли is not Билл.
const SHORTEST_BARE: usize = 5;

/// An ending in a token, in front of which a stem was found.
#[derive(Debug)]
pub(crate) struct Tail<'a> {
    forms: &'a Forms,
    ending: &'a str,
    rules: Option<&'a Rules>,
    /// Letters of the stem.
    stem: usize,
    /// Languages, as bits, whose chain was asked, and those of them that take the ending.
    asked: u32,
    taken: u32,
}

impl Tails {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let blocks = rules.len().div_ceil(64);
        let mut endings: HashMap<&'static str, Rules, _> = HashMap::default();
        for (at, rule) in rules.iter().enumerate() {
            let RuleKind::Endings(list) = &rule.kind else { continue };
            for ending in list {
                let none = || vec![0; blocks].into_boxed_slice();
                let rules =
                    endings.entry(ending.text).or_insert_with(|| Rules { all: none(), of_names: none() });
                rules.all[at / 64] |= 1 << (at % 64);
                if !ending.common {
                    rules.of_names[at / 64] |= 1 << (at % 64);
                }
            }
        }
        Self { endings }
    }
}

impl Forms {
    /// What follows a stem in a token.
    pub(crate) fn tail<'a>(&'a self, stem: &str, ending: &'a str) -> Tail<'a> {
        let rules = self.tails.endings.get(ending);
        Tail { forms: self, ending, rules, stem: stem.chars().count(), asked: 0, taken: 0 }
    }
}

impl Tail<'_> {
    /// Whether it may follow the stem under the rule in a token that is none of the `excluded` languages.
    /// `name`: the word has a capital in the watchlist.
    pub(crate) fn follows(&mut self, rule: RuleId, excluded: u32, name: bool) -> bool {
        let id = usize::from(rule.0);
        let rule = &self.forms.rules[id];
        match rule.kind {
            RuleKind::Unchanged => self.ending.is_empty(),
            _ if excluded & 1 << rule.language != 0 => false,
            RuleKind::Endings(_) => {
                let rules = self.rules.map(|rules| if name { &rules.of_names } else { &rules.all });
                rules.is_some_and(|rules| rules[id / 64] & 1 << (id % 64) != 0)
                    && (!self.ending.is_empty() || self.stem >= SHORTEST_BARE)
            }
            RuleKind::Chain { bare } if self.ending.is_empty() => bare > 0 && self.stem >= bare,
            RuleKind::Chain { .. } => self.chain_takes(rule.language),
            RuleKind::SoftChain => {
                let vowels = self.forms.languages[rule.language].vowels;
                self.ending.starts_with(|first| vowels.contains(first)) && self.chain_takes(rule.language)
            }
        }
    }

    fn chain_takes(&mut self, language: usize) -> bool {
        let bit = 1 << language;
        if self.asked & bit == 0 {
            self.asked |= bit;
            if self.forms.languages[language].chain.accepts(self.ending) {
                self.taken |= bit;
            }
        }
        self.taken & bit != 0
    }
}
