//! From a watch word to its stems: cut by every paradigm of its script, with the changes that a stem undergoes.

use crate::forms::ending::WordEnd;
use crate::forms::rules::{RuleId, UNCHANGED, count};
use crate::forms::table::LanguageTable;
use crate::text::script::Script;

/// Calls `emit` with every stem of a folded word and the rule that says what may follow it; first with the
/// word itself, unchanged, then from the last language to the first. `own`: the word's languages are known.
pub(crate) fn stems(
    languages: &[LanguageTable],
    word: &str,
    script: Script,
    own: bool,
    mut emit: impl FnMut(&str, RuleId),
) {
    emit(word, UNCHANGED);
    let mut next = 1 + languages.iter().map(count).sum::<usize>();
    for language in languages.iter().rev() {
        next -= count(language);
        if language.script == script && !language.only_sound && (own || !language.own_names) {
            language_stems(language, next, word, &mut emit);
        }
    }
}

fn language_stems(
    language: &LanguageTable,
    first_rule: usize,
    word: &str,
    emit: &mut impl FnMut(&str, RuleId),
) {
    let rule = |index: usize| RuleId(u16::try_from(first_rule + index).unwrap_or(0));
    let mut buffer = String::new();
    for (index, row) in language.rows.iter().enumerate().rev() {
        let Some(stem) = row.place.stem(word) else { continue };
        emit(stem, rule(index));
        if row.name == "plural" {
            let bare = language.rows.len() + language.swaps.len() + language.places.len() + 1;
            inserted_stems(language, stem, |stem| emit(stem, rule(bare)));
        }
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
fn changed_stems(language: &LanguageTable, place: &WordEnd, stem: &str, mut emit: impl FnMut(&str)) {
    let Some((last_at, last)) = stem.char_indices().next_back() else { return };
    let is_vowel = |letter| language.vowels.contains(letter);
    for (_, with) in language.finals.iter().filter(|(from, _)| from.starts_with(last)) {
        emit(&[&stem[..last_at], with].concat());
    }
    if is_vowel(last) || !(place.base.is_empty() || place.base == "ь") {
        return;
    }
    let (front, last) = stem.split_at(last_at);
    for (from, with) in &language.closed {
        if let Some(front) = front.strip_suffix(from) {
            emit(&[front, with, last].concat());
        }
    }
    for vowel in &language.fleeting {
        if let Some(front) = front.strip_suffix(vowel)
            && front.chars().count() > 1
            && !front.ends_with(is_vowel)
        {
            emit(&[front, last].concat());
        }
    }
}

/// Calls `emit` with the stem as it is in a plural without ending: Святк, Святок.
fn inserted_stems(language: &LanguageTable, stem: &str, mut emit: impl FnMut(&str)) {
    let Some((last_at, last)) = stem.char_indices().next_back() else { return };
    let is_vowel = |letter| language.vowels.contains(letter);
    let (front, last_letter) = stem.split_at(last_at);
    if !is_vowel(last) && !front.ends_with(is_vowel) {
        for vowel in &language.inserted {
            emit(&[front, vowel, last_letter].concat());
        }
    }
}
