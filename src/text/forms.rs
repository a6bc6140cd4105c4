//! Case forms without dictionaries: from a watch word the stems under which its forms begin, and which endings may follow.

mod chain;
mod inverse;
mod parse;
mod stems;
mod tail;

use std::fmt::Write;
use std::sync::LazyLock;

use super::script::{SCRIPTS, Script};

/// What may follow a stem, as an index into the rules of [`forms`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RuleId(u16);

/// The word as it stands in the watchlist.
pub(crate) const UNCHANGED: RuleId = RuleId(0);

/// The ending tables of all languages.
#[derive(Debug)]
pub(crate) struct Forms {
    languages: Vec<Language>,
    /// Rule 0 is [`UNCHANGED`].
    rules: Vec<Rule>,
    /// The languages written in each script, as indices.
    by_script: [Vec<usize>; SCRIPTS],
    /// For each script: ending in text, and what may have stood there in the base form.
    inverse: inverse::Inverse,
    tails: tail::Tails,
    /// By the number of a letter, bit l: the letter does not occur in language l.
    foreign: Vec<u32>,
}

/// One language's table.
#[derive(Debug)]
struct Language {
    /// As in feeds: `ru`.
    code: &'static str,
    name: &'static str,
    script: Script,
    vowels: &'static str,
    /// Letters that no word of this language has: a token that has one is not declined by this table.
    foreign: &'static str,
    /// Vowels that fall out before an ending: Павел, Павла.
    fleeting: Vec<&'static str>,
    /// Vowels that come between the last two consonants of a plural without ending: Святки, Святок.
    inserted: Vec<&'static str>,
    /// Vowels that change when the last syllable opens: Київ, Києва.
    closed: Vec<(&'static str, &'static str)>,
    /// Last letters that change before any ending: Васілеўў, Васілева.
    finals: Vec<(&'static str, &'static str)>,
    /// Last consonants that change before a vowel of a chain.
    softened: Vec<(&'static str, &'static str)>,
    /// Last consonants of a stem that change before certain endings: Прага, Празі.
    swaps: Vec<Swap>,
    rows: Vec<Row>,
    /// On which words the chain may stand.
    places: Vec<Place>,
    chain: Chain,
    /// What is written together in front of a word.
    prefixes: Vec<&'static str>,
    /// The article that a prefix may swallow.
    article: &'static str,
    /// What stands before an apostrophe in front of a word.
    elisions: Vec<&'static str>,
    /// Too free for written names; only words that are compared by sound are cut with it.
    only_sound: bool,
}

/// One ending in text.
#[derive(Debug, Clone, Copy)]
struct Ending {
    text: &'static str,
    /// The case, abbreviated: `gen.pl`.
    label: &'static str,
    /// Not for names: with a capital in front it makes another name (Иван, Иванов). Written `~ов`.
    common: bool,
}

/// Which end of a base form something replaces.
#[derive(Debug, Clone, Copy)]
struct Place {
    base: &'static str,
    /// `*` anything, `[абв]` one of these letters, `[^абв]` none of them, `ов|ев` one of these.
    after: &'static str,
    /// How many letters a stem needs to stand without any ending; 0: never.
    bare: usize,
}

/// One paradigm.
#[derive(Debug)]
struct Row {
    name: &'static str,
    place: Place,
    endings: Vec<Ending>,
}

/// Consonants that change before certain endings.
#[derive(Debug)]
struct Swap {
    letters: Vec<(&'static str, &'static str)>,
    endings: Vec<Ending>,
}

/// What may follow a word in an agglutinative language: one ending of each slot or none, in order.
#[derive(Debug, Default)]
struct Chain {
    slots: Vec<Slot>,
    /// The letters that any of the endings ends with.
    lasts: chain::Letters,
}

/// One place in a chain.
#[derive(Debug)]
struct Slot {
    endings: Vec<Ending>,
    /// The letters that any of them begins with.
    firsts: chain::Letters,
}

/// Which endings a stem takes.
#[derive(Debug)]
struct Rule {
    language: usize,
    kind: RuleKind,
}

#[derive(Debug)]
enum RuleKind {
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

static FORMS: LazyLock<Forms> = LazyLock::new(Forms::load);

/// The tables, read when first asked for (well under 10 ms).
pub(crate) fn forms() -> &'static Forms {
    &FORMS
}

const SOURCES: [&str; 25] = [
    include_str!("forms/ru.txt"),
    include_str!("forms/uk.txt"),
    include_str!("forms/be.txt"),
    include_str!("forms/bg.txt"),
    include_str!("forms/azc.txt"),
    include_str!("forms/kk.txt"),
    include_str!("forms/ky.txt"),
    include_str!("forms/az.txt"),
    include_str!("forms/tr.txt"),
    include_str!("forms/uz.txt"),
    include_str!("forms/pl.txt"),
    include_str!("forms/cs.txt"),
    include_str!("forms/sl.txt"),
    include_str!("forms/en.txt"),
    include_str!("forms/de.txt"),
    include_str!("forms/fr.txt"),
    include_str!("forms/it.txt"),
    include_str!("forms/lv.txt"),
    include_str!("forms/hy.txt"),
    include_str!("forms/hyw.txt"),
    include_str!("forms/ka.txt"),
    include_str!("forms/fa.txt"),
    include_str!("forms/ar.txt"),
    include_str!("forms/he.txt"),
    include_str!("forms/el.txt"),
];

