//! What changes in an article without a change: times of update, counters, pointers to other articles.
//!
//! A number next to any other word is news: twelve dead are not twenty-one. So a part of a line is noise only where
//! every word of it is one that counters and time stamps are made of.

use std::collections::HashSet;
use std::ops::Range;

use super::ages::ages;
use super::noise_words::{NOISE_WORDS, NoiseWords};

/// Words of the longest part that can be noise; a sentence is longer.
const LONGEST: usize = 12;

/// Bytes of the longest line that is looked at whole: noise stands in short lines, or in short parts of long ones.
const LONG: usize = 400;

/// Characters of the longest pointer, and a few more.
const POINTER: usize = 24;

/// Lines below a bare "read also" that belong to its box, at most.
const BOX: usize = 6;

/// A line of a text, with its noise.
#[derive(Debug)]
pub(crate) struct NoisyLine<'a> {
    /// Its first byte in the whole text.
    pub start: usize,
    /// The line without its end.
    pub text: &'a str,
    /// The parts that say nothing about the news, in order, as bytes of the line.
    pub noise: Vec<Range<usize>>,
}

/// The lines of a text.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = NoisyLine<'_>> {
    let (mut start, mut of_box) = (0, 0);
    text.split('\n').map(move |line| {
        let at = start;
        start += line.len() + 1;
        let in_box = of_box > 0 && !line.trim().is_empty() && !ends_a_sentence(line) && line.len() <= LONG;
        of_box = match () {
            () if is_bare_pointer(line) => BOX,
            () if in_box || line.trim().is_empty() => of_box.saturating_sub(usize::from(in_box)),
            () => 0,
        };
        let noise = if in_box { std::iter::once(0..line.len()).collect() } else { noise(line) };
        NoisyLine { start: at, text: line, noise }
    })
}

/// Whether a line or part ends as a sentence does.
pub(crate) fn ends_a_sentence(line: &str) -> bool {
    line.trim_end_matches(|c: char| c.is_whitespace() || "»”\")".contains(c))
        .ends_with(['.', '!', '?', '…', '։', '。'])
}

/// A pointer with nothing behind it: the titles of other articles stand below.
fn is_bare_pointer(line: &str) -> bool {
    let trimmed = line.trim_matches(|c: char| !c.is_alphanumeric());
    trimmed.len() <= 64 && {
        let lower = trimmed.to_lowercase();
        NOISE_WORDS.pointers.iter().any(|pointer| pointer.trim_end_matches(':') == lower)
    }
}

/// The parts of a line that say nothing about the news, in order, as bytes.
fn noise(line: &str) -> Vec<Range<usize>> {
    if line.len() <= LONG && !line.trim().is_empty() && (points_elsewhere(line) || is_noise(line)) {
        return std::iter::once(0..line.len()).collect();
    }
    // Most lines of most articles hold no number: nothing inside them counts or tells a time.
    if !has_digit(line) {
        return Vec::new();
    }
    let is_noise = |part: &Range<usize>| {
        let part = &line[part.clone()];
        has_digit(part) && is_short(part) && is_counter_or_time(&words(&part.to_lowercase()), &NOISE_WORDS)
    };
    let mut noise: Vec<Range<usize>> = parts(line).filter(is_noise).collect();
    let is_in = |age: &Range<usize>, part: &Range<usize>| part.start <= age.start && age.end <= part.end;
    let ages: Vec<Range<usize>> =
        ages(line).into_iter().filter(|age| !noise.iter().any(|part| is_in(age, part))).collect();
    noise.extend(ages);
    noise.sort_by_key(|part| part.start);
    noise
}

/// Whether a text holds a figure.
pub(crate) fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether it has no more words than noise can have; cheaper than to look at each of them.
fn is_short(text: &str) -> bool {
    text.split_whitespace().nth(LONGEST).is_none()
}

/// Whether a line begins with a pointer to other articles.
pub(crate) fn points_elsewhere(line: &str) -> bool {
    let letters = line.chars().skip_while(|c| !c.is_alphanumeric()).take(POINTER);
    let beginning: String = letters.flat_map(char::to_lowercase).collect();
    NOISE_WORDS.pointers.iter().any(|pointer| beginning.starts_with(pointer))
}

/// Whether a line begins with the name of who took a picture, or of where to follow its site.
pub(crate) fn credits(line: &str) -> bool {
    let letters = line.chars().skip_while(|c| c.is_whitespace()).take(POINTER);
    let beginning: String = letters.flat_map(char::to_lowercase).collect();
    NOISE_WORDS.credits.iter().any(|credit| beginning.starts_with(credit))
}

