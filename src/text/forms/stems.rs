//! From a watch word to its stems: cut by every paradigm of its script, with the changes that a stem undergoes.

use super::Forms;
use super::Language;
use super::Place;
use super::Rule;
use super::RuleId;
use super::RuleKind;
use super::UNCHANGED;
use crate::text::script::Script;

/// The rules of all languages: first the unchanged word, then for each language its rows, its swaps, its
/// chain's places and the softened chain. [`Forms::stems`] counts them in the same order.
pub(super) fn rules(languages: &[Language]) -> Vec<Rule> {
    let mut rules = vec![Rule { language: 0, name: "", kind: RuleKind::Unchanged }];
    for (language, table) in languages.iter().enumerate() {
        for row in &table.rows {
            rules.push(Rule { language, name: row.name, kind: RuleKind::Endings(row.endings.clone()) });
        }
        for swap in &table.swaps {
            rules.push(Rule { language, name: "", kind: RuleKind::Endings(swap.endings.clone()) });
        }
        for place in &table.places {
            rules.push(Rule { language, name: "", kind: RuleKind::Chain { bare: place.bare } });
        }
        rules.push(Rule { language, name: "", kind: RuleKind::SoftChain });
    }
    rules
}

impl Forms {
    /// Calls `emit` with every stem of a folded word and the rule that says what may follow it; first with the
    /// word itself, unchanged.
    pub(crate) fn stems(&self, word: &str, script: Script, mut emit: impl FnMut(&str, RuleId)) {
        emit(word, UNCHANGED);
        let mut next = 1;
        for language in &self.languages {
            if language.script == script && !language.only_sound {
                language_stems(language, next, word, &mut emit);
            }
            next += language.rows.len() + language.swaps.len() + language.places.len() + 1;
        }
    }
}

fn language_stems(language: &Language, first_rule: usize, word: &str, emit: &mut impl FnMut(&str, RuleId)) {
    let rule = |index: usize| RuleId(u16::try_from(first_rule + index).unwrap_or(0));
    let mut buffer = String::new();
    for (index, row) in language.rows.iter().enumerate() {
        let Some(stem) = row.place.stem(word) else { continue };
        emit(stem, rule(index));
        changed_stems(language, &row.place, stem, |stem| emit(stem, rule(index)));
        for (swap_index, swap) in language.swaps.iter().enumerate() {
            if !row.endings.iter().any(|e| swap.endings.iter().any(|s| s.text == e.text)) {
                continue;
            }
            for (from, to) in &swap.letters {
                if let Some(start) = stem.strip_suffix(from) {
                    buffer.clear();
                    buffer.push_str(start);
                    buffer.push_str(to);
                    emit(&buffer, rule(language.rows.len() + swap_index));
                }
            }
        }
    }
    let places = language.rows.len() + language.swaps.len();
    for (index, place) in language.places.iter().enumerate() {
        if let Some(stem) = place.stem(word) {
            emit(stem, rule(places + index));
        }
    }
    for (from, to) in &language.softened {
        if let Some(start) = word.strip_suffix(from) {
            buffer.clear();
            buffer.push_str(start);
            buffer.push_str(to);
            emit(&buffer, rule(places + language.places.len()));
        }
    }
}

/// Calls `emit` with the stem as it is before an ending, if that differs: a vowel falls out (Павел, Павла) or
/// opens (Київ, Києва), or the last letter changes (ў, в).
fn changed_stems(language: &Language, place: &Place, stem: &str, mut emit: impl FnMut(&str)) {
    let mut letters = stem.char_indices().rev();
    let (Some((last_at, last)), Some((vowel_at, vowel))) = (letters.next(), letters.next()) else { return };
    let is_vowel = |letter| language.vowels.contains(letter);
    let mut replace = |from: usize, to: usize, with: &str| {
        emit(&[&stem[..from], with, &stem[to..]].concat());
    };
    for (_, with) in language.finals.iter().filter(|(from, _)| from.starts_with(last)) {
        replace(last_at, stem.len(), with);
    }
    if is_vowel(last) || !(place.base.is_empty() || place.base == "ь") {
        return;
    }
    for (_, with) in language.closed.iter().filter(|(from, _)| from.starts_with(vowel)) {
        replace(vowel_at, last_at, with);
    }
    let before_is_consonant = letters.next().is_some_and(|(_, before)| !is_vowel(before));
    if language.fleeting.contains(vowel) && before_is_consonant && letters.next().is_some() {
        replace(vowel_at, last_at, "");
    }
}
