//! What one thread remembers of tokens that were heard: how each sounds and who may be called so.

use hashbrown::HashMap;
use smallvec::SmallVec;

use super::memo::LONGEST_TOKEN;
use super::sounds::Sounds;
use crate::text::fold::Folded;
use crate::text::fold::fold_into;
use crate::text::script::Script;

/// Each distinct token is heard once. Only tokens that may be half of a full name are ever asked for.
#[derive(Debug, Default)]
pub(super) struct Voices {
    known: HashMap<Box<str>, VoiceId, foldhash::fast::FixedState>,
    heard: Vec<Heard>,
    /// The sounds of all tokens, each with a 0 behind it.
    spoken: Vec<u8>,
    /// Sets of people as bits: for each token its given names, then its surnames.
    sets: Vec<u64>,
    /// For two tokens the people whose given name and surname they sound like, as a range of `people`.
    pairs: HashMap<(VoiceId, VoiceId), (u32, u32), foldhash::fast::FixedState>,
    people: Vec<u32>,
    folded: Folded,
}

#[derive(Debug)]
struct Heard {
    script: Script,
    spoken: (u32, u32),
    sets: usize,
    blocks: usize,
}

/// A token that was heard; [`SILENT`] and [`UNHEARD`] are none.
pub(super) type VoiceId = u32;

/// A token that sounds like nobody.
pub(super) const SILENT: VoiceId = 0;
/// A token that may be a name and was not asked for.
pub(super) const UNHEARD: VoiceId = u32::MAX;

/// How a token sounds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Voice<'a> {
    pub script: Script,
    /// In each base form that it may be a case of, each with a 0 behind it.
    pub sounds: &'a [u8],
    /// Whose given name it may be.
    pub given: &'a [u64],
    /// Whose surname it may be.
    pub surname: &'a [u64],
}

/// In bytes; when more is remembered, the memory starts anew with the next item.
const MOST_BYTES: usize = 32 << 20;

impl Voices {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.known.clear();
        self.heard.clear();
        self.spoken.clear();
        self.sets.clear();
        self.pairs.clear();
        self.people.clear();
    }

    /// Whether it remembers as much as it may.
    pub(super) fn is_full(&self) -> bool {
        self.sets.len() * 8 + self.spoken.len() + self.known.len() * 100 + self.pairs.len() * 32 > MOST_BYTES
    }

    /// How the token sounds; worked out at the first meeting.
    pub(super) fn hear(&mut self, token: &str, sounds: &Sounds) -> VoiceId {
        if token.len() > LONGEST_TOKEN {
            return SILENT;
        }
        if let Some(&known) = self.known.get(token) {
            return known;
        }
        let id = self.work_out(token, sounds);
        self.known.insert(token.into(), id);
        id
    }

    fn work_out(&mut self, token: &str, sounds: &Sounds) -> VoiceId {
        fold_into(token, &mut self.folded);
        let Some(script) = self.folded.script else { return SILENT };
        let (spoken, sets, blocks) = (self.spoken.len(), self.sets.len(), sounds.blocks());
        self.sets.resize(sets + 2 * blocks, 0);
        let (given, surname) = self.sets[sets..].split_at_mut(blocks);
        sounds.hear(token, &self.folded, &mut self.spoken, given, surname);
        let ends = (u32::try_from(spoken), u32::try_from(self.spoken.len()));
        let (Ok(from), Ok(to)) = ends else { return SILENT };
        if from == to || sounds.lone().is_empty() && self.sets[sets..].iter().all(|bits| *bits == 0) {
            self.spoken.truncate(spoken);
            self.sets.truncate(sets);
            return SILENT;
        }
        self.heard.push(Heard { script, spoken: (from, to), sets, blocks });
        VoiceId::try_from(self.heard.len()).unwrap_or(SILENT)
    }

    /// Finds out who is named by two tokens; worked out at the first meeting.
    pub(super) fn introduce(&mut self, given: VoiceId, surname: VoiceId, sounds: &Sounds) {
        if self.pairs.contains_key(&(given, surname)) {
            return;
        }
        let first = self.people.len();
        if let (Some(one), Some(other)) = (self.get(given), self.get(surname)) {
            let people: SmallVec<[u32; 8]> = sounds.named(one, other).collect();
            self.people.extend(people);
        }
        let range = (u32::try_from(first), u32::try_from(self.people.len()));
        if let (Ok(first), Ok(end)) = range {
            self.pairs.insert((given, surname), (first, end));
        }
    }

    /// The people named by two tokens that were introduced.
    pub(super) fn named(&self, given: VoiceId, surname: VoiceId) -> &[u32] {
        let (first, end) = self.pairs.get(&(given, surname)).copied().unwrap_or_default();
        &self.people[first as usize..end as usize]
    }

    /// How a token sounds that was heard; `None` for one that sounds like nobody.
    pub(super) fn get(&self, id: VoiceId) -> Option<Voice<'_>> {
        let heard = self.heard.get((id as usize).checked_sub(1)?)?;
        let (given, surname) = self.sets[heard.sets..heard.sets + 2 * heard.blocks].split_at(heard.blocks);
        let sounds = &self.spoken[heard.spoken.0 as usize..heard.spoken.1 as usize];
        Some(Voice { script: heard.script, sounds, given, surname })
    }
}
