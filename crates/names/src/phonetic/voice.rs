//! The sounds of the tokens that were heard.

use crate::phonetic::consonants::{ConsonantKey, key};
use crate::text::script::Script;

/// How a token sounds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenSound<'a> {
    pub script: Script,
    pub speech: &'a SpokenForms,
    /// Which of the sounds are its own.
    pub spoken: (u32, u32),
    /// Whose given name it may be.
    pub given: &'a [u64],
    /// Whose surname it may be.
    pub surname: &'a [u64],
}

/// The sounds of all tokens, one behind the other.
#[derive(Debug, Default)]
pub(crate) struct SpokenForms {
    pub bytes: Vec<u8>,
    /// Where each ends, its consonants, and its fingerprint.
    pub ends: Vec<(u32, ConsonantKey, u64)>,
}

impl SpokenForms {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Adds one, unless it stands behind the first `from` already.
    pub(crate) fn add(&mut self, sound: &[u8], from: usize) -> Option<ConsonantKey> {
        let print = fingerprint(sound);
        if (from..self.len()).any(|at| self.ends[at].2 == print && self.sound(at) == sound) {
            return None;
        }
        let key = key(sound);
        self.bytes.extend_from_slice(sound);
        self.ends.push((u32::try_from(self.bytes.len()).unwrap_or(u32::MAX), key, print));
        Some(key)
    }

    fn sound(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before].0);
        &self.bytes[start as usize..self.ends[at].0 as usize]
    }

    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }
}

/// What tells most sounds apart without a look at their bytes.
fn fingerprint(sound: &[u8]) -> u64 {
    sound.iter().fold(0, |print: u64, byte| print.rotate_left(7) ^ u64::from(*byte))
}

impl<'a> TokenSound<'a> {
    /// Whether the token may be a person's surname, as far as is known.
    pub(crate) fn may_be_surname_of(self, person: u32) -> bool {
        self.surname.get(person as usize / 64).is_some_and(|bits| bits & 1 << (person % 64) != 0)
    }

    /// The sound of each base form that the token may be a case of, with its consonants.
    pub(crate) fn sounds(self) -> impl Iterator<Item = (&'a [u8], ConsonantKey)> {
        let (from, to) = self.spoken;
        (from as usize..to as usize).map(move |at| (self.speech.sound(at), self.speech.ends[at].1))
    }
}
