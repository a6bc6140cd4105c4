//! An edit as a mail shows it: when it was seen, what its publisher says of it, and the changed places word by word.

use crate::change::{Extent, Fate, Run};
use crate::digest::view::Compared;
use crate::digest::words::Clock;
use crate::digest::{Edit, clean};
use crate::wording;
use crate::wording::counted;

/// The edit under a word for it, which is another one where the publisher marks a correction.
pub(super) fn compared(what: &str, edit: &Edit, clock: &Clock) -> Compared {
    let change = &edit.change;
    let times = match (edit.revisions, edit.seen_once) {
        (1, false) => ", seen".to_owned(),
        (1, true) => ", seen once,".to_owned(),
        (number, false) => format!(" {number} times, last seen"),
        (number, true) => format!(" {number} times, the last seen once,"),
    };
    let extent = match change.extent {
        Extent::Edited => "",
        Extent::Rewritten => "; mostly rewritten",
    };
    let what = if change.correction.is_some() { "Corrected by its publisher" } else { what };
    let is_told = |run: &Run| change.correction.as_ref().is_some_and(|words| run.text.trim() == words);
    let correction = change.correction.iter().map(|words| Run { fate: Fate::Added, text: words.clone() });
    let passages = change.title.iter().chain(&change.passages);
    let passages = passages.filter(|passage| !passage.runs.iter().any(is_told));
    let runs = passages.map(|passage| shown_runs(&passage.runs));
    let passages = correction.map(|run| shown_runs(&[run])).chain(runs).collect();
    let more = match change.more {
        0 => String::new(),
        more => format!("And {}.", counted(more, "more changed place", "more changed places")),
    };
    Compared { said: format!("{what}{times} {}{extent}:", clock.moment(edit.seen)), passages, more }
}

/// Runs on one line each, long ones cut.
fn shown_runs(runs: &[Run]) -> Vec<Run> {
    let shown = |run: &Run| {
        let long = run.text.chars().nth(clean::QUOTE_LIMIT).is_some();
        let text = if long {
            wording::line_up_to(clean::QUOTE_LIMIT, &run.text)
        } else {
            wording::spaced(&run.text)
        };
        Run { fate: run.fate, text }
    };
    runs.iter().map(shown).filter(|run| !run.text.is_empty()).collect()
}
