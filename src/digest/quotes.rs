//! What of an article's text a mail shows, with what was found in it marked.

use std::collections::BTreeSet;

use crate::digest::clean;
use crate::digest::clean::MarkedPiece;
use crate::digest::input::LastSeenText;
use crate::watch::found::Excerpt;

/// Paragraphs of a text that was taken down, as it was last seen.
const PARAGRAPHS: usize = 12;

/// The excerpts; one that says the title over again only where there is no other.
pub(crate) fn quotes(excerpts: &[Excerpt], title: &str) -> Vec<Vec<MarkedPiece>> {
    let all_repeat = excerpts.iter().all(|quote| repeats(quote, title));
    let telling = excerpts.iter().filter(|quote| all_repeat || !repeats(quote, title));
    let quotes = telling.map(|quote| clean::pieces(clean::QUOTE_LIMIT, &quote.text, &quote.marks));
    quotes.filter(|pieces| !pieces.is_empty()).collect()
}

/// Whether it says the title over again.
fn repeats(quote: &Excerpt, title: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    letters(&quote.text) == letters(title)
}

/// The text as it was last seen, paragraph by paragraph, as far as a mail has room. What was found in it stands marked
/// there; excerpts of what is not shown come before.
pub(crate) fn last_words(last: &LastSeenText, excerpts: &[Excerpt], title: &str) -> Vec<Vec<MarkedPiece>> {
    let paragraphs = last.text.split('\n').filter(|paragraph| !paragraph.trim().is_empty());
    let paragraphs: Vec<&str> = paragraphs.take(PARAGRAPHS).collect();
    let shown = |paragraph: &str, excerpt: &Excerpt| {
        let at = paragraph.find(&excerpt.text)?;
        (paragraph[..at + excerpt.text.len()].chars().count() < clean::QUOTE_LIMIT).then_some(at)
    };
    let apart: Vec<Excerpt> = excerpts
        .iter()
        .filter(|excerpt| !repeats(excerpt, title))
        .filter(|excerpt| paragraphs.iter().all(|paragraph| shown(paragraph, excerpt).is_none()))
        .cloned()
        .collect();
    let mut words = quotes(&apart, title);
    words.extend(paragraphs.iter().map(|paragraph| {
        let found = excerpts.iter().filter_map(|excerpt| Some((shown(paragraph, excerpt)?, &excerpt.marks)));
        let marks = found.flat_map(|(at, marks)| marks.iter().map(move |(from, to)| (at + from, at + to)));
        let marks: BTreeSet<(usize, usize)> = marks.collect();
        clean::pieces(clean::QUOTE_LIMIT, paragraph, &marks.into_iter().collect::<Vec<_>>())
    }));
    words
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::article::MissingReason;
    use crate::watch::item::Field;

    #[test]
    fn what_was_found_is_marked_in_the_last_text_and_not_said_twice() {
        let text = "The harbour of Aktau opened.\nBegov was there. Nobody else was.";
        let last = LastSeenText {
            why: MissingReason::NotFound,
            at: Timestamp::UNIX_EPOCH,
            text: text.to_owned(),
            sha256: String::new(),
        };
        let excerpt =
            |text: &str, mark| Excerpt { field: Field::Text, text: text.to_owned(), marks: vec![mark] };
        let excerpts = [excerpt("Begov was there.", (0, 5)), excerpt("Begov left early.", (0, 5))];
        let said: Vec<String> = last_words(&last, &excerpts, "Title").iter().map(|line| said(line)).collect();
        assert_eq!(
            said,
            ["*Begov* left early.", "The harbour of Aktau opened.", "*Begov* was there. Nobody else was."]
        );
    }

    fn said(line: &[MarkedPiece]) -> String {
        let piece = |piece: &MarkedPiece| {
            if piece.marked { format!("*{}*", piece.text) } else { piece.text.clone() }
        };
        line.iter().map(piece).collect()
    }
}
