//! The book of names: which words of any script and case are one name, and how many happenings of late had it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use names::HeardWord;

use crate::event::features::{Feature, FeatureId, FeatureKind, Features};
use crate::event::{EventFingerprint, NameStanding, WordFound};

/// Names that are remembered at most, in about 60 MB: a busy desk has met so many in thirty days.
const MOST: usize = 100_000;

/// Names that are compared with a word, the latest of those with its consonants.
const COMPARED: usize = 24;

/// All names, numbers and entities that were met.
#[derive(Debug, Default)]
pub(super) struct NameBook {
    features: Vec<KnownFeature>,
    /// Entities and numbers by what they are called.
    by_label: HashMap<String, FeatureId>,
    /// Each word that was met, with its name; `None` for one without a sound.
    by_word: HashMap<String, Option<FeatureId>>,
    /// The names that have these consonants in some form.
    by_key: HashMap<u64, Vec<FeatureId>>,
}

#[derive(Debug)]
struct KnownFeature {
    kind: FeatureKind,
    /// Happenings that had it.
    count: u32,
    /// How the word sounds under which it was met first.
    sound: Option<HeardWord>,
}

impl NameBook {
    /// Puts the words of a fingerprint to names, those of a new name into the book.
    pub(super) fn resolve(&mut self, fingerprint: &EventFingerprint) -> Features {
        let mut features = Features::new();
        let known = fingerprint.known.iter().map(|label| (label.clone(), FeatureKind::Known));
        let numbers = fingerprint.numbers.iter().map(|number| (format!("#{number}"), kind_of(number)));
        // Their runs stand behind those of words, which are 16 bits.
        for (run, (label, kind)) in (u32::from(u16::MAX) + 1..).zip(known.chain(numbers)) {
            features.push(Feature { id: self.labelled(label, kind), run, leads: true });
        }
        for found in &fingerprint.words {
            if let Some(id) = self.name_of(found) {
                features.push(Feature { id, run: u32::from(found.run), leads: found.leads });
            }
        }
        let homes = homes(&features);
        // Of one that stands there twice the first, which leads if any does.
        features.sort_by_key(|feature| (feature.id, feature.run));
        features.dedup_by_key(|feature| feature.id);
        for feature in &mut features {
            feature.run = homes.get(&feature.run).copied().unwrap_or(feature.run);
        }
        features
    }

    /// What a feature is, as far as is known by now.
    pub(super) fn kind(&self, id: FeatureId) -> FeatureKind {
        self.features[id as usize].kind
    }

    /// How many happenings of late had it.
    pub(super) fn count(&self, id: FeatureId) -> u32 {
        self.features[id as usize].count
    }

    /// One happening more had it.
    pub(super) fn add(&mut self, id: FeatureId) {
        self.features[id as usize].count += 1;
    }

    /// A happening that had it is longer ago than counts.
    pub(super) fn take_away(&mut self, id: FeatureId) {
        let count = &mut self.features[id as usize].count;
        *count = count.saturating_sub(1);
    }

    /// Whether it holds more than it should.
    pub(super) fn is_full(&self) -> bool {
        self.features.len() > MOST
    }

    fn labelled(&mut self, label: String, kind: FeatureKind) -> FeatureId {
        if let Some(id) = self.by_label.get(&label) {
            return *id;
        }
        let id = self.enter(kind, None);
        self.by_label.insert(label, id);
        id
    }

    fn name_of(&mut self, found: &WordFound) -> Option<FeatureId> {
        let id = match self.by_word.get(&found.word) {
            Some(id) => *id,
            None => {
                let id = HeardWord::of(&found.word).map(|sound| self.heard(sound, found.standing));
                self.by_word.insert(found.word.clone(), id);
                id
            }
        }?;
        let known = &mut self.features[id as usize];
        if let FeatureKind::Name(standing) = &mut known.kind {
            *standing = (*standing).max(found.standing);
        }
        Some(id)
    }

    /// The name that sounds nearest, or a new one.
    fn heard(&mut self, sound: HeardWord, standing: NameStanding) -> FeatureId {
        let mut nearest: Option<(f32, FeatureId)> = None;
        for key in sound.keys() {
            let names = self.by_key.get(&key).map_or(&[][..], Vec::as_slice);
            for id in names.iter().rev().take(COMPARED) {
                let Some(name) = &self.features[*id as usize].sound else { continue };
                let apart = sound.apart(name);
                if let Some(apart) = apart
                    && nearest.is_none_or(|(least, _)| apart < least)
                {
                    nearest = Some((apart, *id));
                }
            }
        }
        if let Some((_, id)) = nearest {
            return id;
        }
        let keys: Vec<u64> = sound.keys().collect();
        let id = self.enter(FeatureKind::Name(standing), Some(sound));
        for key in keys {
            self.by_key.entry(key).or_default().push(id);
        }
        id
    }

    fn enter(&mut self, kind: FeatureKind, sound: Option<HeardWord>) -> FeatureId {
        let id = FeatureId::try_from(self.features.len()).expect("it is emptied long before");
        self.features.push(KnownFeature { kind, count: 0, sound });
        id
    }
}

/// By run that says nothing of its own: the run that says all of it and more. A headline has the surname, and the text the whole name:
/// both are one.
fn homes(features: &[Feature]) -> HashMap<u32, u32> {
    let mut said: BTreeMap<u32, BTreeSet<FeatureId>> = BTreeMap::new();
    for feature in features {
        said.entry(feature.run).or_default().insert(feature.id);
    }
    let longer = |own: &BTreeSet<FeatureId>, run: u32| {
        let others = said.iter().filter(|(other, ids)| **other != run && ids.is_superset(own));
        let longest = others.max_by_key(|(other, ids)| (ids.len(), Reverse(**other)));
        longest.filter(|(other, ids)| (ids.len(), Reverse(**other)) > (own.len(), Reverse(run)))
    };
    said.iter().filter_map(|(run, own)| Some((*run, *longer(own, *run)?.0))).collect()
}

/// Small and round numbers are in many texts, and so are days of the month.
fn kind_of(number: &str) -> FeatureKind {
    let round = number.trim_end_matches('0').len() <= 1;
    let day = number.parse::<u32>().is_ok_and(|value| value <= 31 || (1990..2100).contains(&value));
    if round || day { FeatureKind::PlainNumber } else { FeatureKind::Number }
}
