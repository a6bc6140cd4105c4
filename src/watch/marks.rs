//! What is marked in the sentences of an item, and which of them say most.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::watch::item::Field;

/// The most excerpts of one match.
pub(super) const MOST: usize = 3;

/// A mention that may be marked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) field: Field,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Tells the leaves and notable names of one match apart.
    pub(super) key: usize,
    /// Whether the query asks for it; notable names are welcome but not asked for.
    pub(super) required: bool,
    pub(super) weight: f64,
}

/// A stretch of a field.
pub(super) type Stretch = (Field, Range<usize>);

/// A sentence of the text that holds a mark.
pub(super) struct MarkedSentence {
    pub(super) range: Range<usize>,
    pub(super) seen: SeenMarks,
}

/// What is marked in a stretch: the keys asked for, the notable ones, and the weight of all.
#[derive(Default)]
pub(super) struct SeenMarks {
    pub(super) required: BTreeSet<usize>,
    pub(super) notable: BTreeSet<usize>,
    weight: f64,
}

impl SeenMarks {
    pub(super) fn add(&mut self, mark: &Mark) {
        let keys = if mark.required { &mut self.required } else { &mut self.notable };
        if keys.insert(mark.key) {
            self.weight += mark.weight;
        }
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.required.extend(&other.required);
        self.notable.extend(&other.notable);
    }

    /// How many leaves and how many notable names are here that are not there.
    fn beyond(&self, there: &Self) -> (usize, usize) {
        let leaves = self.required.difference(&there.required).count();
        (leaves, self.notable.difference(&there.notable).count())
    }
}

/// Fills up to three sentences, each time the one with the most new leaves, then notable names, then weight, then
/// the earliest.
pub(super) fn telling(
    mut chosen: Vec<Stretch>,
    mut seen: SeenMarks,
    candidates: &mut Vec<MarkedSentence>,
) -> Vec<Stretch> {
    while chosen.len() < MOST {
        let rank =
            |candidate: &MarkedSentence| Some(candidate.seen.beyond(&seen)).filter(|news| *news != (0, 0));
        let Some(best) = take_best(candidates, rank) else { break };
        seen.join(&best.seen);
        chosen.push((Field::Text, best.range));
    }
    chosen
}

/// Fills up to three sentences with such as say all of it again, best with a new notable name, or bring a new one.
pub(super) fn echoes(
    mut chosen: Vec<Stretch>,
    mut seen: SeenMarks,
    candidates: &mut Vec<MarkedSentence>,
) -> Vec<Stretch> {
    while chosen.len() < MOST {
        let rank = |candidate: &MarkedSentence| {
            let all = candidate.seen.required.is_superset(&seen.required);
            let (_, names) = candidate.seen.beyond(&seen);
            let leaves = candidate.seen.required.len();
            (leaves > 0 && (all || names > 0)).then_some((all, names, leaves))
        };
        let Some(best) = take_best(candidates, rank) else { break };
        seen.notable.extend(&best.seen.notable);
        chosen.push((Field::Text, best.range));
    }
    chosen
}

/// Takes out the candidate of the highest rank; of equals the weightiest, then the earliest.
fn take_best<R: Ord>(
    candidates: &mut Vec<MarkedSentence>,
    rank: impl Fn(&MarkedSentence) -> Option<R>,
) -> Option<MarkedSentence> {
    let ranked = candidates.iter().enumerate().filter_map(|(at, candidate)| Some((rank(candidate)?, at)));
    let weight = |at: usize| candidates[at].seen.weight;
    let best =
        ranked.max_by(|(a, i), (b, j)| a.cmp(b).then(weight(*i).total_cmp(&weight(*j))).then(j.cmp(i)));
    best.map(|(_, at)| candidates.remove(at))
}
