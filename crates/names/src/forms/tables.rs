//! The ending tables of all languages together.

use std::sync::LazyLock;

use foldhash::fast::FixedState;
use hashbrown::HashSet;
use languages::Language;

use crate::forms::alphabets::{Alphabets, Witness};
use crate::forms::ending::Ending;
use crate::forms::inverse::Inverse;
use crate::forms::language_set::LanguageSet;
use crate::forms::rules::{EndingRule, RuleId, RuleKind, UNCHANGED, rules};
use crate::forms::table::LanguageTable;
use crate::forms::tail::{Tail, Tails};
use crate::forms::{parse, stems};
use crate::spec::hit::Reason;
use crate::text::script::{SCRIPTS, Script};

/// The ending tables of all languages, ready to be asked; immutable, and the same for all who look for names.
#[derive(Debug)]
pub struct Forms {
    languages: Vec<LanguageTable>,
    /// EndingRule 0 is [`UNCHANGED`].
    rules: Vec<EndingRule>,
    /// The languages written in each script, as indices.
    by_script: [Vec<usize>; SCRIPTS],
    /// For each script: ending in text, and what may have stood there in the base form.
    inverse: Inverse,
    tails: Tails,
    /// Words that are never a name by their sound.
    no_names: HashSet<&'static str, FixedState>,
    /// By the number of a letter: the languages in which it does not occur.
    foreign: Vec<LanguageSet>,
    alphabets: Alphabets,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| Forms::of(languages::all()));

/// The tables of the languages that have files, read when first asked for (well under 10 ms).
pub(crate) fn forms() -> &'static Forms {
    &FORMS
}

impl Forms {
    /// Reads the tables of these languages, of the first 64 at most.
    pub fn of(list: &[Language]) -> Self {
        // Of some languages more is known than their endings, of some less.
        let declined = list.iter().filter(|language| language.of("script").next().is_some());
        let languages: Vec<LanguageTable> = declined.take(LanguageSet::MOST).map(parse::table).collect();
        let mut by_script: [Vec<usize>; SCRIPTS] = Default::default();
        let mut foreign: Vec<LanguageSet> = Vec::new();
        for (index, language) in languages.iter().enumerate() {
            if !language.own_names {
                by_script[language.script as usize].push(index);
            }
            for letter in language.foreign.chars() {
                let at = letter as usize;
                foreign.resize(foreign.len().max(at + 1), LanguageSet::default());
                foreign[at] = foreign[at].with(LanguageSet::one(index));
            }
        }
        let rules = rules(&languages);
        let inverse = Inverse::new(&languages);
        let tails = Tails::new(&rules);
        let no_names = list.iter().flat_map(|language| language.words("no-name")).collect();
        let alphabets = Alphabets::new(&languages);
        Self { languages, rules, by_script, inverse, tails, no_names, foreign, alphabets }
    }

    /// The languages that have no word with one of the letters of this folded token.
    pub(crate) fn excluded(&self, token: &str) -> LanguageSet {
        let without = |letter: char| self.foreign.get(letter as usize).copied().unwrap_or_default();
        token.chars().fold(LanguageSet::default(), |set, letter| set.with(without(letter)))
    }

    /// What a word, as written, says about the language of its text.
    pub(crate) fn witness(&self, word: &str) -> Witness {
        self.alphabets.witness(word)
    }

    /// The languages of a script whose alphabets are known.
    pub(crate) fn spelled_in(&self, script: Script) -> LanguageSet {
        self.alphabets.spelled_in(script)
    }

    /// The language that a rule is of; all for the unchanged word.
    pub(crate) fn language_of(&self, rule: RuleId) -> LanguageSet {
        match rule {
            UNCHANGED => LanguageSet::ALL,
            _ => LanguageSet::one(self.rules[usize::from(rule.0)].language),
        }
    }

