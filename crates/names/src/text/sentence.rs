//! Sentences and paragraphs of plain text, as byte ranges.

use std::ops::Range;
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use hashbrown::HashSet;

/// Short forms whose full stop ends no sentence, of all languages; single letters are initials and need no list.
static ABBREVIATIONS: LazyLock<HashSet<&'static str, FixedState>> = LazyLock::new(|| all("abbreviations"));

/// Those that are short forms only before a number, and words elsewhere: "No. 5", but "They said no."
static NUMBERED: LazyLock<HashSet<&'static str, FixedState>> = LazyLock::new(|| all("numbered"));

/// Those that close a sentence where a capital follows, as «и т. д.» does.
static CLOSING: LazyLock<HashSet<&'static str, FixedState>> = LazyLock::new(|| all("closing"));

fn all(key: &str) -> HashSet<&'static str, FixedState> {
    languages::all().iter().flat_map(|language| language.words(key)).collect()
}

/// How far behind a line break is looked for running text, in bytes.
const LONGEST_LOOK: usize = 400;

/// Words of a line below which it is a heading and not wrapped.
const LEAST_WRAPPED: usize = 3;

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
/// A line break ends a sentence unless the line is only wrapped: the next one goes on in small letters, or in a running text
/// whose lines are broken at their length. An empty line always does.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let end = at + letter.len_utf8();
        if letter == '\n' {
            if breaks_at_line(&text[start..at], &text[end..]) {
                push(text, start..at, &mut found);
                start = end;
            }
            continue;
        }
        if !is_end(letter) && !is_armenian_colon(&text[start..at], letter, &text[end..]) {
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

/// The paragraphs of a text: set apart by empty lines, or where it has none by line breaks, save those of wrapped lines.
pub fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let by_lines = !text.contains("\n\n");
    let separator = if by_lines { "\n" } else { "\n\n" };
    let mut found = Vec::new();
    let mut start = 0;
    for (at, matched) in text.match_indices(separator) {
        let end = at + matched.len();
        if !by_lines
            || breaks_at_line(&text[start..at], &text[end..])
            || text[end..].starts_with(char::is_lowercase)
        {
            push(text, start..at, &mut found);
            start = end;
        }
    }
    push(text, start..text.len(), &mut found);
    found
}

/// Whether a full stop behind a word may belong to it: one letter, two that stand for one (`Ph.`), or a known short form.
pub(crate) fn is_short_form(word: &str) -> bool {
    let lower = word.to_lowercase();
    is_initial(word) || ABBREVIATIONS.contains(lower.as_str())
}

/// Whether a word is the front of a name, as it stands before a full stop: one letter, or two that stand for one.
pub(crate) fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    let (Some(first), second) = (letters.next(), letters.next()) else { return false };
    let pair = matches!(second, Some('h' | 'u' | 'a' | 'e' | 'o' | 'j' | 'z' | 'ж'));
    first.is_alphabetic() && (second.is_none() || pair && first.is_uppercase() && letters.next().is_none())
}

fn push(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = range.start + part.trim_end().len();
    if start < end {
        found.push(start..end);
    }
}

/// Whether a line break between what stands before and after it ends a sentence: not where the line is only wrapped.
fn breaks_at_line(before: &str, after: &str) -> bool {
    let next = after.trim_start_matches([' ', '\t', '\r', '\u{a0}']);
    if next.starts_with('\n') || next.is_empty() {
        return true;
    }
    let line = before.trim_end().rsplit('\n').next().unwrap_or_default();
    if next.starts_with(char::is_lowercase) || line.ends_with([',', '،', '՝', '、']) {
        return false;
    }
    // No more than is needed to tell: every line of a long text asks.
    let next = &next[..next.floor_char_boundary(LONGEST_LOOK)];
    !is_wrapped(line, next.split("\n\n").next().unwrap_or_default())
}

