//! Whether a translation has the numbers of its text, in whatever way a language writes them.

use std::collections::BTreeSet;

use languages::Language;

use crate::entry::is_same_language;
use crate::event::figures;

/// Numbers up to this one are written as words.
const COUNTED: usize = 12;

/// The numbers of a text that its translation does not have, each once; `from` and `to` are the two languages.
pub(super) fn lost_numbers(text: &str, made: &str, (from, to): (&str, &str)) -> Vec<String> {
    let written = WrittenNumbers::read(made, to);
    let scales = language(from)
        .zip(written.language)
        .map(|(source, target)| Scales::of((text, source), (made, target)));
    let scales = scales.unwrap_or_default();
    let is_there = |number: &String| written.has(number, text) || scales.kept.contains(number);
    let mut lost: Vec<String> = figures(text).filter(|number| !is_there(number)).collect();
    lost.extend(changed_signs(text, made));
    lost.extend(scales.lost);
    let mut seen = BTreeSet::new();
    lost.retain(|number| seen.insert(number.clone()));
    lost
}

fn language(code: &str) -> Option<&'static Language> {
    languages::all().iter().find(|language| is_same_language(language.code, code))
}

/// Words for a minus, which a translation may have for its sign.
const MINUS: [&str; 16] = [
    "minus",
    "below",
    "negative",
    "минус",
    "ниже",
    "мінус",
    "нижче",
    "mənfi",
    "eksi",
    "moins",
    "menos",
    "meno",
    "mínus",
    "մինուս",
    "მინუს",
    "منفی",
];

/// Numbers that have a minus in one of the two and not in the other: `1.5` is no translation of `-1.5`.
fn changed_signs(text: &str, made: &str) -> Vec<String> {
    let (own, theirs) = (negatives(text), negatives(made));
    let in_words = |text: &str| MINUS.iter().any(|word| text.to_lowercase().contains(word));
    let lost = own.difference(&theirs).filter(|_| !in_words(made));
    let added = theirs.difference(&own).filter(|_| !in_words(text));
    lost.chain(added).cloned().collect()
}

/// The numbers with a minus right before them that joins nothing: `5-7` and `Su-57` have none.
fn negatives(text: &str) -> BTreeSet<String> {
    let minus = |letter| matches!(letter, '-' | '\u{2212}' | '\u{2013}');
    let signs = text.char_indices().filter(|(at, letter)| {
        let before = text[..*at].chars().next_back();
        minus(*letter)
            && before.is_none_or(|before| before.is_whitespace() || matches!(before, '(' | '"' | '«'))
    });
    let behind = signs.map(|(at, letter)| &text[at + letter.len_utf8()..]);
    let numbers = behind.filter(|behind| behind.starts_with(|first: char| first.is_numeric()));
    numbers.filter_map(|behind| Some(format!("-{}", figures(behind).next()?))).collect()
}

/// What became of the numbers with words such as million behind them.
#[derive(Debug, Default)]
struct Scales {
    /// The numbers that are there, if in another way: `2500 млн` is `2.5 billion`.
    kept: BTreeSet<String>,
    /// Those of millions and more that are of another size, with their words.
    lost: Vec<String>,
}

impl Scales {
    fn of((text, source): (&str, &'static Language), (made, target): (&str, &'static Language)) -> Self {
        let mut scales = Self::default();
        if target.of("scales").next().is_none() {
            return scales;
        }
        let whole = figures(made).filter_map(|number| number.parse::<f64>().ok());
        let values: Vec<f64> =
            whole.chain(scaled(made, target).into_iter().map(|number| number.value)).collect();
        for ScaledNumber { number, word, value } in scaled(text, source) {
            if values.iter().any(|other| (other - value).abs() < value * 1e-6) {
                scales.kept.insert(number);
            } else if value >= 1e6 {
                scales.lost.push(format!("{number} {word}"));
            }
        }
        scales
    }
}

/// A number with a word for its size behind it.
struct ScaledNumber {
    number: String,
    word: String,
    value: f64,
}

/// The numbers with a word for a thousand or more behind them, as they are written and what they are.
fn scaled(text: &str, language: &'static Language) -> Vec<ScaledNumber> {
    const SIZES: [f64; 4] = [1e3, 1e6, 1e9, 1e12];
    let lower = text.to_lowercase();
    let mut found = Vec::new();
    for (at, _) in lower.char_indices().filter(|(at, letter)| {
        letter.is_alphabetic() && !lower[..*at].ends_with(|before: char| before.is_alphabetic())
    }) {
        let before = lower[..at].trim_end();
        if !before.ends_with(|last: char| last.is_numeric()) || at - before.len() > 3 {
            continue;
        }
        let lines = language.of("scales").flat_map(|line| line.split(' ').zip(SIZES));
        let mut sizes = lines.filter(|(words, _)| words.split('|').any(|word| lower[at..].starts_with(word)));
        let number = figures(before).last();
        if let (Some((_, size)), Some(number)) = (sizes.next(), number)
            && let Ok(value) = number.parse::<f64>()
        {
            let word = lower[at..].chars().take_while(|letter| letter.is_alphabetic()).collect();
            found.push(ScaledNumber { number, word, value: value * size });
        }
    }
    found
}

