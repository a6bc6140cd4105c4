//! A token met for the first time: every word that it may be a form of.

use std::sync::Arc;

use crate::forms::language_set::LanguageSet;
use crate::forms::rules::UNCHANGED;
use crate::forms::tables::Forms;
use crate::index::pattern;
use crate::index::pattern::Patterns;
use crate::index::stem_index::{Rolling, StemIndex, normal};
use crate::spec::hit::Reason;
use crate::spec::word::{SpelledWord, WordId, WordKind, WordMatch};
use crate::text::fold::{Folded, as_cyrillic, fold};
use crate::text::script::Script;
use crate::text::token::is_apostrophe;

/// A token that is being looked for.
struct Lookup<'a> {
    words: &'a StemIndex,
    forms: &'static Forms,
    token: &'a str,
    folded: &'a Folded,
    /// Languages that do not have one of its letters.
    excluded: LanguageSet,
    /// How many letters it has if all of them are capitals; otherwise 0.
    shouted: usize,
}

/// Every word that the token may be a form of.
pub(crate) fn find(words: &StemIndex, token: &str, folded: &Folded, found: &mut Vec<WordMatch>) {
    Lookup::new(words, token, folded).run(found);
}

impl<'a> Lookup<'a> {
    fn new(words: &'a StemIndex, token: &'a str, folded: &'a Folded) -> Self {
        let forms = words.forms;
        // Most words have one capital at most: their letters need not be counted.
        let letters = if folded.capitals > 1 { folded.text.chars().count() } else { 0 };
        let shouted = if letters > 1 && folded.capitals == letters { letters } else { 0 };
        Self { words, forms, token, folded, excluded: forms.excluded(&folded.text), shouted }
    }

    /// Every word that the token may be a form of.
    fn run(&self, found: &mut Vec<WordMatch>) {
        self.forms_of(&self.folded.text, "", found);
        self.behind_prefix(found);
        self.beside_apostrophe(found);
        self.look_alike(found);
        self.before_other_script(found);
        self.fitting(&self.words.open_patterns, found);
    }

    fn fitting(&self, patterns: &Patterns, found: &mut Vec<WordMatch>) {
        for word in patterns.ending_like(&self.folded.text) {
            if self.fits(word, &self.folded.text) {
                found.push(WordMatch::plain(word, Reason::Pattern));
            }
        }
    }

    /// Looks up every prefix of `text`, which is the folded token or what is left of it behind `prefix`.
    fn forms_of(&self, text: &str, prefix: &'static str, found: &mut Vec<WordMatch>) {
        let words = self.words;
        let bytes = text.as_bytes();
        let mut hash = Rolling::START;
        for (at, &byte) in bytes.iter().enumerate() {
            hash.push(byte);
            let end = at + 1;
            let mixed = hash.mixed();
            if text.is_char_boundary(end)
                && let Some(first) = words.stem(mixed, &text[..end])
            {
                self.endings(first, &text[..end], &text[end..], prefix, found);
            }
        }
    }

    fn endings(
        &self,
        first: u32,
        stem: &str,
        ending: &str,
        prefix: &'static str,
        found: &mut Vec<WordMatch>,
    ) {
        let mut next = first;
        let mut tail = self.forms.tail(stem, ending);
        while let Some(entry) = self.words.entries.get(next as usize) {
            next = entry.next;
            let word = &self.words.list[entry.word as usize];
            if let WordKind::Pattern { .. } = word.kind {
                if prefix.is_empty()
                    && let Some(patterns) = self.words.patterns.get(&entry.word)
                {
                    self.fitting(patterns, found);
                }
                continue;
            }
            if !tail.follows(entry.rule, self.excluded, word.languages, word.is_name())
                || !self.allows(word)
                || !ending.is_empty() && self.is_acronym_beside(stem, word)
            {
                continue;
            }
            let reason = if !prefix.is_empty() {
                Reason::Prefix { prefix }
            } else if entry.rule == UNCHANGED {
                Reason::Same
            } else {
                self.forms.explain(entry.rule, ending)
            };
            let preferred = word.lang.as_deref().is_some_and(|lang| self.forms.is_of(entry.rule, lang));
            push_best(entry.word, reason, self.forms.language_of(entry.rule), preferred, found);
        }
    }

    /// Arabic and Hebrew write conjunctions, prepositions and the article together with the word.
    fn behind_prefix(&self, found: &mut Vec<WordMatch>) {
        let text = &self.folded.text;
        let Some(script) = self.folded.script else { return };
        for prefix in self.forms.prefixes(script) {
            if let Some(rest) = text.strip_prefix(prefix)
                && rest.chars().count() > 2
            {
                self.forms_of(rest, prefix, found);
            }
        }
    }

