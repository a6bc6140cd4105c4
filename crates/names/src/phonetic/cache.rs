//! What one thread remembers of tokens that were heard: how each sounds and who may be called so.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use smallvec::SmallVec;

use crate::phonetic::index::{Half, SoundIndex, SoundingId, members};
use crate::phonetic::voice::{SpokenForms, TokenSound};
use crate::spec::word::LONGEST_TOKEN;
use crate::text::fold::{Folded, fold_into};
use crate::text::script::Script;

/// Each distinct token is heard once, for the memo remembers its voice. Only tokens that may be half of a full name are ever asked for.
#[derive(Debug, Default)]
pub(crate) struct SoundCache {
    heard: Vec<HeardToken>,
    spoken: SpokenForms,
    /// Sets of people as bits: for each token its given names, then its surnames.
    sets: Vec<u64>,
    /// For two tokens the people whose given name and surname they sound like.
    pairs: HashMap<(VoiceId, VoiceId), PeopleId, FixedState>,
    people: Vec<NamedPerson>,
    /// How far tokens are from words that they were compared with and are near.
    distances: HashMap<(VoiceId, SoundingId), f32, FixedState>,
    folded: Folded,
}

#[derive(Debug)]
struct HeardToken {
    script: Script,
    /// A range of what was spoken.
    spoken: (u32, u32),
    sets: usize,
    blocks: usize,
    /// Whether it may be the given name of anybody.
    any_given: bool,
    any_surname: bool,
}

/// Somebody whom two tokens name, and how far the one is from the surname.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NamedPerson {
    pub person: u32,
    pub surname: f32,
}

/// People named by two tokens, as a range of the list of people.
pub(crate) type PeopleId = (u32, u32);

/// A pair of tokens that names nobody.
pub(crate) const NOBODY: PeopleId = (0, 0);

/// A token that was heard; [`SILENT`] and [`UNHEARD`] are none.
pub(crate) type VoiceId = u32;

/// A token that sounds like nobody.
pub(crate) const SILENT: VoiceId = 0;
/// A token that may be a name and was not asked for.
pub(crate) const UNHEARD: VoiceId = u32::MAX;

/// In bytes; when more is remembered, the memory starts anew with the next item.
const MOST_BYTES: usize = 32 << 20;

impl SoundCache {
    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.heard.clear();
        self.spoken.clear();
        self.sets.clear();
        self.pairs.clear();
        self.people.clear();
        self.distances.clear();
    }

    /// Whether it remembers as much as it may.
    pub(crate) fn is_full(&self) -> bool {
        self.sets.len() * 8
            + self.spoken.bytes.len()
            + self.spoken.len() * 24
            + self.heard.len() * 32
            + self.pairs.len() * 32
            + self.people.len() * 8
            + self.distances.len() * 16
            > MOST_BYTES
    }

    /// How a token sounds that was not heard before.
    pub(crate) fn hear(&mut self, token: &str, sounds: &SoundIndex) -> VoiceId {
        if token.len() > LONGEST_TOKEN { SILENT } else { self.work_out(token, sounds) }
    }

    fn work_out(&mut self, token: &str, sounds: &SoundIndex) -> VoiceId {
        fold_into(token, &mut self.folded);
        let Some(script) = self.folded.script else { return SILENT };
        let (spoken, sets, blocks) = (self.spoken.len(), self.sets.len(), sounds.blocks());
        self.sets.resize(sets + 2 * blocks, 0);
        let (given, surname) = self.sets[sets..].split_at_mut(blocks);
        let like_any = sounds.hear(token, &self.folded, &mut self.spoken, given, surname);
        let ends = (u32::try_from(spoken), u32::try_from(self.spoken.len()));
        let (Ok(from), Ok(to)) = ends else { return SILENT };
        if from == to || sounds.lone().is_empty() && !like_any {
            self.sets.truncate(sets);
            return SILENT;
        }
        let any = |set: &[u64]| set.iter().any(|people| *people != 0);
        let (any_given, any_surname) = (any(given), any(surname));
        self.heard.push(HeardToken { script, spoken: (from, to), sets, blocks, any_given, any_surname });
        VoiceId::try_from(self.heard.len()).unwrap_or(SILENT)
    }

    /// Who is named by two tokens; worked out at the first meeting.
    pub(crate) fn introduce(&mut self, given: VoiceId, surname: VoiceId, sounds: &SoundIndex) -> PeopleId {
        if !self.may_be(given, |heard| heard.any_given) || !self.may_be(surname, |heard| heard.any_surname) {
            return NOBODY;
        }
        if let Some(known) = self.pairs.get(&(given, surname)) {
            return *known;
        }
        let first = self.people.len();
        let both: SmallVec<[u32; 32]> = match (self.get(given), self.get(surname)) {
            (Some(given), Some(surname)) => members(given.given, surname.surname).collect(),
            _ => SmallVec::new(),
        };
        for person in both {
            if let Some(last) = self.keeps(surname, Half::Surname, person, sounds)
                && let Some(first) = self.keeps(given, Half::Given, person, sounds)
                && first + last <= sounds.person(person).both
            {
                self.people.push(NamedPerson { person, surname: last });
            }
        }
        let range = match (u32::try_from(first), u32::try_from(self.people.len())) {
            (Ok(first), Ok(end)) if first < end => (first, end),
            _ => NOBODY,
        };
        self.pairs.insert((given, surname), range);
        range
    }

    /// Whether a token that was heard may be the surname of anybody.
    pub(crate) fn may_be_surname(&self, id: VoiceId) -> bool {
        self.may_be(id, |heard| heard.any_surname)
    }

    fn may_be(&self, id: VoiceId, half: impl Fn(&HeardToken) -> bool) -> bool {
        (id as usize).checked_sub(1).and_then(|at| self.heard.get(at)).is_some_and(half)
    }

    /// How far a token sounds from half of a person's name. Where it does not sound like it at all, the person
    /// leaves the token's set, and nobody asks again.
    fn keeps(&mut self, id: VoiceId, half: Half, person: u32, sounds: &SoundIndex) -> Option<f32> {
        let word = sounds.person(person).word(half);
        if let Some(known) = self.distances.get(&(id, word)) {
            return Some(*known);
        }
        if let Some(distance) = sounds.distance(self.get(id)?, word) {
            self.distances.insert((id, word), distance);
            return Some(distance);
        }
        let heard = self.heard.get(id as usize - 1)?;
        let set = heard.sets + if half == Half::Surname { heard.blocks } else { 0 };
        self.sets[set + person as usize / 64] &= !(1 << (person % 64));
        None
    }

    /// How far a token sounds from a word.
    pub(crate) fn distance(&self, id: VoiceId, word: SoundingId, sounds: &SoundIndex) -> Option<f32> {
        self.distances.get(&(id, word)).copied().or_else(|| sounds.distance(self.get(id)?, word))
    }

    /// The people named by two tokens that were introduced.
    pub(crate) fn named(&self, (first, end): PeopleId) -> &[NamedPerson] {
        &self.people[first as usize..end as usize]
    }

    /// How a token sounds that was heard; `None` for one that sounds like nobody.
    pub(crate) fn get(&self, id: VoiceId) -> Option<TokenSound<'_>> {
        let heard = self.heard.get((id as usize).checked_sub(1)?)?;
        let (given, surname) = self.sets[heard.sets..heard.sets + 2 * heard.blocks].split_at(heard.blocks);
        Some(TokenSound { script: heard.script, speech: &self.spoken, spoken: heard.spoken, given, surname })
    }
}
