//! Dates as feeds write them become instants, or nothing: an impossible date is never mended into another.

use jiff::Timestamp;

use super::calendar::with_ascii_digits;
use super::slashes::DayOrder;
use super::{iso, words};

/// The instant that a feed's date means; UTC where it names no zone. `None` for what is no date, for a day that
/// does not exist, and for years before 1000, with which some systems write "never".
pub fn read(text: &str) -> Option<Timestamp> {
    read_in(text, DayOrder::MonthFirst)
}

/// The same where the order of day and month between slashes is known.
pub(crate) fn read_in(text: &str, order: DayOrder) -> Option<Timestamp> {
    let text = text.trim();
    // The longest real ones have some sixty letters; whatever is longer is not a date.
    if text.is_empty() || text.len() > 400 {
        return None;
    }
    let text = with_ascii_digits(text);
    iso::read(&text).or_else(|| words::read(&text, order))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, utc: Option<&str>) {
        assert_eq!(read(text).map(|instant| instant.to_string()).as_deref(), utc, "{text}");
    }

    #[test]
    fn dates_of_the_standards() {
        for (text, utc) in [
            ("Wed, 02 Oct 2024 15:04:05 +0300", "2024-10-02T12:04:05Z"),
            ("02 Oct 24 15:04 EST", "2024-10-02T20:04:00Z"),
            ("Wed, 02 Oct 2024 15:04:05 GMT", "2024-10-02T15:04:05Z"),
            ("2024-10-02T15:04:05Z", "2024-10-02T15:04:05Z"),
            ("2024-10-02t15:04:05.5-02:30", "2024-10-02T17:34:05Z"),
            ("2024-10-02T24:00:00Z", "2024-10-03T00:00:00Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            ("20241002T150405+0300", "2024-10-02T12:04:05Z"),
            ("2024-10-02", "2024-10-02T00:00:00Z"),
            ("2024", "2024-01-01T00:00:00Z"),
            ("2024-10", "2024-10-01T00:00:00Z"),
            ("2024-366", "2024-12-31T00:00:00Z"),
        ] {
            check(text, Some(utc));
        }
    }

    #[test]
    fn dates_of_the_wild() {
        for (text, utc) in [
            ("Tuesday 2 October 2024 3:04pm", "2024-10-02T15:04:00Z"),
            ("Oct 2, 2024, 12:30 a.m.", "2024-10-02T00:30:00Z"),
            ("Thu Oct 02 15:04:05 CEST 2024", "2024-10-02T13:04:05Z"),
            ("Wed, 02 Oct 2024 15:04:05 GMT+0300 (Moscow Standard Time)", "2024-10-02T12:04:05Z"),
            ("2024/10/02", "2024-10-02T00:00:00Z"),
            ("25/10/2024 15:04", "2024-10-25T15:04:00Z"),
            ("10/25/2024", "2024-10-25T00:00:00Z"),
            ("25.10.24", "2024-10-25T00:00:00Z"),
            ("15:04 02.10.2024", "2024-10-02T15:04:00Z"),
            ("2024年10月02日 15:04", "2024-10-02T15:04:00Z"),
            ("1727881445123", "2024-10-02T15:04:05Z"),
            ("2024-10-02 15:04:05 UTC", "2024-10-02T15:04:05Z"),
            ("2024-10-02 15:04:05 MSK", "2024-10-02T12:04:05Z"),
            ("2024-10-02T15:04:05 +0300", "2024-10-02T12:04:05Z"),
            ("2024-Oct-02 15:04", "2024-10-02T15:04:00Z"),
            ("Чт, 2 кастрычніка 2024 15:04", "2024-10-02T15:04:00Z"),
            ("Mar, 12 mar 2024 10:00:00 +0100", "2024-03-12T09:00:00Z"),
            ("середа, 2 жовтня 2024 р. о 15:04", "2024-10-02T15:04:00Z"),
        ] {
            check(text, Some(utc));
        }
    }

    #[test]
    fn dates_of_other_scripts_and_calendars() {
        for (text, utc) in [
            ("۱۴۰۵-۰۹-۱۰T۱۱:۳۲:۰۶Z", "2026-12-01T11:32:06Z"),
            ("٠١.١٢.٢٠٢٦ ٠٨:٠٠", "2026-12-01T08:00:00Z"),
            ("10 آذر 1405 11:32", "2026-12-01T11:32:00Z"),
            ("29 نوفمبر 2026، 8:05 م", "2026-11-29T20:05:00Z"),
            ("29 تشرين الثاني 2026", "2026-11-29T00:00:00Z"),
            ("29 บทความ พ.ย. 2569", "2026-11-29T00:00:00Z"),
            ("๒๙ พฤศจิกายน ๒๕๖๙ 08:00", "2026-11-29T08:00:00Z"),
            ("29 בנובמבר 2026", "2026-11-29T00:00:00Z"),
            ("29. listopadu 2026", "2026-11-29T00:00:00Z"),
            ("29. studenoga 2026.", "2026-11-29T00:00:00Z"),
            ("29. marraskuuta 2026", "2026-11-29T00:00:00Z"),
            ("3. srpna 2026", "2026-08-03T00:00:00Z"),
            ("3. srpnja 2026", "2026-07-03T00:00:00Z"),
            ("3. července 2026", "2026-07-03T00:00:00Z"),
            ("3. června 2026", "2026-06-03T00:00:00Z"),
            ("29 nëntor 2026", "2026-11-29T00:00:00Z"),
            ("29. новембар 2026. 08:00", "2026-11-29T08:00:00Z"),
        ] {
            check(text, Some(utc));
        }
        assert_eq!(read_in("02/12/2026", DayOrder::DayFirst), read("2026-12-02"));
        assert_eq!(read("02/12/2026"), read("2026-02-12"));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "now",
            "yesterday",
            "2024-02-30",
            "31 April 2024",
            "2 Oct",
            "15:04",
            "0000-00-00 00:00:00",
            "0001-01-01T00:00:00Z",
            "2024-13-01",
            "Wed, 02 Oct 2024 25:04:05 GMT",
            "12345",
            "Oct",
            "-",
            "May be",
            "2024-10-02T15:04:05+99:00",
        ] {
            check(text, None);
        }
    }
}