/// What a translation says in numbers.
struct WrittenNumbers {
    numbers: BTreeSet<String>,
    /// In small letters.
    text: String,
    language: Option<&'static Language>,
}

impl WrittenNumbers {
    fn read(made: &str, lang: &str) -> Self {
        let language = language(lang);
        let numbers = figures(made).map(|number| plain(&number).to_owned()).collect();
        Self { numbers, text: made.to_lowercase(), language }
    }

    fn has(&self, number: &str, text: &str) -> bool {
        let number = plain(number);
        self.numbers.contains(number)
            || self.has_thousands(number)
            || self.has_hour(number)
            || self.has_year(number)
            || self.has_word(number, text)
    }

    /// `5 тысяч` is `5,000`, and the other way round.
    fn has_thousands(&self, number: &str) -> bool {
        let zeros = ["000", "000000", "000000000"];
        zeros.iter().any(|zeros| {
            self.numbers.contains(&format!("{number}{zeros}"))
                || number.strip_suffix(zeros).is_some_and(|short| self.numbers.contains(short))
        })
    }

    /// `14:00` is `2 pm`.
    fn has_hour(&self, number: &str) -> bool {
        let Some((hour, minutes)) = number.split_once(':') else { return false };
        let Ok(hour) = hour.parse::<u8>() else { return false };
        let half = (hour + 11) % 12 + 1;
        let is_half = self.text.contains("pm")
            || self.text.contains("p.m")
            || self.text.contains("am")
            || self.text.contains("a.m");
        let has = |hour: u8| {
            self.numbers.contains(&format!("{hour}:{minutes}"))
                || minutes == "00" && self.numbers.contains(&hour.to_string())
        };
        has(hour) || is_half && has(half)
    }

    /// The second year of `2026–2027` is the 27 of `2026-27`.
    fn has_year(&self, number: &str) -> bool {
        let Some(short) = number.get(2..).filter(|short| number.len() == 4 && short.len() == 2) else {
            return false;
        };
        ['-', '–', '/'].iter().any(|mark| self.text.contains(&format!("{mark}{short}")))
    }

    /// A month of a date, or a small number, that is a word.
    fn has_word(&self, number: &str, text: &str) -> bool {
        let Some(at) = number.parse::<usize>().ok().filter(|number| (1..=COUNTED).contains(number)) else {
            return false;
        };
        let is_month = [format!(".{at}."), format!(".{at:02}."), format!("-{at:02}-"), format!("/{at:02}/")]
            .iter()
            .any(|date| text.contains(date));
        is_month && self.says("months", at) || self.says("counting", at)
    }

    /// Whether a word begins as its language begins the `at`th of such words.
    fn says(&self, key: &'static str, at: usize) -> bool {
        let lines = self.language.into_iter().flat_map(|language| language.of(key));
        let beginnings: Vec<&str> = lines
            .filter_map(|line| line.split(' ').nth(at - 1))
            .flat_map(|group| group.split('|'))
            .filter(|beginning| *beginning != "-")
            .collect();
        let mut words = self.text.split(|letter: char| !letter.is_alphabetic() && letter != '’');
        words.any(|word| beginnings.iter().any(|beginning| word.starts_with(beginning)))
    }
}

/// A number without the zeros that only fill a place: `05` is `5`.
fn plain(number: &str) -> &str {
    let plain = number.trim_start_matches('0');
    if plain.starts_with(|first: char| first.is_ascii_digit()) { plain } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_there_in_whatever_way_it_is_written() {
        for (text, made, lost) in [
            ("1,5 млрд рублей и 5 тысяч тонн", "1.5 billion roubles and 5,000 tonnes", &[][..]),
            ("пройдёт 05.12.2026 в 14:00", "will be held on 5 December 2026 at 2 pm", &[]),
            ("05.12.2026", "December 5, 2026", &[]),
            ("3-ю сессию", "its third session", &[]),
            ("на 2026–2027 годы", "for 2026-27", &[]),
            ("в 09:30", "at 9:30", &[]),
            ("12 самолётов", "15 planes in December", &["12"]),
            ("25 градусов", "52 degrees", &["25"]),
            ("3 человека", "people", &["3"]),
            ("в 14:00", "at 4 pm", &["14:00"]),
            ("2027", "2026-28", &["2027"]),
            ("1,5 млн тонн", "-1.5 million tonnes", &["-1.5"]),
            ("при -5 градусах", "at 5 degrees", &["-5"]),
            ("при -5 градусах", "at minus 5 degrees, a Su-57 flew 5-7 hours", &[]),
            ("1,5 млн тонн", "1.5 tonnes", &["1.5 млн"]),
            ("1,5 млн тонн", "1.5 billion tonnes", &["1.5 млн"]),
            ("2500 млн рублей", "2.5 billion roubles", &[]),
            ("5 тысяч тонн и 2 млн тонн", "5,000 tonnes and 2,000,000 tonnes", &[]),
            ("1 870 млрд", "1.87 trillion", &[]),
        ] {
            assert_eq!(lost_numbers(text, made, ("ru", "en")), lost, "{made}");
        }
    }
}
