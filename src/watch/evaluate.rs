//! The one evaluator: whether a query holds for an item, where, and by which of its leaves.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::watch::cover::Cover;
use crate::watch::expr::{Answers, Expr, Needs};
use crate::watch::mentions::{MentionSpan, Mentions};
use crate::watch::query::Reach;
use crate::watch::rule::{LeafTest, RuleLeaf};

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
        query.fold(&|expr, parts: &mut Answers<'_, '_, bool>| match expr.needs() {
            Needs::Itself(leaf) => self.leaf_holds(leaf),
            Needs::All => parts.all(|holds| holds) && self.confirms(expr),
            Needs::Any => parts.any(|holds| holds),
            Needs::Absence => !parts.any(|holds| holds),
        })
    }

    fn leaf_holds(&self, leaf: usize) -> bool {
        match &self.leaves[leaf].look {
            LeafTest::Term(term, scope) => self.mentions.of(*term, *scope).next().is_some(),
            LeafTest::Filter(filter) => filter.holds(self.mentions.item),
        }
    }

    /// What an operator asks for beyond all of its parts.
    fn confirms(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Near(reach, sides) => {
                let [left, right] = sides.each_ref().map(|side| self.places(side));
                let right = Partners::new(&right);
                left.iter().any(|one| self.partners(*reach, one, &right).next().is_some())
            }
            Expr::AtLeast(count, inner) => are_enough(&self.places(inner), *count),
            _ => true,
        }
    }

    /// Where the query holds, by place, each once: mentions, or the stretch from one side of a proximity to the other.
    pub(super) fn places(&self, query: &Expr) -> Vec<MentionSpan> {
        self.found(query).unwrap_or_default()
    }

    /// The places of a query that holds, which are none where it holds by what shows in no text.
    fn found(&self, query: &Expr) -> Option<Vec<MentionSpan>> {
        query.fold(&|expr, parts: &mut Answers<'_, '_, Option<Vec<MentionSpan>>>| match expr.needs() {
            Needs::Itself(leaf) => self.leaf_holds(leaf).then(|| self.places_of_leaf(leaf)),
            Needs::All => {
                let mut parts = parts.collect::<Option<Vec<_>>>()?;
                match expr {
                    Expr::Near(reach, _) => {
                        let right = parts.pop().unwrap_or_default();
                        let places = self.near(*reach, &merged(parts), &right);
                        (!places.is_empty()).then_some(places)
                    }
                    Expr::AtLeast(count, _) => Some(merged(parts)).filter(|found| are_enough(found, *count)),
                    _ => Some(merged(parts)),
                }
            }
            Needs::Any => parts.flatten().reduce(|a, b| merged(vec![a, b])),
            Needs::Absence => parts.all(|part| part.is_none()).then(Vec::new),
        })
    }

    fn places_of_leaf(&self, leaf: usize) -> Vec<MentionSpan> {
        match &self.leaves[leaf].look {
            LeafTest::Term(term, scope) => self.mentions.of(*term, *scope).map(MentionSpan::from).collect(),
            LeafTest::Filter(_) => Vec::new(),
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
        each_once(&mut found);
        found
    }

    /// The stretches from a mention to every one that is close enough: behind it, the nearest first, then those that
    /// begin before its end, of which some stand in its gaps or round it.
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
        let within = move |other: &&MentionSpan| self.within(reach, one, other);
        let after = after.iter().take_while(may_reach).filter(within);
        let before = if matches!(reach, Reach::InOrder(_)) { &[] } else { before };
        let before = before.iter().rev().take_while(may_reach);
        let apart = move |other: &&MentionSpan| other.last < one.first || one.interlocks(other);
        after.chain(before.filter(apart).filter(within)).map(|other| one.joined_with(other))
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

    /// Whether two mentions, neither of which holds a word of the other, are close enough.
    fn within(&self, reach: Reach, one: &MentionSpan, other: &MentionSpan) -> bool {
        let whole = one.joined_with(other);
        match reach {
            Reach::Words(most) | Reach::InOrder(most) => {
                let (earlier, later) = if one.first < other.first { (one, other) } else { (other, one) };
                later.first.saturating_sub(earlier.last) <= usize::try_from(most).unwrap_or(usize::MAX)
            }
            Reach::Sentence => {
                let at = |byte| self.mentions.sentence_at(one.field, byte);
                at(whole.start) == at(whole.end - 1)
            }
            Reach::Paragraph => {
                let at = |byte| self.mentions.paragraph_at(one.field, byte);
                at(whole.start) == at(whole.end - 1)
            }
        }
    }

    /// The leaves by which the query holds, each once: of an OR only the sides that do, of a NOT none; of a query that
    /// holds.
    pub(super) fn reasons(&self, query: &Expr) -> Vec<usize> {
        let mut leaves = query.fold(&|expr, parts: &mut Answers<'_, '_, Vec<usize>>| match expr.needs() {
            Needs::Itself(leaf) => vec![leaf],
            Needs::All => parts.flatten().collect(),
            Needs::Any => {
                let sides = expr.children().iter().zip(parts);
                sides.filter(|(side, _)| self.holds(side)).flat_map(|(_, leaves)| leaves).collect()
            }
            Needs::Absence => Vec::new(),
        });
        leaves.sort_unstable();
        leaves.dedup();
        leaves
    }

    /// What an excerpt must show to show why the query holds; of a query that holds.
    pub(super) fn cover(&self, query: &Expr) -> Cover {
        // The places of leaves that were met before are not asked for again.
        let known: RefCell<HashMap<usize, Rc<[MentionSpan]>>> = RefCell::default();
        query.fold(&|expr, parts: &mut Answers<'_, '_, Cover>| match expr {
            Expr::Leaf(leaf) if matches!(self.leaves[*leaf].look, LeafTest::Filter(_)) => Cover::Nothing,
            Expr::Leaf(leaf) => {
                let places = || self.places_of_leaf(*leaf).into();
                Cover::Any(Rc::clone(known.borrow_mut().entry(*leaf).or_insert_with(places)))
            }
            Expr::Not(_) => Cover::Nothing,
            Expr::Near(..) | Expr::AtLeast(..) => Cover::Any(self.places(expr).into()),
            Expr::And(_) => Cover::all(parts.collect()),
            Expr::Or(sides) => {
                let sides = sides.iter().zip(parts).filter(|(side, _)| self.holds(side));
                Cover::one_of(sides.map(|(_, cover)| cover).collect())
            }
        })
    }
}

/// All of the places in order, each once.
fn merged(parts: Vec<Vec<MentionSpan>>) -> Vec<MentionSpan> {
    let mut places = parts.concat();
    each_once(&mut places);
    places
}

/// Puts places in order and takes out what stands there twice.
fn each_once(places: &mut Vec<MentionSpan>) {
    places.sort_unstable();
    places.dedup_by(|again, first| {
        let same = (first.field, first.first, first.last) == (again.field, again.first, again.last);
        if same {
            first.taken &= again.taken;
        }
        same
    });
}

fn are_enough(places: &[MentionSpan], count: u32) -> bool {
    places.len() >= usize::try_from(count).unwrap_or(usize::MAX)
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
