//! How a word of a name sounds, in each way in which it may be read, and how far a token is from it.

use smallvec::SmallVec;

use crate::phonetic::consonants::ConsonantKey;
use crate::phonetic::distance::ComparedSound;
use crate::phonetic::letters::name_readings;
use crate::phonetic::voice::TokenSound;
use crate::phonetic::{consonants, distance};
use crate::text::fold::fold;
use crate::text::script::{Script, ScriptSet};

/// How a word of a spelling sounds.
#[derive(Debug)]
pub(super) struct Sounding {
    /// Each way in which it may be read, English first, with its consonants.
    pub(super) readings: SmallVec<[(ComparedSound, ConsonantKey); 2]>,
    pub(super) script: Script,
    /// A word in small letters between a given name and the surname: `von`, `bin`.
    pub(super) particle: bool,
    scripts: ScriptSet,
}

impl Sounding {
    /// How far a token sounds from it; `None` if further than any name may.
    pub(super) fn distance(&self, voice: TokenSound<'_>) -> Option<f32> {
        if !self.scripts.has(voice.script) {
            return None;
        }
        let unvoiced = voice.script.is_unvoiced() || self.script.is_unvoiced();
        let as_written = voice.sounds().next();
        let his = as_written
            .is_some_and(|(sound, _)| self.readings.iter().any(|(own, _)| is_his(sound, &own.sound)));
        if his && !unvoiced {
            return None;
        }
        let mut least = f32::INFINITY;
        for (sound, key) in voice.sounds() {
            for (own, own_key) in &self.readings {
                if key.is_near(*own_key) {
                    let most = distance::FULL_NAME.min(least);
                    least = least.min(own.distance(sound, most, unvoiced));
                }
            }
        }
        least.is_finite().then_some(least)
    }

    /// Its consonants in each reading, whole and with one left out.
    pub(super) fn keys(&self) -> impl Iterator<Item = u64> {
        self.readings.iter().flat_map(|(_, key)| key.variants())
    }

    /// Families of orthographies that nothing speaks for are for tokens: a name is read as in English.
    pub(super) fn new(written: &str, scripts: ScriptSet, families: u8) -> Option<Self> {
        let script = written.chars().find_map(Script::of)?;
        let folded = fold(written);
        let source = if script == Script::Latin { written } else { folded.text.as_str() };
        let mut found = SmallVec::<[(ComparedSound, ConsonantKey); 2]>::new();
        name_readings(source, script, families, |sound| {
            let is_new = || found.iter().all(|(known, _)| known.sound != *sound);
            if (1..=distance::LONGEST).contains(&sound.len()) && is_new() {
                found.push((ComparedSound::new(sound.clone()), consonants::key(sound)));
            }
        });
        let particle = written.starts_with(char::is_lowercase);
        (!found.is_empty()).then_some(Self { readings: found, script, particle, scripts })
    }
}

/// Whether a sound is the man's form of a woman's surname: Захаров is not Захарова.
fn is_his(sound: &[u8], hers: &[u8]) -> bool {
    hers.len() > 4
        && hers.strip_suffix(b"a").is_some_and(|his| his.ends_with(b"v") || his.ends_with(b"in"))
        && sound.last() == hers.get(hers.len() - 2)
}
