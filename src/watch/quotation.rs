//! Quotations, and the stretches of a text that would cut them.

use std::ops::Range;

/// What opens a quotation and what closes it; of the straight quote every other one opens.
const PAIRS: [(char, &[char]); 5] =
    [('«', &['»']), ('„', &['“', '”', '"']), ('“', &['”']), ('「', &['」']), ('"', &['"'])];

/// The stretch, out to both ends of every quotation of its paragraph that it begins or ends inside.
pub(super) fn with_whole_quotations(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind("\n\n").map_or(0, |at| at + 2);
    let end = text[range.end..].find("\n\n").map_or(text.len(), |at| range.end + at);
    let mut whole = range.clone();
    for quotation in quotations(&text[start..end]) {
        let (from, to) = (start + quotation.start, start + quotation.end);
        let cut = |at: usize| from < at && at < to;
        if cut(range.start) || cut(range.end) {
            whole = whole.start.min(from)..whole.end.max(to);
        }
    }
    whole
}

/// The quotations of one paragraph with their marks, in order; what is opened and never closed is none.
fn quotations(paragraph: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Option<(usize, &[char])> = None;
    for (at, letter) in paragraph.char_indices() {
        match open {
            Some((start, closing)) if closing.contains(&letter) => {
                found.push(start..at + letter.len_utf8());
                open = None;
            }
            Some(_) => {}
            None => {
                let opened = PAIRS.iter().find(|(opening, _)| *opening == letter);
                open =
                    opened.filter(|_| !is_inch(&paragraph[..at], letter)).map(|(_, closing)| (at, *closing));
            }
        }
    }
    found
}

/// Whether a straight quote is the sign of inches.
fn is_inch(before: &str, quote: char) -> bool {
    quote == '"' && before.ends_with(|last: char| last.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_widened_to_the_quotations_that_it_cuts() {
        for (text, part, expected) in [
            ("Он сказал: «Да. НАТО ждёт. Нет». Ушёл.", "НАТО ждёт.", "«Да. НАТО ждёт. Нет»"),
            (
                "He said: \"NATO is old. More.\" Then.",
                "He said: \"NATO is old.",
                "He said: \"NATO is old. More.\"",
            ),
            ("Er: „NATO. Mehr.“ Dann.", "Mehr.", "„NATO. Mehr.“"),
            ("Один «а» и «б. в» два.", "Один «а» и «б.", "Один «а» и «б. в»"),
            ("A 5\" gun. NATO waits. A 6\" one.", "NATO waits.", "NATO waits."),
            ("«Never closed. NATO waits.", "NATO waits.", "NATO waits."),
            ("«One.\n\nNATO. Two».", "NATO.", "NATO."),
            ("No quotes. NATO.", "NATO.", "NATO."),
        ] {
            let at = text.find(part).expect("it is in the text");
            let found = with_whole_quotations(text, &(at..at + part.len()));
            assert_eq!(&text[found], expected, "{text}");
        }
    }
}
