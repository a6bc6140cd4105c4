//! The smallest stretches of a field that show why a query holds.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use crate::watch::item::Field;
use crate::watch::mentions::MentionSpan;

/// What a stretch must cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cover {
    /// What shows in no text: a property of the feed, something absent.
    Nothing,
    /// One of these places, which other parts may ask for too.
    Any(Rc<[MentionSpan]>),
    All(Vec<Cover>),
    OneOf(Vec<Cover>),
}

impl Cover {
    /// All of the parts that show in a text.
    pub(super) fn all(parts: Vec<Self>) -> Self {
        Self::joined(parts, Self::All)
    }

    /// One of the parts, of those that show in a text.
    pub(super) fn one_of(parts: Vec<Self>) -> Self {
        Self::joined(parts, Self::OneOf)
    }

    fn joined(mut parts: Vec<Self>, join: fn(Vec<Self>) -> Self) -> Self {
        parts.retain(|part| *part != Self::Nothing);
        match parts.pop() {
            None => Self::Nothing,
            Some(only) if parts.is_empty() => only,
            Some(last) => {
                parts.push(last);
                join(parts)
            }
        }
    }

    /// Calls `each` with every stretch of a field that covers it and would not without its first place. Takes
    /// as many steps as there are places, times the depth.
    pub(super) fn each_window(&self, field: Field, mut each: impl FnMut(Range<usize>)) {
        let mut counts = CoverCounts::default();
        let mut places: Vec<(usize, usize, usize)> = Vec::new();
        counts.enter(self, None, field, &mut places);
        places.sort_unstable();
        let mut first = 0;
        for &(_, end, leaf) in &places {
            counts.add(leaf);
            while counts.is_covered() {
                let (start, own_end, leaf) = places[first];
                counts.remove(leaf);
                if !counts.is_covered() {
                    each(start..end.max(own_end));
                }
                first += 1;
            }
        }
    }
}

/// A cover whose places come and go: each node knows how many of its parts are covered.
#[derive(Debug, Default)]
struct CoverCounts {
    /// The whole first.
    nodes: Vec<CoverNode>,
    /// The nodes of sets of places, by where the set is in memory.
    shared: HashMap<*const MentionSpan, usize>,
    /// What is still to be told that a part of it came or went.
    told: Vec<usize>,
}

#[derive(Debug)]
struct CoverNode {
    parents: Vec<usize>,
    /// How many places or parts it needs.
    needs: usize,
    has: usize,
}

impl CoverCounts {
    fn enter(
        &mut self,
        cover: &Cover,
        parent: Option<usize>,
        field: Field,
        places: &mut Vec<(usize, usize, usize)>,
    ) {
        if let Cover::Any(found) = cover
            && let Some(known) = self.shared.get(&found.as_ptr())
        {
            self.nodes[*known].parents.extend(parent);
            return;
        }
        let node = self.nodes.len();
        let (needs, parts) = match cover {
            Cover::Nothing => (usize::MAX, &[][..]),
            Cover::Any(found) => {
                let here = found.iter().filter(|place| place.field == field);
                places.extend(here.map(|place| (place.start, place.end, node)));
                self.shared.insert(found.as_ptr(), node);
                (1, &[][..])
            }
            Cover::All(parts) => (parts.len(), parts.as_slice()),
            Cover::OneOf(parts) => (1, parts.as_slice()),
        };
        self.nodes.push(CoverNode { parents: parent.into_iter().collect(), needs, has: 0 });
        for part_of_it in parts {
            self.enter(part_of_it, Some(node), field, places);
        }
    }

    fn is_covered(&self) -> bool {
        self.nodes.first().is_some_and(|whole| whole.has >= whole.needs)
    }

    fn add(&mut self, leaf: usize) {
        self.told.push(leaf);
        while let Some(at) = self.told.pop() {
            let node = &mut self.nodes[at];
            node.has += 1;
            if node.has == node.needs {
                self.told.extend_from_slice(&node.parents);
            }
        }
    }

    fn remove(&mut self, leaf: usize) {
        self.told.push(leaf);
        while let Some(at) = self.told.pop() {
            let node = &mut self.nodes[at];
            node.has -= 1;
            if node.has + 1 == node.needs {
                self.told.extend_from_slice(&node.parents);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(starts: &[usize]) -> Cover {
        let place = |start: &usize| MentionSpan {
            field: Field::Text,
            start: *start,
            end: start + 1,
            first: 0,
            last: 0,
            taken: 1,
        };
        Cover::Any(starts.iter().map(place).collect())
    }

    #[test]
    fn windows_are_as_small_as_they_can_be() {
        let check = |cover: &Cover, expected: &[(usize, usize)]| {
            let mut found = Vec::new();
            cover.each_window(Field::Text, |window| found.push((window.start, window.end)));
            assert_eq!(found, expected, "{cover:?}");
        };
        check(&at(&[3, 8]), &[(3, 4), (8, 9)]);
        check(&Cover::all(vec![at(&[0, 10, 30]), at(&[12, 29])]), &[(10, 13), (29, 31)]);
        check(&Cover::all(vec![at(&[0, 10]), Cover::Nothing]), &[(0, 1), (10, 11)]);
        check(&Cover::one_of(vec![Cover::Nothing, at(&[7])]), &[(7, 8)]);
        check(&Cover::Nothing, &[]);
        let either = Cover::one_of(vec![Cover::all(vec![at(&[0]), at(&[90])]), at(&[50])]);
        check(&Cover::all(vec![either, at(&[60])]), &[(50, 61)]);
        at(&[3]).each_window(Field::Title, |window| panic!("{window:?} is in another field"));
    }
}