    /// The languages of these codes, each in all its scripts; all where there is none.
    pub(crate) fn only(&self, codes: &[String]) -> LanguageSet {
        if codes.is_empty() {
            return LanguageSet::ALL;
        }
        let of = |table: &LanguageTable| codes.iter().any(|code| table.code.starts_with(code.as_str()));
        let places = (0..).zip(&self.languages).filter(|(_, table)| of(table));
        places.fold(LanguageSet::default(), |set, (place, _)| set.with(LanguageSet::one(place)))
    }

    /// Calls `emit` with every stem of a folded word and the rule that says what may follow it; first with the
    /// word itself, unchanged. `own`: the word's languages are known.
    pub(crate) fn stems(&self, word: &str, script: Script, own: bool, emit: impl FnMut(&str, RuleId)) {
        stems::stems(&self.languages, word, script, own, emit);
    }

    /// What follows a stem in a token.
    pub(crate) fn tail<'a>(&'a self, stem: &str, ending: &'a str) -> Tail<'a> {
        self.tails.tail(&self.languages, &self.rules, stem, ending)
    }

    /// Calls `emit` with every base form that a folded token may be a form of, the token itself first; the same
    /// form may come more than once.
    pub(crate) fn bases(&self, token: &str, script: Script, emit: impl FnMut(&str)) {
        self.inverse.bases(token, script, emit);
    }

    /// Whether the rule is one of the language with this code.
    pub(crate) fn is_of(&self, rule: RuleId, code: &str) -> bool {
        rule != UNCHANGED && self.languages[self.rules[usize::from(rule.0)].language].code == code
    }

    /// What was cut off by a rule.
    pub(crate) fn explain(&self, rule: RuleId, ending: &str) -> Reason {
        let rule = &self.rules[usize::from(rule.0)];
        let table = &self.languages[rule.language];
        let (language, case) = (table.name, |endings: &[Ending]| {
            endings.iter().find(|one| one.text == ending).map_or("", |one| one.label)
        });
        match &rule.kind {
            RuleKind::Unchanged => Reason::Same,
            RuleKind::Endings(endings) if ending.is_empty() => Reason::Bare { language, case: case(endings) },
            RuleKind::Endings(endings) => Reason::Ending { ending: ending.to_owned(), case: case(endings) },
            _ if ending.is_empty() => Reason::Bare { language, case: "" },
            _ => {
                let mut cases = table.chain.labels(ending);
                cases.retain(|case| !case.is_empty());
                Reason::Suffix { language, ending: ending.to_owned(), cases }
            }
        }
    }

    /// What may be written together in front of a word of this script (Arabic, Hebrew).
    pub(crate) fn prefixes(&self, script: Script) -> impl Iterator<Item = &'static str> {
        self.written_in(script).flat_map(|language| language.prefixes.iter().copied())
    }

    /// The article of this script that a prefix may swallow.
    pub(crate) fn article(&self, script: Script) -> Option<&'static str> {
        self.written_in(script).map(|language| language.article).find(|article| !article.is_empty())
    }

    /// Whether a word, as written, is never taken for a name by its sound.
    pub(crate) fn is_no_name(&self, word: &str) -> bool {
        self.no_names.contains(word)
    }

    /// Whether any agglutinative language of this script has such endings.
    pub(crate) fn is_suffix(&self, script: Script, ending: &str) -> bool {
        self.written_in(script).any(|language| language.chain.accepts(ending))
    }

    /// Whether this may stand before an apostrophe in front of a word: `d'`, `l'`, `dell'`.
    pub(crate) fn is_elision(&self, script: Script, front: &str) -> bool {
        self.written_in(script).any(|language| language.elisions.contains(&front))
    }

    fn written_in(&self, script: Script) -> impl Iterator<Item = &LanguageTable> {
        self.by_script[script as usize].iter().map(|&index| &self.languages[index])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_table_is_understood() {
        for language in languages::all() {
            for (key, rest) in language.lines() {
                assert!(parse::is_understood(key, rest), "{}: {key} {rest}", language.code);
            }
        }
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
