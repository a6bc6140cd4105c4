//! The score of a match: how much an item says about a watchlist.

use names::{NameHit, TermId};

use crate::watch::evaluate::Evaluator;
use crate::watch::file::Weights;
use crate::watch::item::Field;
use crate::watch::mentions::Mentions;
use crate::watch::rule::{LeafTest, Scope, WatchRule};

/// Mentions beyond this many add nothing.
const MOST_MENTIONS: u32 = 7;

/// The sum over the distinct leaves that hold, and over the notable names, of
/// weight × field × log2(1 + mentions) × confidence; field and confidence are those of the best mention.
pub(super) fn score(rule: &WatchRule, reasons: &[usize], evaluator: &Evaluator<'_>) -> f64 {
    let mentions = evaluator.mentions;
    let leaves = reasons.iter().map(|leaf| &evaluator.leaves[*leaf]).map(|leaf| match leaf.look {
        LeafTest::Term(term, scope) => leaf.weight * strength(mentions, term, scope, &rule.weights),
        LeafTest::Filter(_) => 0.0,
    });
    let notable = rule.notable.iter().filter(|term| !names(rule, reasons, **term));
    let notable =
        notable.map(|term| rule.weights.notable * strength(mentions, *term, Scope::Anywhere, &rule.weights));
    leaves.sum::<f64>() + notable.sum::<f64>()
}

/// Whether one of the leaves that hold is the term already.
fn names(rule: &WatchRule, reasons: &[usize], term: TermId) -> bool {
    reasons.iter().any(|leaf| matches!(rule.leaves[*leaf].look, LeafTest::Term(known, _) if known == term))
}

fn strength(mentions: &Mentions<'_>, term: TermId, scope: Scope, weights: &Weights) -> f64 {
    let field = |hit: &NameHit| match Field::of_part(hit.part) {
        Field::Title => weights.title,
        field if mentions.in_lead(field, hit.start) => weights.lead,
        _ => weights.text,
    };
    let mut count = 0_u32;
    let (mut place, mut confidence) = (f64::MIN, 0.0_f64);
    for hit in mentions.of(term, scope) {
        count += u32::from(count < MOST_MENTIONS);
        place = place.max(field(hit));
        confidence = confidence.max(f64::from(hit.confidence));
    }
    if count == 0 { 0.0 } else { place * f64::from(1 + count).log2() * confidence }
}
