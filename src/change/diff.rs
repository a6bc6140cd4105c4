//! The words of two revisions side by side: what stayed, what went away, what came.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::change::content::Fate;
use crate::change::token::{DiffToken, tokens};
use crate::entry::noise;

/// Lines of a revision that are compared one by one. Above, the whole text counts as one changed place: a
/// limit on work in place of a deadline, so that the same two texts always give the same answer.
const LINES: usize = 4000;
/// Words of one changed place that are compared one by one.
const WORDS: usize = 6000;
/// Kept words between two changed ones that are not worth keeping: `of the` alone helps no reader.
const SCRAPS: usize = 2;

/// A line of a revision that says something.
#[derive(Debug)]
pub(crate) struct DiffLine<'a> {
    /// Its words and marks, at least one.
    pub tokens: Vec<DiffToken<'a>>,
    /// The keys of the tokens.
    pub key: String,
}

/// One token with its fate.
#[derive(Debug, Clone)]
pub(crate) struct Cell<'t, 'a> {
    /// What became of it.
    pub fate: Fate,
    /// The token, of the later revision where it stayed.
    pub token: &'t DiffToken<'a>,
    /// The same token of the earlier revision, where it stayed.
    twin: Option<&'t DiffToken<'a>>,
}

impl<'t, 'a> Cell<'t, 'a> {
    fn changed(fate: Fate, token: &'t DiffToken<'a>) -> Self {
        Self { fate, token, twin: None }
    }
}

/// A run of lines in which something changed.
#[derive(Debug, Default)]
pub(crate) struct ChangedPlace<'t, 'a> {
    /// The tokens in order; removed ones stand before what took their place.
    pub cells: Vec<Cell<'t, 'a>>,
}

impl<'a> DiffLine<'a> {
    /// A text that is one line, such as a title.
    pub(crate) fn of(text: &'a str) -> Self {
        let tokens = tokens(text, 0);
        Self { key: key(&tokens), tokens }
    }
}

impl ChangedPlace<'_, '_> {
    /// Words that went away.
    pub(crate) fn removed_words(&self) -> usize {
        self.cells.iter().filter(|cell| cell.fate == Fate::Removed && cell.token.is_word).count()
    }
}

/// The lines of a text that say something.
pub(crate) fn lines(text: &str) -> Vec<DiffLine<'_>> {
    let mut lines = Vec::new();
    for line in noise::lines(text) {
        let mut tokens = tokens(line.text, line.start);
        for part in line.noise {
            tokens.retain(|token| !part.contains(&(token.start - line.start)));
        }
        if let Some(first) = tokens.first_mut() {
            first.opens_line = true;
            lines.push(DiffLine { key: key(&tokens), tokens });
        }
    }
    lines
}

fn key(tokens: &[DiffToken]) -> String {
    let keys: Vec<&str> = tokens.iter().map(|token| token.key.as_ref()).collect();
    keys.join(" ")
}

/// The places that changed, in the order of the text. Lines that only moved are no change.
pub(crate) fn places<'t, 'a>(
    before: &'t [DiffLine<'a>],
    after: &'t [DiffLine<'a>],
) -> Vec<ChangedPlace<'t, 'a>> {
    let old: Vec<&str> = before.iter().map(|line| line.key.as_str()).collect();
    let new: Vec<&str> = after.iter().map(|line| line.key.as_str()).collect();
    let ops = if old.len().max(new.len()) > LINES {
        vec![DiffOp::Replace { old_index: 0, old_len: old.len(), new_index: 0, new_len: new.len() }]
    } else {
        capture_diff_slices(Algorithm::Myers, &old, &new)
    };
    let changed: Vec<&DiffOp> = ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })).collect();
    let (mut gone, mut come) = (HashMap::new(), HashMap::new());
    for op in &changed {
        old[op.old_range()].iter().for_each(|line| *gone.entry(*line).or_insert(0_usize) += 1);
        new[op.new_range()].iter().for_each(|line| *come.entry(*line).or_insert(0_usize) += 1);
    }
    let stays = |lines: &'t [DiffLine<'a>], elsewhere: &mut HashMap<&str, usize>| -> Vec<&'t DiffLine<'a>> {
        let moved = |line: &DiffLine| match elsewhere.get_mut(line.key.as_str()) {
            Some(left @ 1..) => {
                *left -= 1;
                true
            }
            _ => false,
        };
        let mut moved = moved;
        lines.iter().filter(|line| !moved(line)).collect()
    };
    let place = |op: &&DiffOp| {
        let removed = stays(&before[op.old_range()], &mut come);
        let added = stays(&after[op.new_range()], &mut gone);
        words(&removed, &added)
    };
    changed.iter().map(place).filter(|place| !place.cells.is_empty()).collect()
}

