//! A changed place as a reader is shown it: with a few words around, cut where it is long, and weighed.

use std::ops::Range;

use crate::change::content::{Fate, Passage, Run, Weight};
use crate::change::diff::{Cell, ChangedPlace};

/// Kept words that are shown on either side of a change.
const CONTEXT: usize = 10;
/// Words of one run that are shown; what is cut is counted.
const LONGEST: usize = 90;
/// Words before a watched name from which a long run is shown, where the name stands far behind its beginning.
const BEFORE_NAME: usize = 15;

/// The sentences of both revisions that name somebody watched, as bytes of the whole text.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// Of the earlier one.
    pub before: Vec<Range<usize>>,
    /// Of the later one.
    pub after: Vec<Range<usize>>,
}

/// What a reader is shown of a changed place: one passage, or several where unchanged words lie between.
pub(crate) fn passages(place: &ChangedPlace, named: &Named) -> Vec<Passage> {
    let cells = &place.cells;
    groups(cells).into_iter().map(|group| passage(cells, group, named)).collect()
}

/// The changed cells, joined where at most twice [`CONTEXT`] kept words of one line lie between; one a line
/// where all came or all went.
fn groups(cells: &[Cell]) -> Vec<Range<usize>> {
    let uniform = cells.iter().all(|cell| cell.fate == cells[0].fate);
    let mut groups: Vec<Range<usize>> = Vec::new();
    let (mut kept_words, mut next_line) = (0, false);
    for (at, cell) in cells.iter().enumerate() {
        next_line |= cell.token.opens_line && (uniform || cell.fate == Fate::Kept || kept_words > 0);
        if cell.fate == Fate::Kept {
            kept_words += usize::from(cell.token.is_word);
            continue;
        }
        let apart = kept_words > 2 * CONTEXT || next_line;
        match groups.last_mut() {
            Some(group) if !apart => group.end = at + 1,
            _ => groups.push(at..at + 1),
        }
        (kept_words, next_line) = (0, false);
    }
    groups
}

fn passage(cells: &[Cell], group: Range<usize>, named: &Named) -> Passage {
    let start = context_start(cells, group.start);
    let end = context_end(cells, group.end);
    let mut shown = runs(&cells[start..end], named);
    if start > 0 && !cells[start].token.opens_line {
        match shown.first_mut() {
            Some(run) if run.fate == Fate::Kept => run.text.insert_str(0, "… "),
            _ => shown.insert(0, Run { fate: Fate::Kept, text: "… ".to_owned() }),
        }
    }
    if cells.get(end).is_some_and(|next| !next.token.opens_line) {
        push(&mut shown, Fate::Kept, " …");
    }
    Passage { weight: weight(&cells[group], named), runs: shown }
}

/// Cells as runs of words with one fate, long ones cut.
pub(crate) fn runs(cells: &[Cell], named: &Named) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for cells in cells.chunk_by(|a, b| a.fate == b.fate) {
        add_run(&mut runs, cells, named);
    }
    runs
}

/// Where the kept words before a change begin that are shown; never in the line before.
fn context_start(cells: &[Cell], change: usize) -> usize {
    let mut words = 0;
    let mut start = change;
    while start > 0 && cells[start - 1].fate == Fate::Kept && words < CONTEXT {
        if start < change && cells[start].token.opens_line {
            break;
        }
        start -= 1;
        words += usize::from(cells[start].token.is_word);
    }
    start
}

/// Where the kept words behind a change end that are shown: a line is not cut for its last few words.
fn context_end(cells: &[Cell], change: usize) -> usize {
    let mut words = 0;
    let mut end = change;
    while let Some(cell) = cells.get(end).filter(|cell| cell.fate == Fate::Kept) {
        if cell.token.opens_line || (words == CONTEXT && cell.token.is_word) {
            break;
        }
        words += usize::from(cell.token.is_word);
        end += 1;
    }
    let rest = cells[end..].iter().position(|cell| cell.fate != Fate::Kept || cell.token.opens_line);
    let line_end = end + rest.unwrap_or(cells.len() - end);
    let words_left = cells[end..line_end].iter().filter(|cell| cell.token.is_word).count();
    let ends_there = cells.get(line_end).is_none_or(|cell| cell.token.opens_line);
    if ends_there && words_left <= CONTEXT / 2 { line_end } else { end }
}

/// Adds cells of one fate. White space at their ends belongs to what was kept, so that marks stand at words.
fn add_run(runs: &mut Vec<Run>, cells: &[Cell], named: &Named) {
    let Some(first) = cells.first() else { return };
    let after_gap = runs.last().is_some_and(|run| !run.text.ends_with(' '));
    let spaced = first.token.spaced || first.token.opens_line;
    match (runs.last().map(|run| run.fate), first.fate) {
        (Some(Fate::Removed), Fate::Added) | (None, _) => {}
        (Some(_), _) if spaced && after_gap => push(runs, Fate::Kept, " "),
        _ => {}
    }
    let text = if first.fate == Fate::Kept { joined(cells) } else { shortened(cells, named) };
    push(runs, first.fate, &text);
}

fn push(runs: &mut Vec<Run>, fate: Fate, text: &str) {
    match runs.last_mut() {
        Some(run) if run.fate == fate => run.text.push_str(text),
        _ => runs.push(Run { fate, text: text.to_owned() }),
    }
}

/// The words as published, single spaces between them.
fn joined(cells: &[Cell]) -> String {
    let mut text = String::new();
    for cell in cells {
        if !text.is_empty() && (cell.token.spaced || cell.token.opens_line) {
            text.push(' ');
        }
        text.push_str(cell.token.text);
    }
    text
}

/// The same, cut where it is long: around the first watched name, else at the end.
fn shortened(cells: &[Cell], named: &Named) -> String {
    if cells.len() <= LONGEST {
        return joined(cells);
    }
    let name = cells.iter().position(|cell| is_near(cell, named)).unwrap_or(0);
    let start = if name + BEFORE_NAME > LONGEST { name - BEFORE_NAME } else { 0 };
    let end = (start + LONGEST).min(cells.len());
    let words = |cells: &[Cell]| cells.iter().filter(|cell| cell.token.is_word).count();
    let left_out = words(&cells[..start]) + words(&cells[end..]);
    let dots = if start > 0 { "… " } else { "" };
    match left_out {
        0 => joined(cells),
        1 => format!("{dots}{} … (1 more word)", joined(&cells[start..end])),
        more => format!("{dots}{} … ({more} more words)", joined(&cells[start..end])),
    }
}

/// Whether a changed word stands in a sentence that names somebody watched.
fn is_near(cell: &Cell, named: &Named) -> bool {
    let sentences = if cell.fate == Fate::Removed { &named.before } else { &named.after };
    sentences.iter().any(|sentence| sentence.contains(&cell.token.start))
}

/// What a changed place means for a reader.
pub(crate) fn weight(cells: &[Cell], named: &Named) -> Weight {
    let of = |fate: Fate| cells.iter().filter(move |cell| cell.fate == fate);
    let removed = of(Fate::Removed).next().is_some();
    if of(Fate::Removed).any(|cell| is_near(cell, named)) {
        Weight::RemovedNearName
    } else if removed {
        Weight::Removed
    } else if of(Fate::Added).any(|cell| is_near(cell, named)) {
        Weight::AddedNearName
    } else {
        Weight::Added
    }
}
