//! ISO 8601 by position: the form of Atom, `dc:date`, JSON Feed and of most clean dates.

use jiff::Timestamp;

use super::clock_time::Cursor;
use super::parts::DateParts;

/// Reads `2024-10-02T15:04:05Z` and its shorter forms; none where anything is left over.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let mut cursor = Cursor::new(text.as_bytes());
    let mut parts = DateParts { month: 1, day: 1, ..DateParts::default() };
    let digits = cursor.digits();
    match digits.length {
        4 => {
            parts.year = digits.number;
            read_month_and_day(&mut cursor, &mut parts)?;
        }
        8 => split_date(digits.number, &mut parts),
        14 => {
            let number = text[..14].parse::<i64>().ok()?;
            split_date(i32::try_from(number / 1_000_000).ok()?, &mut parts);
            let time = i32::try_from(number % 1_000_000).ok()?;
            (parts.hour, parts.minute, parts.second) = (time / 10_000, time / 100 % 100, time % 100);
            return cursor.at_end().then(|| parts.instant())?;
        }
        _ => return None,
    }
    if cursor.at_end() {
        return parts.instant();
    }
    let gap = cursor.skip_if(|byte| matches!(byte, b'T' | b't' | b' ' | b'_'));
    cursor.skip_spaces();
    if !gap || !cursor.time(&mut parts) {
        return None;
    }
    cursor.skip_spaces();
    if cursor.at_end() || cursor.skip_if(|byte| matches!(byte, b'Z' | b'z')) && cursor.at_end() {
        return parts.instant();
    }
    parts.offset = cursor.offset()?;
    cursor.at_end().then(|| parts.instant())?
}

fn split_date(number: i32, parts: &mut DateParts) {
    (parts.year, parts.month, parts.day) = (number / 10_000, number / 100 % 100, number % 100);
}

/// `-10-02`, `-10`, `-276` (the day of the year), or nothing.
fn read_month_and_day(cursor: &mut Cursor<'_>, parts: &mut DateParts) -> Option<()> {
    if !cursor.skip_if(|byte| byte == b'-') {
        return Some(());
    }
    let digits = cursor.digits();
    match digits.length {
        3 => {
            let year = i16::try_from(parts.year).ok()?;
            let first = jiff::civil::Date::new(year, 1, 1).ok()?;
            if !(1..=i32::from(first.days_in_year())).contains(&digits.number) {
                return None;
            }
            let date = first.checked_add(jiff::Span::new().days(digits.number - 1)).ok()?;
            (parts.month, parts.day) = (i32::from(date.month()), i32::from(date.day()));
        }
        1 | 2 => {
            parts.month = digits.number;
            if cursor.skip_if(|byte| byte == b'-') {
                let day = cursor.digits();
                parts.day = day.number;
                (1..=2).contains(&day.length).then_some(())?;
            }
        }
        _ => return None,
    }
    Some(())
}