    /// `Otosan'ın`: any ending of at most 12 letters behind the apostrophe; `l'Iran`: an article in front of it.
    fn beside_apostrophe(&self, found: &mut Vec<WordMatch>) {
        let Some(at) = self.folded.apostrophe else { return };
        let Some(script) = self.folded.script else { return };
        let (left, right) = self.folded.text.split_at(at);
        if left.is_empty() || right.is_empty() {
            return;
        }
        if right.chars().count() <= 12 {
            let mut before = Vec::new();
            self.forms_of(left, "", &mut before);
            for one in before {
                match found.iter_mut().find(|known| known.word == one.word) {
                    Some(known) => known.languages = LanguageSet::ALL,
                    None => {
                        let reason = Reason::Apostrophe { ending: right.to_owned() };
                        found.push(WordMatch::plain(one.word, reason));
                    }
                }
            }
        }
        if self.forms.is_elision(script, left) {
            let Some((offset, mark)) = self.token.char_indices().find(|(_, c)| is_apostrophe(*c)) else {
                return;
            };
            let skip = offset + mark.len_utf8();
            let mut inner = Vec::new();
            find(self.words, &self.token[skip..], &fold(&self.token[skip..]), &mut inner);
            let skip = u8::try_from(skip).unwrap_or(0);
            found.extend(inner.into_iter().map(|one| WordMatch { skip, ..one }));
        }
    }

    /// `KOICAнын`: a case ending in the alphabet of the text right behind a name in Latin letters.
    fn before_other_script(&self, found: &mut Vec<WordMatch>) {
        if self.token.is_ascii() {
            return;
        }
        let is_latin = |letter: char| Script::of(letter) == Some(Script::Latin);
        let Some(end) = self.token.find(|letter| !is_latin(letter)) else { return };
        let (name, ending) = self.token.split_at(end);
        let small = |letter: char| letter.is_alphabetic() && !letter.is_uppercase() && !is_latin(letter);
        if name.chars().nth(1).is_none() || !ending.chars().all(small) || ending.chars().nth(8).is_some() {
            return;
        }
        let mut before = Vec::new();
        find(self.words, name, &fold(name), &mut before);
        for one in before {
            if !found.iter().any(|known| known.word == one.word) {
                let reason = Reason::Ending { ending: ending.to_owned(), case: "" };
                found.push(WordMatch::plain(one.word, reason));
            }
        }
    }

    /// A token all of whose Latin letters look like Cyrillic ones may be meant as Cyrillic.
    fn look_alike(&self, found: &mut Vec<WordMatch>) {
        if !found.is_empty() || self.folded.script != Some(Script::Latin) || self.folded.text.len() < 3 {
            return;
        }
        if let Some(cyrillic) = as_cyrillic(self.token) {
            let folded = fold(&cyrillic);
            let excluded = self.forms.excluded(&folded.text);
            let search = Lookup { folded: &folded, excluded, ..*self };
            search.forms_of(&folded.text, "", found);
        }
    }

    /// Whether a token in capitals, as a form with an ending, is rather an acronym or another word: НАТО is not
    /// Ната, DOWN is not Dow, ISSUE is not ISS.
    fn is_acronym_beside(&self, stem: &str, word: &SpelledWord) -> bool {
        if self.shouted == 0 {
            return false;
        }
        matches!(word.kind, WordKind::Acronym { .. })
            || self.shouted <= 4 && stem.len() < word.text.len()
            || word.text.chars().count() <= 2
    }

    /// Whether the token has the capitals that the word wants.
    fn allows(&self, word: &SpelledWord) -> bool {
        let caseless = self.folded.script.is_some_and(|script| !script.has_case());
        match word.kind {
            WordKind::Forms { capital } | WordKind::Pattern { capital } => {
                !capital || caseless || self.folded.capitals > 0
            }
            WordKind::Acronym { capitals } => caseless || self.folded.capitals >= capitals,
            WordKind::Exact => word.text == normal(self.token),
            WordKind::Sound { .. } => false,
        }
    }

    fn fits(&self, word: WordId, text: &str) -> bool {
        let word = &self.words.list[word as usize];
        self.allows(word) && pattern::fits(&word.text, text)
    }
}

/// Enters a word once, with the reason that explains it best: unchanged, then the spelling's own language,
/// then the first.
fn push_best(
    word: WordId,
    reason: Reason,
    languages: LanguageSet,
    preferred: bool,
    found: &mut Vec<WordMatch>,
) {
    let Some(known) = found.iter_mut().find(|one| one.word == word) else {
        found.push(WordMatch { languages, ..WordMatch::plain(word, reason) });
        return;
    };
    known.languages = known.languages.with(languages);
    if *known.reason != Reason::Same && (preferred || reason == Reason::Same) {
        known.reason = Arc::new(reason);
    }
}