/// Whether a line goes on in the next one, which begins with a capital: it is as long as a line of running text, and the
/// rest of the paragraph is running text too and begins with no heading, no item of a list and no label such as `Source:`.
fn is_wrapped(line: &str, next: &str) -> bool {
    let words = line.split_whitespace().count();
    let closed = line.ends_with(|last: char| is_end(last) || closes(last) || matches!(last, ':' | ';'));
    let running = next.contains(['.', '!', '?', '։', '؟', '۔', '…']) && next.starts_with(char::is_alphabetic);
    let first = next.split('\n').next().unwrap_or_default();
    let label = first.split_whitespace().take(2).any(|word| word.ends_with(':')) || first.contains("://");
    words >= LEAST_WRAPPED && !closed && running && !label
}

/// Whether the mark at `at`, with all that belongs to it up to `end`, ends the sentence that began at `start`.
fn ends_sentence(text: &str, start: usize, at: usize, mark: char, end: usize) -> bool {
    let rest = &text[end..];
    let Some(next) = rest.chars().next() else { return true };
    if !next.is_whitespace() {
        // An address or a number, unless the script writes no space; Armenian and Chinese often do not.
        return matches!(mark, '։' | '。' | '！' | '？')
            || mark == '.' && is_unspaced(&text[start..at], rest);
    }
    let follower = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(follower) = follower.chars().next() else { return true };
    if matches!(mark, '։' | '۔' | '。' | ':') {
        return true;
    }
    if follower.is_lowercase() && !is_caseless(follower) {
        // «…!» she said; "etc. and"; an ellipsis in mid-sentence.
        return false;
    }
    mark != '.' || text[at + 1..end].starts_with('.') || !is_abbreviation(&text[start..at], rest)
}

/// `nothing.Azerbaijan waited.`: a blank was forgotten between two sentences; not so in an address or a file name.
fn is_unspaced(before: &str, rest: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let small = word.chars().rev().take(3).filter(|letter| letter.is_lowercase()).count();
    let mut next = rest.chars();
    let capital = next.next().is_some_and(char::is_uppercase) && next.next().is_some_and(char::is_lowercase);
    let behind = rest.split(char::is_whitespace).next().unwrap_or_default();
    let address = |text: &str| text.contains(['/', '@', '_', '=']) || text.starts_with("www");
    small == 3 && capital && !address(word) && !address(behind) && !ABBREVIATIONS.contains(word)
}

/// Armenian is often typed with a colon for its full stop, which looks the same; its own colon is another sign.
fn is_armenian_colon(before: &str, letter: char, rest: &str) -> bool {
    let armenian = |letter: char| matches!(letter, '\u{531}'..='\u{556}' | '\u{561}'..='\u{587}');
    letter == ':'
        && before.ends_with(armenian)
        && rest.starts_with(char::is_whitespace)
        && rest.trim_start().starts_with(|next: char| matches!(next, '\u{531}'..='\u{556}' | '«'))
}

/// Georgian has capitals in Unicode that nobody writes.
fn is_caseless(letter: char) -> bool {
    matches!(letter, '\u{10d0}'..='\u{10ff}')
}

/// Whether the full stop after `before` belongs to its last word: an initial, a title, a unit.
fn is_abbreviation(before: &str, rest: &str) -> bool {
    let follower = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    // "z. B.", «т. е.»: another letter with its own full stop.
    let mut next = rest.trim_start().chars();
    let follower_is_letter = next.next().is_some_and(char::is_alphabetic) && next.next() == Some('.');
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '«' | '“' | '„' | '—' | '–'))
        .next()
        .unwrap_or_default();
    if word.is_empty() {
        return false;
    }
    let behind = &before[..before.len() - word.len()];
    let lower = word.to_lowercase();
    let last = lower.rsplit('.').next().unwrap_or_default();
    // "u. a. Polens", "p. ex. Paris": written apart, with a part of it before.
    let apart = last_word(behind).map(|first| format!("{first}.{lower}"));
    let is_known = |list: &HashSet<&'static str, FixedState>| {
        list.contains(lower.as_str()) || apart.as_ref().is_some_and(|apart| list.contains(apart.as_str()))
    };
    if is_known(&CLOSING) {
        return false;
    }
    let letters = last.chars().count();
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    if letters == 1 && last.chars().all(char::is_alphabetic) {
        // «И. Алиев», "J. R. R. Tolkien", "U.S."; «в 2024 г. Баку» stays open for a year or a city.
        let initial = capital || last.chars().all(is_of_script_without_case);
        return initial || lower.contains('.') || follower_is_letter || is_known(&ABBREVIATIONS);
    }
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        // "am 3. Juli", "24. iyun": an ordinal before a word; a number that ends a sentence is rarer than a date
        // only where it is short.
        return word.len() <= 2
            && follower.starts_with(char::is_alphabetic)
            && before.trim_end().len() > word.len();
    }
    let tail = lower.rsplit_once('-').map_or("", |(_, tail)| tail);
    is_known(&ABBREVIATIONS)
        || ABBREVIATIONS.contains(last)
        || tail.chars().count() == 1 && ABBREVIATIONS.contains(tail)
        || NUMBERED.contains(lower.as_str()) && follower.starts_with(|next: char| next.is_ascii_digit())
}