/// Whether a line begins as publishers begin who correct what they wrote: `Correction:`, `Поправка (12:40):`, `An earlier
/// version of this article said`. A word alone is one only with a mark behind it: correction officers correct no article.
pub(crate) fn corrects(line: &str) -> bool {
    let letters = line.chars().skip_while(|c| !c.is_alphanumeric()).take(2 * POINTER);
    let beginning: String = letters.flat_map(char::to_lowercase).collect();
    NOISE_WORDS.corrections.iter().any(|words| {
        let rest = beginning.strip_prefix(words).map(|rest| rest.trim_start_matches(' '));
        rest.is_some_and(|rest| {
            words.contains(' ')
                || rest.starts_with([':', '.', '(', '-', '–', '—', ',', '\u{2024}', '\u{589}', '\u{55d}'])
        })
    })
}

/// Whether a line as a whole is made of what says nothing about the news.
fn is_noise(line: &str) -> bool {
    if !is_short(line) {
        return false;
    }
    let lower = line.to_lowercase();
    let words = words(&lower);
    // A lone number may be the one that matters, a table's cell; with a sign before it, it counts views.
    let has_sign = line.chars().any(|c| matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}'));
    let has_time = words.iter().any(|word| is_clock(word) || is_date(word));
    let only_numbers = !words.is_empty() && words.iter().all(|word| is_number(word));
    is_counter_or_time(&words, &NOISE_WORDS)
        || (only_numbers && words.len() <= LONGEST && (has_sign || has_time))
}

/// Whether these words of one part, in lower case, are a counter, a time of update or an age.
fn is_counter_or_time(words: &[&str], noise: &NoiseWords) -> bool {
    if words.is_empty() || words.len() > LONGEST {
        return false;
    }
    let NoiseWords { updated, counted, ago, ages, beside, .. } = noise;
    let said = |list: &HashSet<&str>| words.iter().any(|word| list.contains(word));
    let has_number = words.iter().any(|word| is_number(word));
    let every = |lists: &[&HashSet<&str>]| {
        (0..words.len()).all(|at| {
            let word = words[at];
            is_number(word) || lists.iter().any(|list| list.contains(word)) || is_month(words, at)
        })
    };
    let dated = words.iter().any(|word| is_clock(word) || is_date(word));
    (said(counted) && has_number && every(&[counted, beside]))
        || (said(updated) && dated && every(&[updated, beside]))
        || (said(ago) && said(ages) && every(&[ago, ages, updated, beside]))
}

/// A word that stands where a date has its month: `24 iyun 2024`, `June 24`.
fn is_month(words: &[&str], at: usize) -> bool {
    let is_day = |at: Option<usize>| {
        at.and_then(|at| words.get(at)).is_some_and(|word| word.len() <= 2 && is_digits(word))
    };
    let is_year = |word: &&str| word.len() == 4 && is_digits(word);
    let year_follows = words[at + 1..].iter().take(2).any(is_year);
    words.len() > 1 && year_follows && (is_day(at.checked_sub(1)) || is_day(Some(at + 1)))
}

/// The words of a text in lower case; times and dates in numbers are one word.
fn words(lower: &str) -> Vec<&str> {
    lower
        .split(|c: char| !c.is_alphanumeric() && !".:,'’".contains(c))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .take(LONGEST + 1)
        .collect()
}

/// The parts of a line: sentences, and what stands between bars, dots and the like.
pub(crate) fn parts(line: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let ends = line.char_indices().filter_map(move |(at, c)| {
        let next = line[at + c.len_utf8()..].chars().next();
        let is_border = match c {
            '|' | '•' | '·' | '\t' | '／' => true,
            '.' | '!' | '?' | '…' | '。' => next.is_none_or(char::is_whitespace),
            _ => false,
        };
        is_border.then_some(at + c.len_utf8())
    });
    ends.chain([line.len()]).filter_map(move |end| {
        let part = start..end;
        start = end;
        (part.start < part.end).then_some(part)
    })
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// `12`, `1,234`, `1.2k`, `14:05`, `24.06.2024`.
fn is_number(word: &str) -> bool {
    let word = word.strip_suffix(['k', 'm', 'к']).unwrap_or(word);
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b':'))
}

