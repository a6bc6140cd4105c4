//! Which words of a text may be names, by their capitals: those inside a sentence, and with less trust the others.

use std::ops::Range;
use std::sync::LazyLock;

use names::{Script, fold, is_title, sentences, tokens};

use crate::event::{NameStanding, WordFound};

/// Letters that a word of a script without capitals has at least.
const UNTOLD_LETTERS: usize = 4;

/// Beginnings of the names of months in the languages that write them with a capital.
static CALENDAR: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let capital = ["en", "de"];
    let languages = languages::all().iter().filter(|language| capital.contains(&language.code));
    let months = languages.flat_map(|language| language.of("months").flat_map(str::split_whitespace));
    months.flat_map(|month| month.split('|')).filter(|month| *month != "-").chain(DAYS).collect()
});

/// And of those of days.
const DAYS: [&str; 14] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
];

/// One of the texts of an article, and what is known of its words.
pub(super) struct WrittenText<'a> {
    /// The text.
    pub text: &'a str,
    /// Stretches that are known by other means, in order.
    pub known: &'a [Range<usize>],
    /// Words at its beginning that lead, and words that are looked at.
    pub leads: usize,
    pub looked_at: usize,
    /// Whether all of its words may have capitals.
    pub is_headline: bool,
}

/// Appends the words that may be names; runs are counted on from those that are there.
pub(super) fn add_words(written: &WrittenText<'_>, words: &mut Vec<WordFound>) {
    let WrittenText { text, known, .. } = *written;
    let starts: Vec<usize> = sentences(text).into_iter().map(|sentence| sentence.start).collect();
    let all_capitals = written.is_headline && has_capitals_everywhere(text);
    let mut run = words.last().map_or(0, |word| word.run);
    let (mut before, mut sentence) = (None::<usize>, 0);
    for (place, token) in tokens(text).take(written.looked_at).enumerate() {
        let word = &text[token.start..token.end];
        let mut begins = false;
        while starts.get(sentence).is_some_and(|start| *start <= token.start) {
            begins = true;
            sentence += 1;
        }
        let standing = standing(word).filter(|_| !covers(known, token.start) && !is_no_name(word));
        let Some(standing) = standing else { continue };
        let doubtful = standing == NameStanding::Sure && (begins || all_capitals);
        let joined = before.is_some_and(|end| text[end..token.start].chars().all(|c| matches!(c, ' ' | '-')));
        if !joined {
            run = run.saturating_add(1);
        }
        words.push(WordFound {
            word: word.to_owned(),
            run,
            standing: if doubtful { NameStanding::Doubtful } else { standing },
            leads: place < written.leads,
        });
        before = Some(token.end);
    }
}

/// How far a word is a name by its letters alone; `None` where it is none.
fn standing(word: &str) -> Option<NameStanding> {
    let first = word.chars().next()?;
    let script = Script::of(first).filter(|script| *script != Script::Other)?;
    if script.has_case() {
        return (first.is_uppercase() && word.chars().nth(1).is_some()).then_some(NameStanding::Sure);
    }
    (word.chars().count() >= UNTOLD_LETTERS).then_some(NameStanding::Untold)
}

fn covers(known: &[Range<usize>], at: usize) -> bool {
    known.iter().any(|range| range.contains(&at))
}

/// Offices, and the days of the calendar.
fn is_no_name(word: &str) -> bool {
    let folded = fold(word).text;
    CALENDAR.iter().any(|name| folded.starts_with(name) && folded.len() < name.len() + 8) || is_title(word)
}

/// Whether a headline tells nothing by its capitals, as in English.
fn has_capitals_everywhere(text: &str) -> bool {
    let long = tokens(text).skip(1).map(|token| &text[token.start..token.end]);
    let (mut capitals, mut all) = (0, 0);
    for word in long.filter(|word| word.chars().count() >= 4) {
        let Some(first) = word.chars().next().filter(|first| first.is_alphabetic()) else { continue };
        all += 1;
        capitals += usize::from(first.is_uppercase());
    }
    all >= 3 && capitals * 3 > all * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_tell_and_where_they_do_not_it_is_said() {
        for (text, expected) in [
            ("Вчера в Ларне ждали Иван Петров и другие гости", "Вчера?1 Ларне!2 Иван!3 Петров!3"),
            ("Pact Talks Resume in Almaty This Week", "Pact?1 Talks?1 Resume?1 Almaty?2 This?2 Week?2"),
            ("Talks resume in Almaty on Monday", "Talks?1 Almaty!2"),
            ("President Tokayev met Minister Kim.", "Tokayev!1 Kim!2"),
            ("ლარნში შეხვდნენ", "ლარნში~1 შეხვდნენ~1"),
        ] {
            let mut words = Vec::new();
            let written = WrittenText { text, known: &[], leads: 9, looked_at: 99, is_headline: true };
            add_words(&written, &mut words);
            let said: Vec<String> = words
                .iter()
                .map(|WordFound { word, run, standing, .. }| {
                    let mark = match standing {
                        NameStanding::Doubtful => '?',
                        NameStanding::Untold => '~',
                        NameStanding::Sure => '!',
                    };
                    format!("{word}{mark}{run}")
                })
                .collect();
            assert_eq!(said.join(" "), expected);
        }
    }
}
