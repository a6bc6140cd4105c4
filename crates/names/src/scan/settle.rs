//! What one mention says about another: exclusions, full names around surnames, overlaps.

use crate::spec::hit::{Manner, NameHit};
use crate::spec::term::TermId;

/// A hit before the mentions have been held against each other.
pub(crate) struct HitCandidate {
    pub hit: NameHit,
    pub role: HitRole,
}

/// What a mention may say about others, or others about it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HitRole {
    /// Nothing.
    Plain,
    /// A person's name with the given name.
    Full,
    /// A surname alone: does not count inside the full name of somebody else.
    Lone,
    /// A surname alone of somebody whose full name stands in the item.
    Anchored,
    /// What the watchlist excludes.
    Cancels,
}

/// Holds the candidates against each other and appends what counts. Takes as many steps as there are candidates,
/// times the logarithm, whatever the text.
pub(crate) fn settle(mut candidates: Vec<HitCandidate>, hits: &mut Vec<NameHit>) {
    if candidates.len() > 1
        || candidates.iter().any(|one| matches!(one.role, HitRole::Anchored | HitRole::Cancels))
    {
        drop_cancelled(&mut candidates);
        drop_lone(&mut candidates);
        drop_overlapping(&mut candidates);
    }
    hits.extend(candidates.into_iter().map(|one| one.hit));
}

/// Mentions that the watchlist excludes, with everything of the same term that overlaps them.
fn drop_cancelled(candidates: &mut Vec<HitCandidate>) {
    if !candidates.iter().any(|one| one.role == HitRole::Cancels) {
        return;
    }
    let place = |hit: &NameHit| (hit.term, hit.part, hit.start, hit.end);
    let mut full: Vec<_> =
        candidates.iter().filter(|one| one.role == HitRole::Full).map(|one| place(&one.hit)).collect();
    full.sort_unstable();
    // An initial inside a longer full name says nothing against it: Ilham H. Aliyev is not Heydar.
    let is_inside = |hit: &NameHit| {
        let (term, part, start, end) = place(hit);
        let before = full.partition_point(|one| (one.0, one.1, one.2) < (term, part, start));
        let last = before.checked_sub(1).map(|at| full[at]);
        last.is_some_and(|one| (one.0, one.1) == (term, part) && one.3 >= end)
    };
    candidates.retain(|one| {
        one.role != HitRole::Cancels || one.hit.why.manner != Manner::Initials || !is_inside(&one.hit)
    });
    let cancelled = candidates.extract_if(.., |one| one.role == HitRole::Cancels);
    let mut cancelled: Vec<(TermId, usize, usize, usize)> = cancelled.map(|one| place(&one.hit)).collect();
    cancelled.sort_unstable();
    // Each with the furthest end of it and all before it of the same term and text.
    for at in 1..cancelled.len() {
        let (term, part, _, end) = cancelled[at - 1];
        if (term, part) == (cancelled[at].0, cancelled[at].1) {
            cancelled[at].3 = cancelled[at].3.max(end);
        }
    }
    candidates.retain(|one| {
        let (term, part, start, end) = place(&one.hit);
        let behind = cancelled.partition_point(|not| (not.0, not.1, not.2) < (term, part, end));
        let last = behind.checked_sub(1).map(|at| cancelled[at]);
        !last.is_some_and(|not| (not.0, not.1) == (term, part) && not.3 > start)
    });
}

/// A full name, with what is known of those that begin before it in the same text.
struct Full {
    part: usize,
    start: usize,
    /// The furthest end and whose name it is.
    furthest: (usize, TermId),
    /// The furthest end of the name of anybody else.
    other: usize,
}

/// Lone surnames that are part of somebody else's full name.
fn drop_lone(candidates: &mut Vec<HitCandidate>) {
    let lone = |one: &HitCandidate| matches!(one.role, HitRole::Lone | HitRole::Anchored);
    if !candidates.iter().any(lone) {
        return;
    }
    let full =
        |hit: &NameHit| Full { part: hit.part, start: hit.start, furthest: (hit.end, hit.term), other: 0 };
    let mut names: Vec<Full> =
        candidates.iter().filter(|one| one.role == HitRole::Full).map(|one| full(&one.hit)).collect();
    names.sort_unstable_by_key(|name| (name.part, name.start));
    for at in 1..names.len() {
        let (before, name) = names.split_at_mut(at);
        if let (Some(before), Some(name)) = (before.last(), name.first_mut())
            && before.part == name.part
        {
            name.other = before.other;
            let (first, second) = if before.furthest > name.furthest {
                (before.furthest, name.furthest)
            } else {
                (name.furthest, before.furthest)
            };
            name.furthest = first;
            if second.1 != first.1 {
                name.other = name.other.max(second.0);
            }
        }
    }
    candidates.retain(|one| {
        let hit = &one.hit;
        let behind = names.partition_point(|name| (name.part, name.start) < (hit.part, hit.end));
        let last = behind.checked_sub(1).map(|at| &names[at]).filter(|name| name.part == hit.part);
        let inside = last.is_some_and(|name| {
            let (end, term) = name.furthest;
            if term == hit.term { name.other > hit.start } else { end > hit.start }
        });
        !lone(one) || !inside
    });
}

/// Of overlapping mentions of one term the longest, then the most certain, remains.
fn drop_overlapping(candidates: &mut Vec<HitCandidate>) {
    candidates.sort_by(|a, b| {
        let (a, b) = (&a.hit, &b.hit);
        let place = (a.term, a.part, a.start).cmp(&(b.term, b.part, b.start));
        place.then(b.end.cmp(&a.end)).then(b.confidence.total_cmp(&a.confidence))
    });
    candidates.dedup_by(|next, kept| {
        let (one, other) = (&next.hit, &kept.hit);
        let overlap = one.part == other.part && one.start < other.end && other.start < one.end;
        let same = overlap && one.term == other.term;
        if same && one.end - one.start > other.end - other.start {
            std::mem::swap(next, kept);
        }
        same
    });
    candidates.sort_by_key(|one| (one.hit.part, one.hit.start, one.hit.term));
}
