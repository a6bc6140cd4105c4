//! Two texts as one, word by word, with nothing left out: for whoever wants to read all of it.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::change::content::{Fate, Run};
use crate::change::diff::{Cell, DiffLine, words};

/// Lines that are compared one by one; of longer texts the rest counts as replaced.
const LINES: usize = 4_000;

/// The paragraphs of both texts in order, each in runs of words with one fate.
pub(crate) fn whole_text(before: &str, after: &str) -> Vec<Vec<Run>> {
    let (old, new) = (said_lines(before), said_lines(after));
    let ops = if old.len().max(new.len()) > LINES {
        vec![DiffOp::Replace { old_index: 0, old_len: old.len(), new_index: 0, new_len: new.len() }]
    } else {
        capture_diff_slices(Algorithm::Myers, &old, &new)
    };
    let mut paragraphs = Vec::new();
    for op in ops {
        if let DiffOp::Equal { .. } = op {
            let kept = new[op.new_range()].iter();
            paragraphs.extend(kept.map(|line| vec![Run { fate: Fate::Kept, text: (*line).to_owned() }]));
        } else {
            let (gone, come) = (opened(&old[op.old_range()]), opened(&new[op.new_range()]));
            // As many lines for as many: each is the other one's successor.
            let size = if gone.len() == come.len() { 1 } else { gone.len().max(come.len()) };
            let (mut gone, mut come) = (gone.chunks(size), come.chunks(size));
            loop {
                let pair = (gone.next().unwrap_or_default(), come.next().unwrap_or_default());
                if pair.0.is_empty() && pair.1.is_empty() {
                    break;
                }
                let place = words(&pair.0.iter().collect::<Vec<_>>(), &pair.1.iter().collect::<Vec<_>>());
                paragraphs.extend(in_paragraphs(&place.cells));
            }
        }
    }
    paragraphs
}

/// The lines that say something.
fn said_lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

fn opened<'a>(lines: &[&'a str]) -> Vec<DiffLine<'a>> {
    let mut lines: Vec<DiffLine<'a>> = lines.iter().map(|line| DiffLine::of(line)).collect();
    for first in lines.iter_mut().filter_map(|line| line.tokens.first_mut()) {
        first.opens_line = true;
    }
    lines
}

fn in_paragraphs(cells: &[Cell]) -> Vec<Vec<Run>> {
    let mut paragraphs: Vec<Vec<Run>> = Vec::new();
    for cell in cells {
        if cell.token.opens_line || paragraphs.is_empty() {
            paragraphs.push(Vec::new());
        }
        let Some(runs) = paragraphs.last_mut() else { continue };
        let is_spaced = cell.token.spaced && !runs.is_empty();
        let fate = runs.last().map(|run| run.fate);
        if is_spaced && fate != Some(cell.fate) && fate != Some(Fate::Kept) && cell.fate != Fate::Kept {
            // A space between what went and what came belongs to neither.
            runs.push(Run { fate: Fate::Kept, text: " ".to_owned() });
        } else if is_spaced && (fate == Some(cell.fate) || fate == Some(Fate::Kept)) {
            runs.iter_mut().rev().take(1).for_each(|run| run.text.push(' '));
        }
        let before = if is_spaced && cell.fate == Fate::Kept && fate != Some(Fate::Kept) { " " } else { "" };
        match runs.last_mut() {
            Some(run) if run.fate == cell.fate => run.text.push_str(cell.token.text),
            _ => runs.push(Run { fate: cell.fate, text: format!("{before}{}", cell.token.text) }),
        }
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_both_texts_is_there_with_its_fate() {
        let before = "The first line stays.\n\nThe talks in Baku went on for six hours.\nA line that goes.";
        let after =
            "The first line stays.\nThe talks in Baku went on for eight hours.\nOne that comes, all new.";
        let shown: Vec<String> = whole_text(before, after)
            .into_iter()
            .map(|runs| {
                let marked = runs.into_iter().map(|run| match run.fate {
                    Fate::Kept => run.text,
                    Fate::Removed => format!("[-{}-]", run.text),
                    Fate::Added => format!("[+{}+]", run.text),
                });
                marked.collect()
            })
            .collect();
        assert_eq!(shown.first().map(String::as_str), Some("The first line stays."));
        assert_eq!(
            shown.get(1).map(String::as_str),
            Some("The talks in Baku went on for [-six-] [+eight+] hours.")
        );
        assert!(
            shown.concat().contains("A line that goes") && shown.concat().contains("One that comes"),
            "{shown:?}"
        );
    }
}
