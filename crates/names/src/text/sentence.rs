//! Sentences and paragraphs of plain text, as byte ranges.

use std::ops::Range;
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use hashbrown::HashSet;

/// Short forms whose full stop ends no sentence, of all languages; single letters are initials and need no list.
static ABBREVIATIONS: LazyLock<HashSet<&'static str, FixedState>> =
    LazyLock::new(|| languages::all().iter().flat_map(|language| language.words("abbreviations")).collect());

/// What ends a sentence in the scripts we read; the Armenian full stop looks like a colon.
fn is_end(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?' | '…' | '։' | '؟' | '۔' | '。' | '！' | '？' | '⁇' | '⁈' | '⁉' | '჻')
}

/// What may stand between the end of a sentence and the white space: it belongs to the sentence before.
fn closes(letter: char) -> bool {
    matches!(letter, '"' | '\'' | '”' | '’' | '»' | '“' | '‟' | ')' | ']' | '}' | '›' | '」')
}

/// The sentences of a text, trimmed, in order. White space and line breaks between them belong to none.
///
/// A line break ends a sentence unless the next line goes on in small letters; an empty line always does.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let end = at + letter.len_utf8();
        if letter == '\n' {
            if breaks_at_line(&text[end..]) {
                push(text, start..at, &mut found);
                start = end;
            }
            continue;
        }
        if !is_end(letter) {
            continue;
        }
        let mut end = end;
        while let Some((next, more)) = letters.next_if(|(_, next)| is_end(*next) || closes(*next)) {
            end = next + more.len_utf8();
        }
        if ends_sentence(text, start, at, letter, end) {
            push(text, start..end, &mut found);
            start = end;
        }
    }
    push(text, start..text.len(), &mut found);
    found
}

/// The paragraphs of a text: set apart by empty lines, or by single line breaks where it has no empty line.
pub fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let separator = if text.contains("\n\n") { "\n\n" } else { "\n" };
    let mut found = Vec::new();
    let mut start = 0;
    for (at, matched) in text.match_indices(separator) {
        push(text, start..at, &mut found);
        start = at + matched.len();
    }
    push(text, start..text.len(), &mut found);
    found
}

fn push(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = range.start + part.trim_end().len();
    if start < end {
        found.push(start..end);
    }
}

fn breaks_at_line(after: &str) -> bool {
    let line = after.trim_start_matches([' ', '\t', '\r', '\u{a0}']);
    line.starts_with('\n') || !line.chars().next().is_some_and(char::is_lowercase)
}

/// Whether the mark at `at`, with all that belongs to it up to `end`, ends the sentence that began at `start`.
fn ends_sentence(text: &str, start: usize, at: usize, mark: char, end: usize) -> bool {
    let rest = &text[end..];
    let Some(next) = rest.chars().next() else { return true };
    if !next.is_whitespace() {
        // An address or a number, unless the script writes no space; Armenian and Chinese often do not.
        return matches!(mark, '։' | '。' | '！' | '？');
    }
    let follower = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(follower) = follower.chars().next() else { return true };
    if matches!(mark, '։' | '۔' | '。') {
        return true;
    }
    if follower.is_lowercase() && !is_caseless(follower) {
        // «…!» she said; "etc. and"; an ellipsis in mid-sentence.
        return false;
    }
    mark != '.' || text[at + 1..end].starts_with('.') || !is_abbreviation(&text[start..at], follower)
}

/// Georgian has capitals in Unicode that nobody writes.
fn is_caseless(letter: char) -> bool {
    matches!(letter, '\u{10d0}'..='\u{10ff}')
}

/// Whether the full stop after `before` belongs to its last word: an initial, a title, a unit.
fn is_abbreviation(before: &str, follower: char) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '«' | '“' | '„' | '—' | '–'))
        .next()
        .unwrap_or_default();
    if word.is_empty() {
        return false;
    }
    let lower = word.to_lowercase();
    let last = lower.rsplit('.').next().unwrap_or_default();
    let letters = last.chars().count();
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    if letters == 1 && last.chars().all(char::is_alphabetic) {
        // «И. Алиев», "J. R. R. Tolkien", "U.S."; «в 2024 г. Баку» stays open for a year or a city.
        return capital || lower.contains('.') || ABBREVIATIONS.contains(lower.as_str());
    }
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        // "am 3. Juli", "24. iyun": an ordinal before a word; a number that ends a sentence is rarer than a date
        // only where it is short.
        return word.len() <= 2 && follower.is_alphabetic() && before.trim_end().len() > word.len();
    }
    ABBREVIATIONS.contains(lower.as_str()) || ABBREVIATIONS.contains(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_end_where_a_reader_pauses() {
        check("One. Two! Three? Four… Five", &["One.", "Two!", "Three?", "Four…", "Five"]);
        check("Президент И. Алиев прибыл. В. Путин ждал.", &["Президент И. Алиев прибыл.", "В. Путин ждал."]);
        check("Mr. Smith and Dr. Brown met. They left.", &["Mr. Smith and Dr. Brown met.", "They left."]);
        check("В 2024 г. Баку принял гостей. Потом ушли.", &["В 2024 г. Баку принял гостей.", "Потом ушли."]);
        check(
            "«Это неправда!» — сказал он. «Да.» Она ушла.",
            &["«Это неправда!» — сказал он.", "«Да.»", "Она ушла."],
        );
        check("“It is not relevant.“ He left.", &["“It is not relevant.“", "He left."]);
        check("Նա եկավ։ Հետո գնաց։", &["Նա եկավ։", "Հետո գնաց։"]);
        check("ის მოვიდა. მერე წავიდა.", &["ის მოვიდა.", "მერე წავიდა."]);
        check(
            "It rose 3.5 percent, i.e. more. See example.org/a.b now.",
            &["It rose 3.5 percent, i.e. more.", "See example.org/a.b now."],
        );
        check("The U.S. Senate voted... and left.", &["The U.S. Senate voted... and left."]);
        check("Wait... Then go.", &["Wait...", "Then go."]);
        check("A headline\n\nThe text\ngoes on. End", &["A headline", "The text\ngoes on.", "End"]);
        check("Title\nNext line", &["Title", "Next line"]);
        check("هل جاء؟ نعم جاء.", &["هل جاء؟", "نعم جاء."]);
        check("Am 3. Juli 2024. Danach nicht.", &["Am 3. Juli 2024.", "Danach nicht."]);
        check(" \n ", &[]);
        check("", &[]);
    }

    #[test]
    fn paragraphs_are_set_apart_by_empty_lines_or_else_by_lines() {
        for (text, expected) in
            [("a\nb\n\nc", &["a\nb", "c"][..]), ("a\nb", &["a", "b"]), ("\n\n a \n\n\n\n", &["a"])]
        {
            let found: Vec<&str> = paragraphs(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected);
        }
    }
}
