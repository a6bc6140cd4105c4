//! The people who are looked for by sound, entered under the consonants of their names.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use smallvec::SmallVec;

use crate::forms::tables::Forms;
use crate::phonetic::distance;
use crate::phonetic::letters::{Sound, readings};
use crate::phonetic::sounding::Sounding;
use crate::phonetic::voice::{SpokenForms, TokenSound};
use crate::spec::phrase::{Phrase, Style};
use crate::spec::term::{Surname, TermId};
use crate::spec::word::{SpelledWord, WordId, WordKind};
use crate::text::fold::Folded;
use crate::text::script::{Script, ScriptSet};

/// See the module.
#[derive(Debug)]
pub(crate) struct SoundIndex {
    forms: &'static Forms,
    words: Vec<Sounding>,
    /// The words of the lexicon among them.
    by_word: HashMap<WordId, SoundingId, FixedState>,
    people: Vec<HeardPerson>,
    /// Whose given name or surname has such consonants, whole or with one left out.
    by_key: HashMap<u64, Halves, FixedState>,
    /// Phrases of one word that counts wherever it is heard.
    lone: Vec<u32>,
    /// Phrases of surnames that count beside the full name, by term, with the person.
    anchored: Vec<(TermId, u32, u32)>,
    /// The scripts of which anybody wants tokens.
    scripts: ScriptSet,
    /// How many words may stand between a given name and the surname.
    between: usize,
}

/// An index into the words that are compared by sound.
pub(crate) type SoundingId = u32;

/// A full name that is looked for by sound.
#[derive(Debug)]
pub(crate) struct HeardPerson {
    /// Its place among the lexicon's phrases.
    pub phrase: u32,
    given: SoundingId,
    surname: SoundingId,
    /// How far both words may be together.
    pub both: f32,
    /// What the given name begins with, in each way in which it may be read.
    initials: SmallVec<[u8; 4]>,
    script: Script,
}

/// A word of a full name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    Given,
    Surname,
}

/// Indices of people, each list in order.
#[derive(Debug, Default)]
struct Halves {
    given: SmallVec<[u32; 2]>,
    surname: SmallVec<[u32; 2]>,
}

impl SoundIndex {
    pub(crate) fn new(forms: &'static Forms, words: &[SpelledWord], phrases: &[Phrase]) -> Self {
        let mut sounds = Self {
            forms,
            words: Vec::new(),
            by_word: HashMap::default(),
            people: Vec::new(),
            by_key: HashMap::default(),
            lone: Vec::new(),
            anchored: Vec::new(),
            scripts: ScriptSet::default(),
            between: 0,
        };
        for (id, word) in (0..).zip(words) {
            if let WordKind::Sound { scripts, families } = word.kind
                && let Some(sounding) = Sounding::new(&word.text, scripts, families)
            {
                sounds.by_word.insert(id, u32::try_from(sounds.words.len()).unwrap_or(u32::MAX));
                sounds.words.push(sounding);
                sounds.scripts = sounds.scripts.with(scripts);
            }
        }
        for (at, phrase) in (0..).zip(phrases) {
            match phrase.style {
                Style::PersonBySound => sounds.add_person(at, phrase),
                Style::LoneBySound(Surname::Anchored) => sounds.add_anchored(at, phrase),
                Style::LoneBySound(_) => sounds.lone.push(at),
                Style::Person | Style::Lone(_) | Style::InOrder { .. } => {}
            }
        }
        sounds.anchored.sort_unstable();
        sounds
    }

    /// A surname alone; the full name is the phrase before it.
    fn add_anchored(&mut self, phrase_at: u32, phrase: &Phrase) {
        let person = u32::try_from(self.people.len()).unwrap_or(0).checked_sub(1);
        if let Some(person) = person.filter(|person| self.person(*person).phrase + 1 == phrase_at) {
            self.anchored.push((phrase.term, phrase_at, person));
        }
    }

    fn add_person(&mut self, phrase_at: u32, phrase: &Phrase) {
        let half = |word: WordId| self.by_word.get(&word).copied();
        let (Some(given), Some(surname)) = (half(phrase.words[0]), half(phrase.words[phrase.anchor])) else {
            return;
        };
        let (first, last) = (&self.words[given as usize], &self.words[surname as usize]);
        let person = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        for key in first.keys() {
            push_once(&mut self.by_key.entry(key).or_default().given, person);
        }
        for key in last.keys() {
            push_once(&mut self.by_key.entry(key).or_default().surname, person);
        }
        // The words between are nobody's halves, but tokens that sound like them must be heard.
        for word in phrase.words[1..phrase.anchor].iter().filter_map(|word| self.by_word.get(word)) {
            for key in self.words[*word as usize].keys() {
                self.by_key.entry(key).or_default();
            }
        }
        let initials = first.readings.iter().map(|(reading, _)| reading.sound[0]).collect();
        let script = first.script;
        // The mean of two words is the sum of both; others between may be nearer.
        let two = phrase.words.len() == 2;
        let both = 2.0
            * if two { distance::FULL_NAME_MEAN.max(distance::UNVOICED_MEAN) } else { distance::FULL_NAME };
        self.people.push(HeardPerson { phrase: phrase_at, given, surname, both, initials, script });
        self.between = self.between.max(phrase.words_between());
    }