/// The word before the full stop with which a text ends, in small letters.
fn last_word(text: &str) -> Option<String> {
    let text = text.trim_end().strip_suffix('.')?;
    text.rsplit(char::is_whitespace).next().map(str::to_lowercase)
}

/// Letters of Arabic, Hebrew and Georgian, of which one alone is an initial or a title.
fn is_of_script_without_case(letter: char) -> bool {
    matches!(letter, '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{6ff}' | '\u{10d0}'..='\u{10ff}')
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
        check("До 1 янв. 2026 г. Баку ждёт. Всё.", &["До 1 янв. 2026 г. Баку ждёт.", "Всё."]);
        check("По ст. 5 п. 2 устава. Конец.", &["По ст. 5 п. 2 устава.", "Конец."]);
        check("Mit Baku, z. B. über Grenzen. Dann.", &["Mit Baku, z. B. über Grenzen.", "Dann."]);
        check("2025 წ. 5 იანვარს ქ. ბაქოში. დასასრული.", &["2025 წ. 5 იანვარს ქ. ბაქოში.", "დასასრული."]);
        check("قال د. أحمد إنه لن يعمل. انتهى.", &["قال د. أحمد إنه لن يعمل.", "انتهى."]);
        check(
            "Azerbaijan, Inc. v. Smith was heard. He left.",
            &["Azerbaijan, Inc. v. Smith was heard.", "He left."],
        );
        check("The CSTO did nothing.Azerbaijan waited.", &["The CSTO did nothing.", "Azerbaijan waited."]);
        check("ՀԱՊԿ-ն արձագանքեց: Նա լռում է: Հետո:", &["ՀԱՊԿ-ն արձագանքեց:", "Նա լռում է:", "Հետո:"]);
        check(
            "Вчера президент Ильхам\nАлиев прибыл в штаб\nОДКБ на встречу. Всё.\nИсточник: ТАСС.",
            &["Вчера президент Ильхам\nАлиев прибыл в штаб\nОДКБ на встречу.", "Всё.", "Источник: ТАСС."],
        );
        check(
            "The premier of Armenia,\nNikol Pashinyan\n\n• One\n• Two",
            &["The premier of Armenia,\nNikol Pashinyan", "• One", "• Two"],
        );
        check(" \n ", &[]);
        check("", &[]);
    }

    #[test]
    fn short_forms_of_every_language_end_no_sentence() {
        for whole in [
            "Член-кор. НАН Украины приехал.",
            "Das gilt u. a. Polens Armee.",
            "L'OTAN, p. ex. Paris, attend.",
            "Los EE. UU. Firmaron, pág. 5 del texto.",
            "Gen. dyw. Kowalski i płn. Europa czekają.",
            "De NATO, dhr. Jansen en mevr. De Vries, wacht.",
            "NATO möts kl. 5 idag, bl.a. Polen.",
            "2025-ж. Бишкек шаары күттү.",
            "The case No. 5 was heard.",
            "Банк на вул.Чупринки чекає.",
            "Працы М. Дз. Зялінскага тут.",
            "Komisja Europejska ds. Transportu czeka.",
        ] {
            check(&format!("{whole} Next."), &[whole, "Next."]);
        }
        check("They said no. Baku waited.", &["They said no.", "Baku waited."]);
        check("Он сказал: нефть, газ и т. д. Потом ушёл.", &["Он сказал: нефть, газ и т. д.", "Потом ушёл."]);
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
