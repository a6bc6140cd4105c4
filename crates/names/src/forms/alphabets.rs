//! Which languages a word in small letters is surely not of: by a letter that they lack, or because it is a common word of others.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::forms::language_set::LanguageSet;
use crate::forms::table::LanguageTable;
use crate::text::script::{SCRIPTS, Script};

/// What one word, as written, says about the language of its text.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Witness {
    /// The languages that it is surely not of.
    pub against: LanguageSet,
    /// Those of which it is a common word.
    pub common: LanguageSet,
}

/// The alphabets of all languages that tell theirs.
#[derive(Debug, Default)]
pub(crate) struct Alphabets {
    /// By the number of a letter: the languages of its script that lack it.
    lacking: Vec<LanguageSet>,
    /// What stands in no word of some languages although they have its letters.
    never: Vec<(&'static str, LanguageSet)>,
    /// The letters that these begin with.
    never_begins: String,
    /// Common words, with the languages that do not have them.
    foreign_words: HashMap<&'static str, LanguageSet, FixedState>,
    /// Common words, with the languages that have them.
    common: HashMap<&'static str, LanguageSet, FixedState>,
    /// The languages of each script.
    of_script: [LanguageSet; SCRIPTS],
}

impl Alphabets {
    pub(crate) fn new(languages: &[LanguageTable]) -> Self {
        let mut own = Self::default();
        let mut having: Vec<LanguageSet> = Vec::new();
        for (place, table) in (0..).zip(languages) {
            for word in &table.common {
                let known = own.common.entry(word).or_default();
                *known = known.with(LanguageSet::one(place));
            }
        }
        for (place, table) in (0..).zip(languages).filter(|(_, table)| !table.alphabet.is_empty()) {
            let one = LanguageSet::one(place);
            own.of_script[table.script as usize] = own.of_script[table.script as usize].with(one);
            for letter in table.alphabet.chars() {
                let at = letter as usize;
                having.resize(having.len().max(at + 1), LanguageSet::default());
                having[at] = having[at].with(one);
            }
            table.never.iter().for_each(|part| own.enter_never(part, one));
        }
        let lacking = |(code, having): (u32, LanguageSet)| {
            let script = char::from_u32(code).and_then(Script::of).filter(|_| !having.is_empty());
            script.map_or(having, |script| own.of_script[script as usize].without(having))
        };
        own.lacking = (0..).zip(having).map(lacking).collect();
        own
    }

    fn enter_never(&mut self, part: &'static str, language: LanguageSet) {
        if let Some(word) = part.strip_prefix('=') {
            let known = self.foreign_words.entry(word).or_default();
            *known = known.with(language);
            return;
        }
        match self.never.iter_mut().find(|(known, _)| *known == part) {
            Some((_, set)) => *set = set.with(language),
            None => self.never.push((part, language)),
        }
        self.never_begins.extend(part.chars().next().filter(|first| !self.never_begins.contains(*first)));
    }

    /// What a word, as written, says; nothing for a single letter, and for a word with a capital, which may be a name from
    /// anywhere.
    pub(crate) fn witness(&self, word: &str) -> Witness {
        let mut letters = word.chars();
        if !letters.next().is_some_and(char::is_lowercase) || letters.next().is_none() {
            return Witness::default();
        }
        let mut set = self.foreign_words.get(word).copied().unwrap_or_default();
        for (at, letter) in word.char_indices() {
            set = set.with(self.lacking.get(letter as usize).copied().unwrap_or_default());
            if !letter.is_ascii() && self.never_begins.contains(letter) {
                let here = self.never.iter().filter(|(part, _)| word[at..].starts_with(part));
                set = here.fold(set, |set, (_, languages)| set.with(*languages));
            }
        }
        Witness { against: set, common: self.common.get(word).copied().unwrap_or_default() }
    }

    /// The languages of a script that tell their alphabets.
    pub(crate) fn spelled_in(&self, script: Script) -> LanguageSet {
        self.of_script[script as usize]
    }
}

#[cfg(test)]
mod tests {
    use crate::forms::tables::forms;

    #[test]
    fn words_say_what_they_are_not() {
        let check = |word: &str, others: &[&str], own: &[&str]| {
            let set = forms().witness(word).against;
            let has = |code: &&str| forms().only(&[(*code).to_owned()]).without(set).is_empty();
            assert!(others.iter().all(has), "{word} is none of {others:?}");
            assert!(!own.iter().any(has), "{word} may be one of {own:?}");
        };
        check("będzie", &["cs", "sl", "tr", "de"], &["pl"]);
        check("with", &["pl", "sl", "de", "tr"], &["en"]);
        check("первый", &["uk", "sr", "bg"], &["ru", "kk", "be"]);
        check("кръг", &["ru", "uk", "kk", "sr"], &["bg"]);
        check("който", &["ru", "uk"], &["bg"]);
        check("Przybył", &[], &["cs", "tr"]);
        check("w", &[], &["sl"]);
    }
}
