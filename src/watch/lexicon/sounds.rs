//! The words that are compared by sound, entered under their consonants.

use hashbrown::HashMap;
use smallvec::SmallVec;

use super::sound;
use super::sound::Sound;
use super::words::WordId;
use super::words::WordMatch;
use crate::text::fold::Folded;
use crate::text::fold::fold;
use crate::text::forms::forms;
use crate::text::script::Script;

type Hash = foldhash::fast::FixedState;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Sounds {
    words: Vec<Sounding>,
    /// Consonant keys, whole and with one left out, to words.
    by_key: HashMap<u64, SmallVec<[u32; 2]>, Hash>,
    /// The scripts of which any word wants tokens.
    scripts: u8,
}

/// Longer words are no names, and are not compared.
const LONGEST: usize = 64;

#[derive(Debug)]
struct Sounding {
    word: WordId,
    sound: Sound,
    script: Script,
    scripts: u8,
}

impl Sounds {
    /// Whether nothing is compared by sound.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Enters a word, to be compared with tokens of `scripts`.
    pub(super) fn add(&mut self, word: WordId, written: &str, scripts: u8) {
        let Some(script) = written.chars().find_map(Script::of) else { return };
        let mut first = true;
        let folded = fold(written);
        let source = if script == Script::Latin { written } else { folded.text.as_str() };
        sound::readings(source, script, |sound| {
            // The international spelling is read as in English; families are for tokens.
            if !std::mem::take(&mut first) || !(1..=LONGEST).contains(&sound.len()) {
                return;
            }
            let index = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            self.words.push(Sounding { word, sound: sound.clone(), script, scripts });
            for key in sound::key(sound).variants() {
                let known = self.by_key.entry(key).or_default();
                if known.last() != Some(&index) {
                    known.push(index);
                }
            }
        });
        self.scripts |= scripts;
    }

    /// Every word that the token sounds like in one of the base forms that it may be a case of.
    pub(super) fn find(&self, token: &str, folded: &Folded, found: &mut Vec<WordMatch>) {
        let Some(script) = folded.script else { return };
        if self.scripts & 1 << script as u8 == 0 || (script.has_case() && folded.capitals == 0) {
            return;
        }
        let mut best: SmallVec<[(WordId, f32); 4]> = SmallVec::new();
        let mut seen: SmallVec<[Sound; 8]> = SmallVec::new();
        let mut compare = |sound: &Sound| {
            if (2..=LONGEST).contains(&sound.len()) && !seen.contains(sound) {
                seen.push(sound.clone());
                self.compare(sound, script, &mut best);
            }
        };
        if script == Script::Latin {
            sound::readings(token, script, &mut compare);
        }
        forms().bases(&folded.text, script, |base| sound::readings(base, script, &mut compare));
        for prefix in forms().prefixes(script) {
            if let Some(rest) = folded.text.strip_prefix(prefix) {
                sound::readings(rest, script, &mut compare);
            }
        }
        found.extend(best.into_iter().map(|(word, distance)| WordMatch::sounding(word, distance)));
    }

    fn compare(&self, sound: &Sound, script: Script, best: &mut SmallVec<[(WordId, f32); 4]>) {
        let mut tried: SmallVec<[u32; 16]> = SmallVec::new();
        for key in sound::key(sound).variants() {
            for &index in self.by_key.get(&key).into_iter().flatten() {
                let candidate = &self.words[index as usize];
                if candidate.scripts & 1 << script as u8 == 0 || tried.contains(&index) {
                    continue;
                }
                tried.push(index);
                let unvoiced =
                    [script, candidate.script].iter().any(|s| matches!(s, Script::Arabic | Script::Hebrew));
                let distance = sound::distance(sound, &candidate.sound, sound::FULL_NAME, unvoiced);
                if !distance.is_finite() {
                    continue;
                }
                match best.iter_mut().find(|(word, _)| *word == candidate.word) {
                    Some((_, least)) => *least = least.min(distance),
                    None => best.push((candidate.word, distance)),
                }
            }
        }
    }
}
