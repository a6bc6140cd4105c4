//! An entry in a list, and pieces of text of which some are marked.

use jiff::Timestamp;

use crate::ask::desk::{FoundKind, MarkedText, finds_by_event, turned};
use crate::ask::search::SearchedEntry;
use crate::digest::words::{Clock, language};
use crate::store::finds::Find;
use crate::wording::list_up_to;

/// Names that are shown of those that were found.
const NAMED: usize = 6;

/// A run of text, marked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextPiece {
    pub text: String,
    pub marked: bool,
}

/// An entry in a list.
#[derive(Debug, Clone)]
pub(super) struct EntryRow {
    pub number: i64,
    pub title: String,
    pub source: String,
    pub lang: Option<String>,
    /// The name of the language.
    pub language: Option<String>,
    /// When it was first seen, on the reader's clock.
    pub seen: String,
    /// What became of it: the class and the words.
    pub turn: Option<(&'static str, String)>,
    pub excerpts: Vec<Vec<TextPiece>>,
    /// The names that were found.
    pub terms: String,
    /// Over the first of several that tell of one event: `One event: 3 publishers, 2 languages`.
    pub opens_event: Option<String>,
    /// Whether it tells of the event of the row before.
    pub follows: bool,
}

/// A text in pieces. Marks that cannot be right mark nothing.
pub(super) fn pieces(text: &str, marks: &[(usize, usize)]) -> Vec<TextPiece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut push = |part: Option<&str>, marked| {
        if let Some(text) = part.filter(|part| !part.is_empty()) {
            pieces.push(TextPiece { text: text.to_owned(), marked });
        }
    };
    for &(start, end) in marks {
        if start < at || text.get(start..end).is_none() {
            continue;
        }
        push(text.get(at..start), false);
        push(text.get(start..end), true);
        at = end;
    }
    push(text.get(at..), false);
    pieces
}

/// A marked text in pieces.
pub(super) fn marked(text: &MarkedText) -> Vec<TextPiece> {
    pieces(&text.text, &text.marks)
}

/// A title, or what stands for one.
pub(super) fn titled(title: &str) -> String {
    if title.trim().is_empty() { "(without a title)".to_owned() } else { title.to_owned() }
}

/// What a reader is told of an entry that was changed or taken back.
pub(super) fn turn(kind: FoundKind, at: Option<Timestamp>, clock: &Clock) -> Option<(&'static str, String)> {
    let when = at.map_or_else(String::new, |at| format!(" {}", clock.moment_said(at)));
    match kind {
        FoundKind::New => None,
        FoundKind::Changed => Some(("new", format!("changed {}", when.trim_start()))),
        FoundKind::Withdrawn => Some(("", format!("taken down, found {}", when.trim_start()))),
    }
}

impl EntryRow {
    /// The finds of a watchlist, those of one event together.
    pub(super) fn of_finds(finds: &[Find], clock: &Clock) -> Vec<Self> {
        let placed = finds_by_event(finds).into_iter();
        placed
            .map(|placed| Self {
                opens_event: placed.opens,
                follows: placed.follows,
                ..Self::of_find(placed.find, clock)
            })
            .collect()
    }

    fn of_find(find: &Find, clock: &Clock) -> Self {
        let excerpts = find.found_match.excerpts.iter();
        let names: Vec<String> = find.names().cloned().collect();
        Self {
            number: find.entry,
            title: titled(&find.title),
            source: find.source.clone(),
            lang: find.lang.clone(),
            language: find.lang.as_deref().map(language),
            seen: clock.moment(find.first_seen),
            turn: turn(FoundKind::of(find), turned(find), clock),
            excerpts: excerpts.map(|excerpt| pieces(&excerpt.text, &excerpt.marks)).collect(),
            terms: list_up_to(NAMED, &names),
            opens_event: None,
            follows: false,
        }
    }

    /// Of a search.
    pub(super) fn of_search(entry: &SearchedEntry, clock: &Clock) -> Self {
        Self {
            number: entry.id,
            title: titled(&entry.title),
            source: entry.source.clone(),
            lang: entry.lang.clone(),
            language: entry.lang.as_deref().map(language),
            seen: clock.moment(entry.seen),
            turn: None,
            excerpts: entry.excerpts.iter().map(|excerpt| pieces(&excerpt.text, &excerpt.marks)).collect(),
            terms: String::new(),
            opens_event: None,
            follows: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_the_text_is_in_one_piece() {
        for (text, marks, expected) in [
            ("Саммит ОДКБ", &[(13, 21)][..], "Саммит [ОДКБ]"),
            ("ab", &[(0, 1), (1, 2)], "[a][b]"),
            ("ab", &[], "ab"),
            // Marks of another text.
            ("Баку", &[(1, 2), (4, 99)], "Баку"),
        ] {
            let shown: String = pieces(text, marks)
                .into_iter()
                .map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text })
                .collect();
            assert_eq!(shown, expected);
        }
    }
}
