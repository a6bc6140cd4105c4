//! The one evaluator: whether a query holds for an item, where, and by which of its leaves.

use std::collections::HashMap;
use std::rc::Rc;

use crate::watch::cover::Cover;
use crate::watch::mentions::{MentionSpan, Mentions};
use crate::watch::query::Reach;
use crate::watch::rule::{Expr, LeafTest, RuleLeaf};

/// About how many stretches one proximity yields on either side; shared evenly between the mentions of its left
/// side, so that none goes without. Only a text that crowds the same names has more, and then it is said.
const MOST_PLACES: usize = 20_000;

/// A query asked of one item.
#[derive(Clone, Copy)]
pub(super) struct Evaluator<'a> {
    pub(super) leaves: &'a [RuleLeaf],
    pub(super) mentions: &'a Mentions<'a>,
}

impl Evaluator<'_> {
    /// Whether the query holds.
    pub(super) fn holds(&self, query: &Expr) -> bool {
        match query {
            Expr::Leaf(leaf) => match &self.leaves[*leaf].look {
                LeafTest::Term(term, scope) => self.mentions.of(*term, *scope).next().is_some(),
                LeafTest::Filter(filter) => filter.holds(self.mentions.item),
            },
            Expr::And(parts) => parts.iter().all(|part| self.holds(part)),
            Expr::Or(parts) => parts.iter().any(|part| self.holds(part)),
            Expr::Not(inner) => !self.holds(inner),
            Expr::Near(reach, left, right) => {
                let (left, right) = (self.places(left), self.places(right));
                let right = Partners::new(&right);
                left.iter().any(|one| self.partners(*reach, one, &right).next().is_some())
            }
            Expr::AtLeast(count, inner) => {
                self.holds(inner) && self.places(inner).len() >= usize::try_from(*count).unwrap_or(usize::MAX)
            }
        }
    }

    /// Where the query holds, by place, each once: mentions, or the stretch from one side of a proximity to the other.
    pub(super) fn places(&self, query: &Expr) -> Vec<MentionSpan> {
        match query {
            Expr::Leaf(leaf) => match &self.leaves[*leaf].look {
                LeafTest::Term(term, scope) => {
                    self.mentions.of(*term, *scope).map(MentionSpan::from).collect()
                }
                LeafTest::Filter(_) => Vec::new(),
            },
            Expr::And(parts) if !parts.iter().all(|part| self.holds(part)) => Vec::new(),
            Expr::And(parts) | Expr::Or(parts) => {
                let mut places: Vec<MentionSpan> = parts.iter().flat_map(|part| self.places(part)).collect();
                places.sort_unstable();
                places.dedup();
                places
            }
            Expr::Not(_) => Vec::new(),
            Expr::Near(reach, left, right) => self.near(*reach, &self.places(left), &self.places(right)),
            Expr::AtLeast(_, inner) => {
                if self.holds(query) {
                    self.places(inner)
                } else {
                    Vec::new()
                }
            }
        }
    }

    fn near(&self, reach: Reach, left: &[MentionSpan], right: &[MentionSpan]) -> Vec<MentionSpan> {
        let right = Partners::new(right);
        let most = (MOST_PLACES / left.len().max(1)).max(2);
        let mut found = Vec::new();
        for one in left {
            let mut partners = self.partners(reach, one, &right);
            found.extend(partners.by_ref().take(most));
            if partners.next().is_some() {
                self.mentions.cut();
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The stretches from a mention to every one that is close enough: behind it, the nearest first, then in
    /// front of it.
    fn partners<'p>(
        &'p self,
        reach: Reach,
        one: &'p MentionSpan,
        right: &'p Partners<'p>,
    ) -> impl Iterator<Item = MentionSpan> + 'p {
        let middle =
            right.places.partition_point(|other| (other.field, other.first) <= (one.field, one.last));
        let (before, after) = right.places.split_at(middle);
        let may_reach = move |other: &&MentionSpan| self.may_reach(reach, one, other, right.longest);
        let after = after.iter().take_while(may_reach).filter(move |other| self.within(reach, one, other));
        let before = if matches!(reach, Reach::InOrder(_)) { &[] } else { before };
        let before = before.iter().rev().take_while(may_reach);
        let before = before.filter(move |other| other.last < one.first && self.within(reach, other, one));
        after.map(|other| join(one, other)).chain(before.map(|other| join(other, one)))
    }

    /// Whether `other`, or one beyond it in the order of starts, can still be close enough to `one`.
    fn may_reach(&self, reach: Reach, one: &MentionSpan, other: &MentionSpan, longest: usize) -> bool {
        let words = |most: u32| {
            let apart = if other.first > one.last {
                other.first - one.last
            } else {
                one.first.saturating_sub(other.first + longest)
            };
            apart <= usize::try_from(most).unwrap_or(usize::MAX)
        };
        one.field == other.field
            && match reach {
                Reach::Words(most) | Reach::InOrder(most) => words(most),
                Reach::Sentence => {
                    self.mentions.sentence_at(one.field, one.start)
                        == self.mentions.sentence_at(one.field, other.start)
                }
                Reach::Paragraph => {
                    self.mentions.paragraph_at(one.field, one.start)
                        == self.mentions.paragraph_at(one.field, other.start)
                }
            }
    }

    /// Whether `later`, which begins after `earlier` ends, is close enough.
    fn within(&self, reach: Reach, earlier: &MentionSpan, later: &MentionSpan) -> bool {
        match reach {
            Reach::Words(most) | Reach::InOrder(most) => {
                later.first - earlier.last <= usize::try_from(most).unwrap_or(usize::MAX)
            }
            Reach::Sentence => {
                let at = |byte| self.mentions.sentence_at(earlier.field, byte);
                at(earlier.start) == at(later.end - 1)
            }
            Reach::Paragraph => {
                let at = |byte| self.mentions.paragraph_at(earlier.field, byte);
                at(earlier.start) == at(later.end - 1)
            }
        }
    }

    /// The leaves by which the query holds: of an OR only the sides that do, of a NOT none.
    pub(super) fn reasons(&self, query: &Expr, found: &mut Vec<usize>) {
        match query {
            Expr::Leaf(leaf) => found.push(*leaf),
            Expr::And(parts) => parts.iter().for_each(|part| self.reasons(part, found)),
            Expr::Or(parts) => {
                parts.iter().filter(|part| self.holds(part)).for_each(|part| self.reasons(part, found));
            }
            Expr::Not(_) => {}
            Expr::Near(_, left, right) => {
                for side in [left, right] {
                    self.reasons(side, found);
                }
            }
            Expr::AtLeast(_, inner) => self.reasons(inner, found),
        }
    }

    /// What an excerpt must show to show why the query holds; of a query that holds.
    pub(super) fn cover(&self, query: &Expr) -> Cover {
        self.cover_with(query, &mut HashMap::new())
    }

    /// `known`: the places of leaves that were met before, which are not asked for again.
    fn cover_with(&self, query: &Expr, known: &mut HashMap<usize, Rc<[MentionSpan]>>) -> Cover {
        match query {
            Expr::Leaf(leaf) if matches!(self.leaves[*leaf].look, LeafTest::Filter(_)) => Cover::Nothing,
            Expr::Not(_) => Cover::Nothing,
            Expr::Leaf(leaf) => {
                Cover::Any(Rc::clone(known.entry(*leaf).or_insert_with(|| self.places(query).into())))
            }
            Expr::Near(..) | Expr::AtLeast(..) => Cover::Any(self.places(query).into()),
            Expr::And(parts) => Cover::all(parts.iter().map(|part| self.cover_with(part, known)).collect()),
            Expr::Or(parts) => {
                let holding = parts.iter().filter(|part| self.holds(part));
                Cover::one_of(holding.map(|part| self.cover_with(part, known)).collect())
            }
        }
    }
}

/// What stands on the right of a proximity, by place.
struct Partners<'p> {
    places: &'p [MentionSpan],
    /// The words of the longest.
    longest: usize,
}

impl<'p> Partners<'p> {
    fn new(places: &'p [MentionSpan]) -> Self {
        let longest = places.iter().map(|place| place.last - place.first).max().unwrap_or(0);
        Self { places, longest }
    }
}

fn join(earlier: &MentionSpan, later: &MentionSpan) -> MentionSpan {
    MentionSpan { end: later.end, last: later.last, ..*earlier }
}
