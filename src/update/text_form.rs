//! Whether one text is the beginning of another: a form of it, and no edit.

use crate::entry::Entry;
use crate::entry::alike::alike;
use crate::entry::noise::ends_a_sentence;

/// Words of a text that is enough to be told for the beginning of another.
const ENOUGH: usize = 4;

/// Bytes behind dots that are left out, at most: `[…] Read more`, `The post … appeared first on …`.
const BEHIND: usize = 240;

/// What a text is beside the one that is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextForm {
    /// Its beginning. `is_marked` where it says so, by dots or by the middle of a sentence.
    Cut {
        is_marked: bool,
    },
    /// The stored one is the beginning of it.
    Whole {
        is_marked: bool,
    },
    Another,
}

/// What an entry says now beside title and text as they are stored.
pub(super) fn form(was: &str, entry: &Entry) -> TextForm {
    let (title, was) = was.split_once('\n').unwrap_or((was, ""));
    if !title.split_whitespace().map(alike).eq(entry.title.split_whitespace().map(alike)) {
        return TextForm::Another;
    }
    match (end_in(&entry.text, was), end_in(was, &entry.text)) {
        (Some(is_marked), _) => TextForm::Cut { is_marked },
        (None, Some(is_marked)) => TextForm::Whole { is_marked },
        (None, None) => TextForm::Another,
    }
}

/// Whether `short`, less dots at its end, is the beginning of `long`, and if so whether it is cut where nobody ends a text.
fn end_in(short: &str, long: &str) -> Option<bool> {
    let (beginning, has_dots) = without_dots(short);
    let words: Vec<&str> = beginning.split_whitespace().collect();
    let (last, whole) = words.split_last()?;
    if words.len() < ENOUGH {
        return None;
    }
    let mut at = 0;
    for word in whole {
        let next = next_word(long, at)?;
        if alike(&long[next.clone()]) != alike(word) {
            return None;
        }
        at = next.end;
    }
    let next = next_word(long, at)?;
    let bare = last.trim_end_matches(|c: char| !c.is_alphanumeric());
    let (last, cut) = (alike(last), alike(&long[next.clone()]));
    let is_same = last == cut;
    let is_ended = !has_dots && ends_a_sentence(beginning);
    if !is_same && (is_ended || bare.is_empty() || !cut.starts_with(&*alike(bare))) {
        return None;
    }
    let behind = &long[next.end..];
    if behind.trim().is_empty() {
        return None;
    }
    let ends_here = ends_a_sentence(&long[..next.end]) || behind.trim_start_matches(' ').starts_with('\n');
    Some(has_dots || !is_same || !ends_here)
}

fn next_word(text: &str, from: usize) -> Option<std::ops::Range<usize>> {
    let rest = &text[from..];
    let start = from + rest.len() - rest.trim_start().len();
    let word = text[start..].split_whitespace().next()?;
    Some(start..start + word.len())
}

/// A text up to the dots that say that it goes on, and whether it has them.
fn without_dots(text: &str) -> (&str, bool) {
    let near = text.floor_char_boundary(text.len().saturating_sub(BEHIND));
    let dots = ["…", "..."].iter().filter_map(|dots| text[near..].rfind(dots)).max();
    let Some(dots) = dots else { return (text, false) };
    let beginning = text[..near + dots].trim_end_matches(|c: char| c.is_whitespace() || "[(.".contains(c));
    // What stands behind them is not the text going on.
    let behind = text[near + dots..].trim_start_matches(|c: char| "….])".contains(c));
    let is_end = behind.trim().is_empty()
        || behind.trim_start_matches(' ').starts_with('\n')
        || text[..near + dots].ends_with(['[', '(']);
    if is_end { (beginning, true) } else { (text, false) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::EntryKey;

    #[test]
    fn beginnings_are_told_from_edits() {
        let text = "Wheat rose again on Friday. Traders blame the drought.\nPrices may rise further.";
        let (marked, plain) = (TextForm::Cut { is_marked: true }, TextForm::Cut { is_marked: false });
        for (now, found) in [
            ("Wheat rose again on Friday. Traders bl", marked),
            ("Wheat rose again on Friday. Traders blame…", marked),
            ("Wheat rose again on Friday. Traders blame the [...]", marked),
            ("Wheat rose again on Friday. Traders […]\nThe post Wheat appeared first on Gazette.", marked),
            ("Wheat rose again on Friday. Traders blame the", marked),
            ("Wheat rose again on Friday. Traders blame the drought.", plain),
            ("Wheat rose again on Friday.", plain),
            ("Wheat fell again on Friday. Traders bl", TextForm::Another),
            ("Wheat rose again on Friday. Traders doubt", TextForm::Another),
            ("Wheat rose again on Friday. Traders blame.", TextForm::Another),
            ("", TextForm::Another),
            ("Wheat rose", TextForm::Another),
            (text, TextForm::Another),
        ] {
            let entry = |text: &str| Entry {
                key: EntryKey::derive(Some("a"), None, "", None, ""),
                link: None,
                title: "Wheat".to_owned(),
                text: text.to_owned(),
                author: None,
                tags: Vec::new(),
                lang: None,
                published: None,
                updated: None,
            };
            assert_eq!(form(&format!("Wheat\n{text}"), &entry(now)), found, "{now}");
            let back = match found {
                TextForm::Cut { is_marked } => TextForm::Whole { is_marked },
                _ => TextForm::Another,
            };
            assert_eq!(form(&format!("Wheat\n{now}"), &entry(text)), back, "{now}");
            assert_eq!(form(&format!("Barley\n{text}"), &entry(now)), TextForm::Another, "{now}");
        }
    }
}
