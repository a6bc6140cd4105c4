//! How much two articles say the same, in whatever language.

use crate::event::NameStanding;
use crate::event::book::NameBook;
use crate::event::features::{Feature, FeatureId, FeatureKind, shared};

/// How much of what the one that says less says must be said by both.
pub(super) const ENOUGH: f64 = 0.53;
/// Rare features that both must have, beside what the watchlists look for.
const RARE_FEATURES: usize = 2;

/// What a feature of each kind weighs.
const KNOWN: f64 = 0.5;
const PLAIN_NUMBER: f64 = 0.4;
const UNTOLD: f64 = 0.3;
/// What stands behind the first words weighs less.
const BEHIND: f64 = 0.35;

/// An article that says less than this is compared as if it said so much: of little half is chance.
const LEAST_SAID: f64 = 2.5;

/// What is left of a likeness where both give figures, and not one is the same.
const OTHER_FIGURES: f64 = 0.75;

/// Happenings that are taken to have been, where a store is young: without them the first name of all is in all of them.
const BEFORE: u32 = 40;

/// What is rare by now: how often each feature was, of how many happenings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rarity<'a> {
    pub book: &'a NameBook,
    /// Happenings of the last thirty days.
    pub events: u32,
}

impl Rarity<'_> {
    /// From 0 for what every happening has to 1.
    pub(super) fn weight(self, id: FeatureId) -> f64 {
        let kind = match self.book.kind(id) {
            FeatureKind::Known => KNOWN,
            FeatureKind::Number | FeatureKind::Name(NameStanding::Sure) => 1.0,
            FeatureKind::PlainNumber => PLAIN_NUMBER,
            FeatureKind::Name(NameStanding::Untold) => UNTOLD,
            FeatureKind::Name(NameStanding::Doubtful) => 0.0,
        };
        let all = f64::from(self.events.max(BEFORE)) + 1.0;
        let with = f64::from(self.book.count(id)) + 1.0;
        kind * (all / with).ln().max(0.0) / all.ln()
    }

    /// Whether few happenings had it, and it is nothing that watchlists look for.
    pub(super) fn is_rare(self, id: FeatureId) -> bool {
        let telling =
            matches!(self.book.kind(id), FeatureKind::Number | FeatureKind::Name(NameStanding::Sure));
        telling && self.book.count(id) <= 3 + self.events / 40
    }

    /// How much the two say the same, from 0 to 1; 0 where they share fewer rare features than two.
    pub(super) fn resemblance(self, one: &[Feature], other: &[Feature]) -> f64 {
        let (mut runs, mut others) = (Vec::new(), Vec::new());
        let mut common = 0.0;
        for (own, theirs) in shared(one, other) {
            common += self.weight(own.id) * place(own).min(place(theirs));
            if self.is_rare(own.id) {
                runs.push(own.run);
                others.push(theirs.run);
            }
        }
        // A given name and its surname are one name, told by whichever side has capitals.
        if different(runs).min(different(others)) < RARE_FEATURES {
            return 0.0;
        }
        let figures = if self.figures_differ(one, other) { OTHER_FIGURES } else { 1.0 };
        let untold = self.has_untold(one) && self.has_untold(other);
        let (one, other) = (self.said(one, untold), self.said(other, untold));
        let (less, more) = (one.min(other).max(LEAST_SAID), one.max(other).max(LEAST_SAID));
        figures * common / (0.7 * less + 0.3 * more)
    }

    /// Whether both give numbers, and no number is in both.
    fn figures_differ(self, one: &[Feature], other: &[Feature]) -> bool {
        let is_number = |id| matches!(self.book.kind(id), FeatureKind::Number | FeatureKind::PlainNumber);
        let tells = |features: &[Feature]| features.iter().any(|feature| is_number(feature.id));
        tells(one) && tells(other) && !shared(one, other).any(|(own, _)| is_number(own.id))
    }

    /// How much an article says. Words of which no text has told that they are names count where both have such words: an
    /// article in Georgian has dozens, one in English none.
    fn said(self, features: &[Feature], untold: bool) -> f64 {
        let said = features.iter().filter(|feature| untold || !self.is_untold(feature.id));
        said.map(|feature| self.weight(feature.id) * place(feature)).sum()
    }

    fn has_untold(self, features: &[Feature]) -> bool {
        features.iter().any(|feature| self.is_untold(feature.id))
    }

    fn is_untold(self, id: FeatureId) -> bool {
        self.book.kind(id) == FeatureKind::Name(NameStanding::Untold)
    }
}

fn place(feature: &Feature) -> f64 {
    if feature.leads { 1.0 } else { BEHIND }
}

fn different(mut numbers: Vec<u32>) -> usize {
    numbers.sort_unstable();
    numbers.dedup();
    numbers.len()
}