/// `14:05`, `14.05`.
fn is_clock(word: &str) -> bool {
    let Some((hours, minutes)) = word.split_once([':', '.']) else { return false };
    let minutes = minutes.get(..2).unwrap_or(minutes);
    (1..=2).contains(&hours.len()) && is_digits(hours) && minutes.len() == 2 && is_digits(minutes)
}

/// A year, or a date in numbers.
fn is_date(word: &str) -> bool {
    let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    word.split(['.', ':']).all(is_digits) && (year || word.matches('.').count() == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a line without its noise.
    fn left(line: &str) -> String {
        let mut kept = line.to_owned();
        for part in noise(line).into_iter().rev() {
            kept.replace_range(part, "");
        }
        kept.trim().to_owned()
    }

    #[test]
    fn noise_is_told_from_news() {
        for (line, noise) in [
            ("Updated at 14:05", true),
            ("Обновлено: 24.06.2024, 14:05 (МСК)", true),
            ("Yenilənib: 24 iyun 2024", true),
            ("Last updated on June 24, 2024 at 5:10 pm", true),
            ("Son güncelleme: 24 Haziran 2024 14:05", true),
            ("1 234 просмотра", true),
            ("Views: 1,234 Comments: 12", true),
            ("Просмотров: 1.2к | Комментариев: 5", true),
            ("Baxış sayı: 512", true),
            ("24.06.2024 14:05", true),
            ("👁 1234", true),
            ("▲ 12", true),
            ("5 minutes ago", true),
            ("an hour ago", true),
            ("2 часа назад", true),
            ("3 saat əvvəl", true),
            ("Updated 5 min ago", true),
            ("Read also: Armenia freezes its part", true),
            ("» Читайте также: другая новость", true),
            ("Updated: 3 dead in a blast in the port", false),
            ("List updated 24.06.2024: Lavrov added", false),
            ("The number of views on this differs.", false),
            ("Killed: 5", false),
            ("12", false),
            ("5 comments from the minister", false),
            ("He sold 12 shares.", false),
            ("Two hours ago the shelling began.", false),
            ("The talks ended at 14:05.", false),
            ("“We read 12 comments on the draft,” the deputy said.", false),
            ("***", false),
            ("", false),
        ] {
            assert_eq!(left(line).is_empty() && !line.is_empty(), noise, "{line}");
        }
    }

    #[test]
    fn noise_inside_a_line_is_found_and_nothing_beside_it() {
        for (line, kept) in [
            ("The talks ended. Views: 1,234", "The talks ended."),
            ("Talks ended. Updated at 14:05. He left.", "Talks ended. He left."),
            ("Talks ended | 12 comments | Baku", "Talks ended | Baku"),
            ("Talks ended at 14:05. 21 people died.", "Talks ended at 14:05. 21 people died."),
            ("Dead | 12 | injured | 40", "Dead | 12 | injured | 40"),
            ("He has 1.2 million views.", "He has 1.2 million views."),
            ("Police said 3 hours ago that 12 people died.", "Police said  that 12 people died."),
            ("Larn (3 hours ago) – the pier is shut", "Larn () – the pier is shut"),
        ] {
            assert_eq!(left(line), kept);
        }
    }

    #[test]
    fn a_language_brings_its_noise_in_its_file() {
        let file = "language qq Invented\nupdated zug\ncounted blik\nago lam\nages tik\nbeside o\n";
        let invented = NoiseWords::of(&[languages::Language::parse(file)]);
        let is_noise = |line: &str| is_counter_or_time(&words(line), &invented);
        assert_eq!(["12 o blik", "zug 14:05", "3 tik lam"].map(is_noise), [true; 3]);
        assert_eq!(["views: 12", "12 o blik gone", "3 tik"].map(is_noise), [false; 3]);
    }

    #[test]
    fn the_box_below_a_pointer_is_noise_up_to_the_next_sentence() {
        assert!(NOISE_WORDS.pointers.iter().all(|pointer| pointer.chars().count() < POINTER));
        let text = "News.\nRead also:\nArmenia freezes its part\n\nBaku answers\nThe talks went on.\nA heading\nRead also";
        let kept: Vec<&str> =
            lines(text).filter(|line| line.noise.is_empty()).map(|line| line.text).collect();
        assert_eq!(kept, ["News.", "", "The talks went on.", "A heading"]);
        let starts =
            lines(text).map(|line| &text[line.start..line.start + line.text.len()]).collect::<Vec<_>>();
        assert_eq!(starts.join("\n"), text);
    }
}