/// The words of some lines compared with those that took their place.
pub(crate) fn words<'t, 'a>(
    removed: &[&'t DiffLine<'a>],
    added: &[&'t DiffLine<'a>],
) -> ChangedPlace<'t, 'a> {
    let old: Vec<&'t DiffToken<'a>> = removed.iter().flat_map(|line| &line.tokens).collect();
    let new: Vec<&'t DiffToken<'a>> = added.iter().flat_map(|line| &line.tokens).collect();
    if old.is_empty() || new.is_empty() || old.len().max(new.len()) > WORDS {
        return replaced(&old, &new);
    }
    let old_keys: Vec<&str> = old.iter().map(|token| token.key.as_ref()).collect();
    let new_keys: Vec<&str> = new.iter().map(|token| token.key.as_ref()).collect();
    let mut cells = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old_keys, &new_keys) {
        if let DiffOp::Equal { .. } = op {
            let twins = new[op.new_range()].iter().zip(&old[op.old_range()]);
            cells.extend(twins.map(|(token, twin)| Cell { fate: Fate::Kept, token, twin: Some(twin) }));
        } else {
            cells.extend(old[op.old_range()].iter().map(|token| Cell::changed(Fate::Removed, token)));
            cells.extend(new[op.new_range()].iter().map(|token| Cell::changed(Fate::Added, token)));
        }
    }
    let kept = cells.iter().filter(|cell| cell.fate == Fate::Kept && cell.token.is_word).count();
    let all = |tokens: &[&DiffToken]| tokens.iter().filter(|token| token.is_word).count();
    if kept * 10 < all(&old).max(all(&new)) * 3 {
        return replaced(&old, &new);
    }
    ChangedPlace { cells: without_scraps(&cells) }
}

fn replaced<'t, 'a>(old: &[&'t DiffToken<'a>], new: &[&'t DiffToken<'a>]) -> ChangedPlace<'t, 'a> {
    let removed = old.iter().map(|token| Cell::changed(Fate::Removed, token));
    let added = new.iter().map(|token| Cell::changed(Fate::Added, token));
    ChangedPlace { cells: removed.chain(added).collect() }
}

/// Joins changes with no more than a scrap of kept words between them: confetti is not read.
fn without_scraps<'t, 'a>(cells: &[Cell<'t, 'a>]) -> Vec<Cell<'t, 'a>> {
    let runs: Vec<Vec<Cell<'t, 'a>>> = cells
        .chunk_by(|a, b| (a.fate == Fate::Kept) == (b.fate == Fate::Kept))
        .map(<[Cell]>::to_vec)
        .collect();
    let count = |run: &[Cell]| run.iter().filter(|cell| cell.token.is_word).count();
    let mut joined: Vec<Cell<'t, 'a>> = Vec::new();
    let mut open: Vec<Cell<'t, 'a>> = Vec::new();
    for (place, run) in runs.iter().enumerate() {
        let kept = run.first().is_some_and(|cell| cell.fate == Fate::Kept);
        let neighbours = place.checked_sub(1).and_then(|before| runs.get(before)).zip(runs.get(place + 1));
        let scrap = kept
            && count(run) <= SCRAPS
            && neighbours.is_some_and(|(left, right)| count(left).min(count(right)) > count(run));
        if scrap {
            open.extend(run.iter().filter_map(|cell| Some(Cell::changed(Fate::Removed, cell.twin?))));
            open.extend(run.iter().map(|cell| Cell::changed(Fate::Added, cell.token)));
        } else if kept {
            joined.extend(removed_first(std::mem::take(&mut open)));
            joined.extend(run.iter().cloned());
        } else {
            open.extend(run.iter().cloned());
        }
    }
    joined.extend(removed_first(open));
    joined
}

fn removed_first<'t, 'a>(mut cells: Vec<Cell<'t, 'a>>) -> Vec<Cell<'t, 'a>> {
    cells.sort_by_key(|cell| cell.fate == Fate::Added);
    cells
}