impl Forms {
    fn load() -> Self {
        let languages: Vec<Language> = SOURCES.iter().map(|source| parse::language(source)).collect();
        let mut by_script: [Vec<usize>; SCRIPTS] = Default::default();
        let mut foreign: Vec<u32> = Vec::new();
        for (index, language) in languages.iter().enumerate() {
            by_script[language.script as usize].push(index);
            for letter in language.foreign.chars() {
                let at = letter as usize;
                foreign.resize(foreign.len().max(at + 1), 0);
                foreign[at] |= 1 << index;
            }
        }
        let rules = stems::rules(&languages);
        let inverse = inverse::Inverse::new(&languages);
        let tails = tail::Tails::new(&rules);
        Self { languages, rules, by_script, inverse, tails, foreign }
    }

    /// The languages, as bits, that have no word with one of the letters of this folded token.
    pub(crate) fn excluded(&self, token: &str) -> u32 {
        let letter_mask = |letter: char| self.foreign.get(letter as usize).copied().unwrap_or(0);
        token.chars().fold(0, |mask, letter| mask | letter_mask(letter))
    }

    /// Whether the rule is one of the language with this code.
    pub(crate) fn is_of(&self, rule: RuleId, code: &str) -> bool {
        rule != UNCHANGED && self.languages[self.rules[usize::from(rule.0)].language].code == code
    }

    /// The ending in words: `ending -ым, instrumental`; empty for a word as it stands in the watchlist.
    pub(crate) fn explain(&self, rule: RuleId, ending: &str) -> String {
        let rule = &self.rules[usize::from(rule.0)];
        let mut words = String::new();
        let labels: Vec<&str> = match &rule.kind {
            RuleKind::Unchanged => return words,
            RuleKind::Endings(endings) => {
                endings.iter().filter(|e| e.text == ending).map(|e| e.label).take(1).collect()
            }
            _ => self.languages[rule.language].chain.labels(ending),
        };
        // A String takes every write.
        let _ = match (ending, &rule.kind) {
            ("", _) => write!(words, "{} without ending", self.languages[rule.language].name),
            (_, RuleKind::Endings(_)) => write!(words, "ending -{ending}"),
            _ => write!(words, "{} suffix -{ending}", self.languages[rule.language].name),
        };
        for label in labels.iter().filter(|label| !label.is_empty()) {
            words.push_str(", ");
            words.push_str(&chain::spell_out(label));
        }
        words
    }

    /// What may be written together in front of a word of this script (Arabic, Hebrew).
    pub(crate) fn prefixes(&self, script: Script) -> impl Iterator<Item = &'static str> {
        self.of(script).flat_map(|language| language.prefixes.iter().copied())
    }

    /// The article of this script that a prefix may swallow.
    pub(crate) fn article(&self, script: Script) -> Option<&'static str> {
        self.of(script).map(|language| language.article).find(|article| !article.is_empty())
    }

    /// Whether this may stand before an apostrophe in front of a word: `d'`, `l'`, `dell'`.
    pub(crate) fn is_elision(&self, script: Script, front: &str) -> bool {
        self.of(script).any(|language| language.elisions.contains(&front))
    }

    fn of(&self, script: Script) -> impl Iterator<Item = &Language> {
        self.by_script[script as usize].iter().map(|&index| &self.languages[index])
    }
}

impl Place {
    /// The stem of a base form, if the form ends so.
    fn stem<'w>(&self, word: &'w str) -> Option<&'w str> {
        let stem = word.strip_suffix(self.base)?;
        (!stem.is_empty() && self.fits(stem)).then_some(stem)
    }

    fn fits(&self, stem: &str) -> bool {
        let after = self.after;
        if after == "*" {
            return true;
        }
        match after.strip_prefix('[').and_then(|set| set.strip_suffix(']')) {
            Some(set) => match set.strip_prefix('^') {
                Some(set) => !stem.ends_with(|letter| set.contains(letter)),
                None => stem.ends_with(|letter| set.contains(letter)),
            },
            None => after.split('|').any(|end| stem.ends_with(end)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_table_is_understood() {
        for source in SOURCES {
            for line in source.lines() {
                assert!(parse::is_understood(line), "{line}");
            }
            let language = parse::language(source);
            assert!(language.code.len() >= 2 && language.script != Script::Other, "{source}");
        }
        assert!(forms().languages.len() <= 32, "languages are bits of a u32");
    }

    #[test]
    fn bases_lead_back_to_the_word() {
        let check = |token: &str, script, base: &str| {
            let mut bases = Vec::new();
            forms().bases(token, script, |base| bases.push(base.to_owned()));
            assert!(bases.iter().any(|b| b == base), "{token}: {bases:?}");
        };
        check("путиным", Script::Cyrillic, "путин");
        check("обамой", Script::Cyrillic, "обама");
        check("erdoganin", Script::Latin, "erdogan");
        check("ալիեւի", Script::Armenian, "ալիեւ");
    }
}
