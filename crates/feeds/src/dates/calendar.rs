//! Years of other calendars, and the digits that other scripts write them with.

use std::borrow::Cow;

/// The first digits of the scripts that have ten of their own: Arabic, Persian, Devanagari, Bengali, Thai, full width.
const ZEROS: [char; 6] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{e50}', '\u{ff10}'];

/// Months whose names have two words, and a name of one word for each.
const TWO_WORDS: [(&str, &str); 4] = [
    ("كانون الثاني", "يناير"),
    ("تشرين الأول", "أكتوبر"),
    ("تشرين الثاني", "نوفمبر"),
    ("كانون الأول", "ديسمبر"),
];

/// The text with digits of other scripts as ASCII digits.
pub(super) fn with_ascii_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out: String = text.chars().map(|char| digit(char).unwrap_or(char)).collect();
    for (two, one) in TWO_WORDS {
        if out.contains(two) {
            out = out.replace(two, one);
        }
    }
    Cow::Owned(out)
}

fn digit(char: char) -> Option<char> {
    let value = |zero: &char| u32::from(char).checked_sub(u32::from(*zero)).filter(|value| *value < 10);
    ZEROS.iter().find_map(value).and_then(|value| char::from_digit(value, 10))
}

/// Year, month and day in the calendar of the standards. Years around the present one of two other calendars cannot be
/// meant otherwise: 1405 is a year of Iran, 2569 one of Thailand.
pub(super) fn gregorian(year: i32, month: i32, day: i32) -> (i32, i32, i32) {
    match year {
        1380..=1430 => from_jalali(year, month, day),
        2540..=2600 => (year - 543, month, day),
        _ => (year, month, day),
    }
}

/// The Iranian calendar: six months of 31 days, five of 30, and a last one whose 30th day is there in leap years, which
/// come every fourth year, and now and then after five (the arithmetic of 33 years, right from 1178 to 1633). A day that
/// the calendar does not have stays as it is, in a year that nobody believes.
fn from_jalali(year: i32, month: i32, day: i32) -> (i32, i32, i32) {
    let is_leap = matches!(year % 33, 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30);
    let length = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 if is_leap => 30,
        12 => 29,
        _ => 0,
    };
    if !(1..=length).contains(&day) {
        return (0, month, day);
    }
    // Days since the first of 979, which began on 21 March 1600.
    let years = year - 979;
    let before = |month: i32| if month <= 7 { (month - 1) * 31 } else { 186 + (month - 7) * 30 };
    let days = years * 365 + years / 33 * 8 + (years % 33 + 3) / 4 + before(month) + day - 1;
    let first = jiff::civil::Date::new(1600, 3, 20).unwrap_or_default();
    let date = first.saturating_add(jiff::Span::new().days(days));
    (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_of_other_calendars_are_converted() {
        for (given, expected) in [
            ((1405, 9, 10), (2026, 12, 1)),
            ((1405, 1, 1), (2026, 3, 21)),
            ((1403, 12, 30), (2025, 3, 20)),
            ((1404, 1, 1), (2025, 3, 21)),
            ((1399, 10, 12), (2021, 1, 1)),
            ((1404, 12, 30), (0, 12, 30)),
            ((2569, 11, 29), (2026, 11, 29)),
            ((2026, 11, 29), (2026, 11, 29)),
        ] {
            let (year, month, day) = given;
            assert_eq!(gregorian(year, month, day), expected, "{given:?}");
        }
    }

    #[test]
    fn digits_of_every_script_are_digits() {
        assert_eq!(with_ascii_digits("٠١.١٢.٢٠٢٦ ۰۸ ०९ ৭ ๒๕๖๙ ２"), "01.12.2026 08 09 7 2569 2");
        assert_eq!(with_ascii_digits("29 تشرين الثاني 2026"), "29 نوفمبر 2026");
    }
}
