//! Whether a translation has the numbers of its text, in whatever way a language writes them.

use std::collections::BTreeSet;

use languages::Language;

use crate::entry::is_same_language;
use crate::event::figures;

/// Numbers up to this one are written as words.
const COUNTED: usize = 12;

/// The numbers of a text that its translation into a language does not have, each once.
pub(super) fn lost_numbers(text: &str, made: &str, lang: &str) -> Vec<String> {
    let written = WrittenNumbers::read(made, lang);
    let mut lost: Vec<String> = figures(text).filter(|number| !written.has(number, text)).collect();
    lost.dedup();
    lost
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
        let language = languages::all().iter().find(|language| is_same_language(language.code, lang));
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
        ] {
            assert_eq!(lost_numbers(text, made, "en"), lost, "{made}");
        }
    }
}
