//! A word that may be a name, as it sounds in each form that it may be a case of, beside others of any script.

use smallvec::SmallVec;

use crate::forms::tables::forms;
use crate::phonetic::consonants::{ConsonantKey, key};
use crate::phonetic::distance;
use crate::phonetic::distance::ComparedSound;
use crate::phonetic::letters::{Sound, readings};
use crate::text::fold::fold;
use crate::text::script::Script;

/// A word that was met in a text, as it sounds in each base form that it may be a case of: of two such words can be said
/// whether they may be one name, in two cases, spellings or scripts. Takes some 10 µs to make.
#[derive(Debug)]
pub struct HeardWord {
    forms: SmallVec<[(ComparedSound, ConsonantKey); 4]>,
    unvoiced: bool,
}

/// Base forms that are listened to; the tables of no language give more to a name.
const FORMS: usize = 32;

impl HeardWord {
    /// Listens to a word; `None` for one of a script without letters for sounds, or with fewer than two consonants, which any word
    /// may be.
    pub fn of(word: &str) -> Option<Self> {
        let folded = fold(word);
        let script = folded.script.filter(|script| *script != Script::Other)?;
        let mut heard = Self { forms: SmallVec::new(), unvoiced: script.is_unvoiced() };
        heard.listen(if script == Script::Latin { word } else { &folded.text }, script);
        // A short form in capitals is no case of a shorter one.
        if folded.capitals < 2 || folded.capitals < folded.text.chars().count() {
            let shortest = folded.text.chars().count().div_ceil(2);
            forms().bases(&folded.text, script, |base| {
                if base.chars().count() >= shortest && base != folded.text {
                    heard.listen(base, script);
                }
            });
        }
        (!heard.forms.is_empty()).then_some(heard)
    }

    fn listen(&mut self, text: &str, script: Script) {
        readings(text, script, |sound| self.add(sound));
    }

    fn add(&mut self, sound: &Sound) {
        let key = key(sound);
        let fits = sound.len() <= distance::LONGEST && key.consonants() >= 2 && self.forms.len() < FORMS;
        if fits && self.forms.iter().all(|(known, _)| known.sound != *sound) {
            self.forms.push((ComparedSound::new(sound.clone()), key));
        }
    }

    /// The consonants of its forms, each once: words that share none are no namesakes, so that they need not be compared.
    pub fn keys(&self) -> impl Iterator<Item = u64> {
        let is_first = |at: usize, key: ConsonantKey| self.forms[..at].iter().all(|(_, known)| *known != key);
        let keys = self.forms.iter().enumerate().map(|(at, (_, key))| (at, *key));
        keys.filter(move |(at, key)| is_first(*at, *key)).map(|(_, key)| key.packed())
    }

    /// How far the nearest forms of two words with the same consonants are apart, from 0 to 1; `None` where they are further than
    /// one name is from itself.
    pub fn apart(&self, other: &Self) -> Option<f32> {
        let unvoiced = self.unvoiced || other.unvoiced;
        let mut least = f32::INFINITY;
        for (own, key) in &self.forms {
            for (theirs, _) in other.forms.iter().filter(|(_, theirs)| theirs == key) {
                let short = own.sound.len().min(theirs.sound.len()) <= distance::SHORT_WORD;
                let most = if short { distance::ONE_SHORT_WORD } else { distance::ONE_WORD };
                least = least.min(own.distance(&theirs.sound, most.min(least), unvoiced));
            }
        }
        least.is_finite().then_some(least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_any_case_and_script_is_a_namesake_of_itself() {
        let heard = |word: &str| HeardWord::of(word).expect("it has a sound");
        for (one, other, same) in [
            ("Тасмагамбетовым", "Tasmagambetov", true),
            ("Tasmaqambetovla", "ტასმაგამბეტოვმა", true),
            ("Թասմաղամբետովը", "Тасмагамбетова", true),
            ("Ağdərədə", "Агдере", true),
            ("Almatıda", "Алматы", true),
            ("Lavrov", "Larov", false),
            ("Пашинян", "Папоян", false),
            ("ՆԱՏՕ", "НАТО", true),
        ] {
            let (one_heard, other_heard) = (heard(one), heard(other));
            assert_eq!(one_heard.apart(&other_heard).is_some(), same, "{one} {other}");
            let shared = one_heard.keys().any(|key| other_heard.keys().any(|other| other == key));
            assert!(shared || !same, "{one} {other}");
        }
        for word in ["习", "2026", "Io", ""] {
            assert!(HeardWord::of(word).is_none(), "{word}");
        }
    }
}
