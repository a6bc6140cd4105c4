//! How long ago something was, as pages count it anew for each of their readers: "3 hours ago", wherever it stands.

use std::collections::HashSet;
use std::ops::Range;

use super::noise_words::NOISE_WORDS;

/// Digits of an age in minutes, hours, days or weeks, at most.
const LONGEST: usize = 3;

/// The ages of a line, in order, as bytes. A number in letters is none, and a number without "ago" neither.
pub(super) fn ages(line: &str) -> Vec<Range<usize>> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut ages: Vec<Range<usize>> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let bare = bare(word);
        let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=LONGEST).contains(&digits) {
            continue;
        }
        let found = if digits < bare.len() {
            is_age_and_ago(&bare[digits..]).then_some((at, at))
        } else {
            around(&words, at)
        };
        let Some((first, last)) = found else { continue };
        let place = |word: &str| word.as_ptr().addr() - line.as_ptr().addr();
        let (first, last) = (self::bare(words[first]), self::bare(words[last]));
        let age = place(first)..place(last) + last.len();
        if ages.last().is_none_or(|before| before.end <= age.start) {
            ages.push(age);
        }
    }
    ages
}

/// The first and the last word of the age whose number stands at `at`: `3 hours ago`, `vor 3 Stunden`, `y a 3 heures`.
fn around(words: &[&str], at: usize) -> Option<(usize, usize)> {
    let said = &*NOISE_WORDS;
    let is_in = |set: &HashSet<&'static str>, at: Option<usize>| {
        at.and_then(|at| words.get(at)).is_some_and(|word| set.contains(bare(word).to_lowercase().as_str()))
    };
    if !is_in(&said.ages, Some(at + 1)) {
        return None;
    }
    let before = at.checked_sub(1);
    let two_before = at.checked_sub(2).filter(|_| is_in(&said.beside, before));
    match () {
        () if is_in(&said.ago, Some(at + 2)) => Some((at, at + 2)),
        () if is_in(&said.ago, before) => Some((at - 1, at + 1)),
        () if is_in(&said.ago, two_before) => Some((at - 2, at + 1)),
        () => None,
    }
}

/// `小时前` behind a number: unit and "ago" in one.
fn is_age_and_ago(word: &str) -> bool {
    let said = &*NOISE_WORDS;
    let lower = word.to_lowercase();
    said.ago.iter().any(|ago| lower.strip_suffix(ago).is_some_and(|age| said.ages.contains(age)))
}

/// A word without the marks around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_found_wherever_they_stand_and_no_other_figure_is_one() {
        for (line, expected) in [
            ("Published 3 hours ago by Anna", "3 hours ago"),
            ("Larn (12 minutes ago) – the pier is shut", "12 minutes ago"),
            ("The pier was shut 3 hours ago, police said.", "3 hours ago"),
            ("Der Pier wurde vor 3 Stunden gesperrt.", "vor 3 Stunden"),
            ("El muelle cerró hace 3 horas.", "hace 3 horas"),
            ("Le quai a fermé il y a 3 heures.", "y a 3 heures"),
            ("Причал закрыли 3 часа назад, сказали в полиции", "3 часа назад"),
            ("Körpü 3 saat əvvəl bağlandı", "3 saat əvvəl"),
            ("3小时前 码头关闭", "3小时前"),
            ("Кеят е затворен преди 3 часа.", "преди 3 часа"),
            ("أغلق الرصيف منذ 3 ساعات", "منذ 3 ساعات"),
            ("Il molo è chiuso 3 ore fa", "3 ore fa"),
            ("The strike lasted 3 hours.", ""),
            ("Three hours ago the pier was shut.", ""),
            ("12 people died, 3 hours after the quake", ""),
            ("It was built 1200 days ago", ""),
            ("Ago 3 times", ""),
        ] {
            let found: Vec<&str> = ages(line).into_iter().map(|age| &line[age]).collect();
            assert_eq!(found.join(" | "), expected, "{line}");
        }
    }
}
