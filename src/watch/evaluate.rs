//! The one evaluator: whether a query holds for an item, where, and by which of its leaves.

use crate::watch::mentions::Mentions;
use crate::watch::mentions::Place;
use crate::watch::query::Reach;
use crate::watch::rule::Expr;
use crate::watch::rule::Leaf;
use crate::watch::rule::Look;

/// Partners looked at on either side of a mention; a text that crowds more within reach says nothing new.
const PARTNERS: usize = 64;
/// Stretches that one proximity yields; a chain over a hostile text would multiply them.
const MOST_PLACES: usize = 20_000;

/// A query asked of one item.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) leaves: &'a [Leaf],
    pub(super) mentions: &'a Mentions<'a>,
}

impl Question<'_> {
    /// Whether the query holds.
    pub(super) fn holds(&self, query: &Expr) -> bool {
        match query {
            Expr::Leaf(leaf) => match &self.leaves[*leaf].look {
                Look::Term(term, scope) => self.mentions.of(*term, *scope).next().is_some(),
                Look::Filter(filter) => filter.holds(self.mentions.item),
            },
            Expr::And(parts) => parts.iter().all(|part| self.holds(part)),
            Expr::Or(parts) => parts.iter().any(|part| self.holds(part)),
            Expr::Not(inner) => !self.holds(inner),
            Expr::Near(..) => !self.places(query).is_empty(),
            Expr::AtLeast(count, inner) => {
                self.holds(inner) && self.places(inner).len() >= usize::try_from(*count).unwrap_or(usize::MAX)
            }
        }
    }

    /// Where the query holds, by place, each once: mentions, or the stretch from one side of a proximity to the other.
    pub(super) fn places(&self, query: &Expr) -> Vec<Place> {
        match query {
            Expr::Leaf(leaf) => match &self.leaves[*leaf].look {
                Look::Term(term, scope) => self.mentions.of(*term, *scope).map(Place::from).collect(),
                Look::Filter(_) => Vec::new(),
            },
            Expr::And(parts) if !parts.iter().all(|part| self.holds(part)) => Vec::new(),
            Expr::And(parts) | Expr::Or(parts) => {
                let mut places: Vec<Place> = parts.iter().flat_map(|part| self.places(part)).collect();
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

    fn near(&self, reach: Reach, left: &[Place], right: &[Place]) -> Vec<Place> {
        let longest = right.iter().map(|place| place.last - place.first).max().unwrap_or(0);
        let mut found = Vec::new();
        for one in left {
            let middle = right.partition_point(|other| (other.part, other.first) <= (one.part, one.last));
            let after = right[middle..].iter().take_while(|other| self.may_reach(reach, one, other, longest));
            let after = after.filter(|other| self.within(reach, one, other)).take(PARTNERS);
            found.extend(after.map(|other| join(one, other)));
            if !matches!(reach, Reach::InOrder(_)) {
                let before = right[..middle].iter().rev();
                let before = before.take_while(|other| self.may_reach(reach, one, other, longest));
                let before = before.filter(|other| other.last < one.first && self.within(reach, other, one));
                found.extend(before.take(PARTNERS).map(|other| join(other, one)));
            }
            if found.len() > MOST_PLACES {
                break;
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether `other`, or one beyond it in the order of starts, can still be close enough to `one`.
    fn may_reach(&self, reach: Reach, one: &Place, other: &Place, longest: usize) -> bool {
        let words = |most: u32| {
            let apart = if other.first > one.last {
                other.first - one.last
            } else {
                one.first.saturating_sub(other.first + longest)
            };
            apart <= usize::try_from(most).unwrap_or(usize::MAX)
        };
        one.part == other.part
            && match reach {
                Reach::Words(most) | Reach::InOrder(most) => words(most),
                Reach::Sentence => {
                    self.mentions.sentence_at(one.part, one.start)
                        == self.mentions.sentence_at(one.part, other.start)
                }
                Reach::Paragraph => {
                    self.mentions.paragraph_at(one.part, one.start)
                        == self.mentions.paragraph_at(one.part, other.start)
                }
            }
    }

    /// Whether `later`, which begins after `earlier` ends, is close enough.
    fn within(&self, reach: Reach, earlier: &Place, later: &Place) -> bool {
        match reach {
            Reach::Words(most) | Reach::InOrder(most) => {
                later.first - earlier.last <= usize::try_from(most).unwrap_or(usize::MAX)
            }
            Reach::Sentence => {
                let at = |byte| self.mentions.sentence_at(earlier.part, byte);
                at(earlier.start) == at(later.end - 1)
            }
            Reach::Paragraph => {
                let at = |byte| self.mentions.paragraph_at(earlier.part, byte);
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

    /// What an excerpt must show: for each way in which the query holds, the sets of places of which it needs one.
    ///
    /// At most `MOST_WAYS` ways are followed, the first ones.
    pub(super) fn ways(&self, query: &Expr) -> Vec<Vec<Vec<Place>>> {
        const MOST_WAYS: usize = 16;
        match query {
            Expr::Leaf(leaf) if matches!(self.leaves[*leaf].look, Look::Filter(_)) => vec![Vec::new()],
            Expr::Not(_) => vec![Vec::new()],
            Expr::Leaf(_) | Expr::Near(..) | Expr::AtLeast(..) => vec![vec![self.places(query)]],
            Expr::And(parts) => {
                let mut ways: Vec<Vec<Vec<Place>>> = vec![Vec::new()];
                for part in parts {
                    let more = self.ways(part);
                    let both = |way: &Vec<Vec<Place>>| {
                        more.iter().map(|more| [way.as_slice(), more].concat()).collect::<Vec<_>>()
                    };
                    ways = ways.iter().flat_map(both).take(MOST_WAYS).collect();
                }
                ways
            }
            Expr::Or(parts) => {
                let holding: Vec<&Expr> = parts.iter().filter(|part| self.holds(part)).collect();
                let (plain, joined): (Vec<&Expr>, Vec<&Expr>) =
                    holding.into_iter().partition(|part| !matches!(part, Expr::And(_)));
                let mut places: Vec<Place> = plain.into_iter().flat_map(|part| self.places(part)).collect();
                places.sort_unstable();
                let mut ways: Vec<Vec<Vec<Place>>> =
                    if places.is_empty() { Vec::new() } else { vec![vec![places]] };
                ways.extend(joined.into_iter().flat_map(|part| self.ways(part)));
                ways.truncate(MOST_WAYS);
                if ways.is_empty() { vec![Vec::new()] } else { ways }
            }
        }
    }
}

fn join(earlier: &Place, later: &Place) -> Place {
    Place { end: later.end, last: later.last, ..*earlier }
}
