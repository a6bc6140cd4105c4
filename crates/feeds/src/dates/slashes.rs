//! `02/12/2026`: which of its two first numbers is the day, as far as the numbers say.

/// Which number of a date between slashes is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayOrder {
    /// As in the United States: where nothing else is known.
    MonthFirst,
    /// As nearly everywhere else.
    DayFirst,
}

/// What a date between slashes tells about its feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SlashDate {
    /// One of its numbers cannot be a month.
    Certain(DayOrder),
    /// Both may be.
    Open,
}

/// The date between slashes in this text; none where there is none, or one that begins with its year.
pub(crate) fn slash_date(text: &str) -> Option<SlashDate> {
    let number = |text: &str| text.parse::<u8>().ok().filter(|number| (1..=31).contains(number));
    let date = text.split_whitespace().find(|word| word.matches('/').count() == 2)?;
    let mut parts = date.trim_end_matches(',').split('/');
    let (first, second, year) = (number(parts.next()?)?, number(parts.next()?)?, parts.next()?);
    if !matches!(year.len(), 2 | 4) || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match (first > 12, second > 12) {
        (true, false) => Some(SlashDate::Certain(DayOrder::DayFirst)),
        (false, true) => Some(SlashDate::Certain(DayOrder::MonthFirst)),
        (false, false) => Some(SlashDate::Open),
        (true, true) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_over_twelve_is_a_day() {
        for (text, expected) in [
            ("28/11/2026 09:00", Some(SlashDate::Certain(DayOrder::DayFirst))),
            ("Mon, 11/28/26, 9:00", Some(SlashDate::Certain(DayOrder::MonthFirst))),
            ("02/12/2026", Some(SlashDate::Open)),
            ("2026/12/02", None),
            ("02.12.2026", None),
            ("31/31/2026", None),
        ] {
            assert_eq!(slash_date(text), expected, "{text}");
        }
    }
}
