//! Events in memory: articles that come one after another, each put to the happening that it tells of.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

use crate::event::EventFingerprint;
use crate::event::book::NameBook;
use crate::event::features::{FeatureId, Features};
use crate::event::resemblance::{ENOUGH, Rarity};

/// Articles further apart from the first of an event tell of another.
const GROUPED_WITHIN: SignedDuration = SignedDuration::from_hours(36);

/// What happened longer ago no longer counts for what is rare.
const RARITY_OVER: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Articles that a name leads to, the latest.
const LED_TO: usize = 48;
/// Articles of one event that others are compared with, the first ones: what came later says what they said.
const COMPARED: usize = 12;

/// The events of late. Each is named by the number of its first article.
///
/// It is a guess: what is grouped wrongly stands in another place of a digest, and nowhere is it left out.
#[derive(Debug, Default)]
pub(crate) struct EventGroups {
    book: NameBook,
    /// What articles have that others may join, by their numbers.
    articles: BTreeMap<i64, Features>,
    events: BTreeMap<i64, KnownEvent>,
    /// The events of the articles that have a feature, an event for each article.
    led_to: HashMap<FeatureId, VecDeque<i64>>,
    /// What is counted, the oldest first.
    counted: VecDeque<Counted>,
    /// How many events those are.
    events_of_late: u32,
}

/// What an article brought to its event.
#[derive(Debug)]
struct Counted {
    at: Timestamp,
    /// Whether the event began with it.
    is_first: bool,
    features: Vec<FeatureId>,
}

#[derive(Debug)]
struct KnownEvent {
    first: Timestamp,
    articles: Vec<i64>,
    counted: BTreeSet<FeatureId>,
}

impl EventGroups {
    /// Puts the next article to its event; answers the number of the first one of it, which may be its own.
    pub(crate) fn add(&mut self, article: i64, fingerprint: &EventFingerprint, at: Timestamp) -> i64 {
        self.forget(at);
        let features = self.book.resolve(fingerprint);
        let event = self.nearest(&features, at).unwrap_or(article);
        self.enter(article, event, features, at);
        event
    }

    /// Takes in an article whose event is known: a copy of one that is there, or one of the store.
    pub(crate) fn remember(
        &mut self,
        article: i64,
        event: i64,
        fingerprint: &EventFingerprint,
        at: Timestamp,
    ) {
        self.forget(at);
        let features = self.book.resolve(fingerprint);
        self.enter(article, event, features, at);
    }

    fn rarity(&self) -> Rarity<'_> {
        Rarity { book: &self.book, events: self.events_of_late }
    }

    fn nearest(&self, features: &Features, at: Timestamp) -> Option<i64> {
        let rarity = self.rarity();
        // Each event once for each rare feature that leads to it.
        let mut led_to: Vec<i64> = Vec::new();
        for feature in features.iter().filter(|feature| rarity.is_rare(feature.id)) {
            let Some(events) = self.led_to.get(&feature.id) else { continue };
            let mut events: Vec<i64> = events.iter().copied().collect();
            events.sort_unstable();
            events.dedup();
            led_to.append(&mut events);
        }
        led_to.sort_unstable();
        let mut best: Option<(f64, i64)> = None;
        for event in led_to.chunk_by(|one, next| one == next).filter(|led| led.len() > 1).map(|led| led[0]) {
            let alike = self.alike(event, features, at);
            if alike >= ENOUGH && best.is_none_or(|(most, _)| alike > most) {
                best = Some((alike, event));
            }
        }
        best.map(|(_, event)| event)
    }

    /// How much an article says what the nearest one of an event says.
    fn alike(&self, event: i64, features: &Features, at: Timestamp) -> f64 {
        let Some(known) = self.events.get(&event) else { return 0.0 };
        if at.duration_since(known.first).abs() > GROUPED_WITHIN {
            return 0.0;
        }
        let articles = known.articles.iter().filter_map(|article| self.articles.get(article));
        let alike = articles.map(|other| self.rarity().resemblance(features, other));
        alike.fold(0.0, f64::max)
    }

    fn enter(&mut self, article: i64, event: i64, features: Features, at: Timestamp) {
        let is_first = !self.events.contains_key(&event);
        let known = self.events.entry(event).or_insert_with(|| KnownEvent {
            first: at,
            articles: Vec::new(),
            counted: BTreeSet::new(),
        });
        // What an event has is counted once, however many publishers tell of it.
        let new: Vec<FeatureId> =
            features.iter().map(|feature| feature.id).filter(|id| known.counted.insert(*id)).collect();
        if known.articles.len() < COMPARED {
            known.articles.push(article);
        }
        for id in &new {
            self.book.add(*id);
        }
        self.counted.push_back(Counted { at, is_first, features: new });
        self.events_of_late += u32::from(is_first);
        for feature in &features {
            let events = self.led_to.entry(feature.id).or_default();
            events.push_back(event);
            if events.len() > LED_TO {
                events.pop_front();
            }
        }
        self.articles.insert(article, features);
    }

    /// Lets go of what is too old to be joined, or to count.
    fn forget(&mut self, now: Timestamp) {
        if self.book.is_full() {
            *self = Self::default();
        }
        while let Some(old) = self.counted.pop_front_if(|old| now.duration_since(old.at) > RARITY_OVER) {
            old.features.into_iter().for_each(|id| self.book.take_away(id));
            self.events_of_late -= u32::from(old.is_first);
        }
        let is_old = |event: &KnownEvent| now.duration_since(event.first) > GROUPED_WITHIN + GROUPED_WITHIN;
        while let Some(entry) = self.events.first_entry().filter(|entry| is_old(entry.get())) {
            entry.remove();
        }
        let oldest = self.events.keys().next().copied().unwrap_or(i64::MIN);
        while let Some(entry) = self.articles.first_entry().filter(|entry| *entry.key() < oldest) {
            entry.remove();
        }
    }
}