    /// Whether nothing is compared by sound.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How many words may stand between the given name and the surname of anybody.
    pub(crate) fn between(&self) -> usize {
        self.between
    }

    /// Those whose surname a token may be, beside a given name in short that begins so.
    pub(crate) fn shortened<'a>(
        &'a self,
        surname: TokenSound<'a>,
        initial: (Script, u8),
    ) -> impl Iterator<Item = u32> + 'a {
        let all = members(surname.surname, surname.surname);
        all.filter(move |person| self.people[*person as usize].may_begin_with(initial))
    }

    /// One of the people.
    pub(crate) fn person(&self, person: u32) -> &HeardPerson {
        &self.people[person as usize]
    }

    /// Phrases of one word that counts wherever it is heard.
    pub(crate) fn lone(&self) -> &[u32] {
        &self.lone
    }

    /// Phrases of the surname of somebody who was named in full, each with the person.
    pub(crate) fn anchored(&self, term: TermId) -> impl Iterator<Item = (u32, u32)> {
        let from = self.anchored.partition_point(|(other, ..)| *other < term);
        let own = self.anchored[from..].iter().take_while(move |(other, ..)| *other == term);
        own.map(|(_, phrase, person)| (*phrase, *person))
    }

    /// How many 64-bit numbers a set of people takes.
    pub(crate) fn blocks(&self) -> usize {
        self.people.len().div_ceil(64)
    }

    /// Whether a token may be a name that is looked for by sound, as far as its first letter tells.
    pub(crate) fn wants(&self, token: &str) -> bool {
        let Some(first) = token.chars().next() else { return false };
        !first.is_ascii_lowercase()
            && Script::of(first).is_some_and(|script| {
                self.scripts.has(script)
                    && (!script.has_case() || first.is_uppercase())
                    && !(script.is_unvoiced() && self.forms.is_no_name(token))
            })
    }

    /// Appends the sounds of a token, in each base form that it may be a case of, to `speech`, and adds the
    /// people whose given name or surname they may be to the two sets. Answers whether it sounds like any word at all.
    pub(crate) fn hear(
        &self,
        token: &str,
        folded: &Folded,
        speech: &mut SpokenForms,
        given: &mut [u64],
        surname: &mut [u64],
    ) -> bool {
        let Some(script) = folded.script else { return false };
        if !self.scripts.has(script) || (script.has_case() && folded.capitals == 0) {
            return false;
        }
        let mut keys: SmallVec<[u64; 32]> = SmallVec::new();
        let from = speech.len();
        let mut enter = |sound: &Sound| {
            if (2..=distance::LONGEST).contains(&sound.len())
                && let Some(key) = speech.add(sound, from)
            {
                key.variants().for_each(|key| push_once(&mut keys, key));
            }
        };
        if script == Script::Latin {
            readings(token, script, &mut enter);
        }
        self.forms.bases(&folded.text, script, |base| readings(base, script, &mut enter));
        for prefix in self.forms.prefixes(script) {
            if let Some(rest) = folded.text.strip_prefix(prefix) {
                readings(rest, script, &mut enter);
            }
        }
        let mut like_any = false;
        for halves in keys.iter().filter_map(|key| self.by_key.get(key)) {
            like_any = true;
            for (set, people) in [(&mut *given, &halves.given), (&mut *surname, &halves.surname)] {
                for &person in people {
                    set[person as usize / 64] |= 1 << (person % 64);
                }
            }
        }
        like_any
    }

    /// The word of a spelling as it is compared.
    pub(crate) fn word(&self, word: WordId) -> Option<SoundingId> {
        self.by_word.get(&word).copied()
    }

    /// Whether a word stands in small letters in its spelling.
    pub(crate) fn is_particle(&self, word: WordId) -> bool {
        self.word(word).is_some_and(|word| self.words[word as usize].particle)
    }

    /// How far a token sounds from a word; `None` if further than any name may.
    pub(crate) fn distance(&self, voice: TokenSound<'_>, word: SoundingId) -> Option<f32> {
        self.words[word as usize].distance(voice)
    }
}

/// What two sets have in common.
pub(crate) fn members<'a>(one: &'a [u64], other: &'a [u64]) -> impl Iterator<Item = u32> + 'a {
    (0..).step_by(64).zip(one.iter().zip(other)).flat_map(|(first, (one, other))| {
        let mut bits = one & other;
        std::iter::from_fn(move || {
            let lowest = (bits != 0).then(|| first + bits.trailing_zeros())?;
            bits &= bits - 1;
            Some(lowest)
        })
    })
}

impl HeardPerson {
    /// One of the two words that every full name has.
    pub(crate) fn word(&self, half: Half) -> SoundingId {
        match half {
            Half::Given => self.given,
            Half::Surname => self.surname,
        }
    }

    /// Whether an initial may be that of the given name. One of the same script is left to the comparison of letters.
    pub(crate) fn may_begin_with(&self, (script, sound): (Script, u8)) -> bool {
        script == self.script || self.initials.iter().any(|own| distance::may_begin_alike(sound, *own))
    }
}

fn push_once<A: smallvec::Array>(list: &mut SmallVec<A>, one: A::Item)
where
    A::Item: PartialEq,
{
    if !list.contains(&one) {
        list.push(one);
    }
}
