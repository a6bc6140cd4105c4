//! Dates in words and numbers, in whatever order: RFC 822 and everything that resembles it.

use jiff::Timestamp;

use super::clock_time::{Cursor, Digits};
use super::parts::DateParts;
use super::slashes::DayOrder;
use super::{months, zones};

/// Reads a date by what its words and numbers can mean.
pub(super) fn read(text: &str, order: DayOrder) -> Option<Timestamp> {
    if let Some(instant) = read_unix(text) {
        return Some(instant);
    }
    let mut found = FoundWords::default();
    let mut cursor = Cursor::new(text.as_bytes());
    while let Some(byte) = cursor.peek() {
        match byte {
            b'0'..=b'9' => found.take_digits(&mut cursor),
            b'+' | b'-' if found.expects_offset(&cursor) => found.take_offset(&mut cursor),
            b'A'..=b'Z' | b'a'..=b'z' | 0x80.. => {
                let word = word_at(&text[cursor.at..]);
                // A sign above ASCII that is no letter is passed over whole.
                cursor.at += word.len().max(text[cursor.at..].chars().next().map_or(1, char::len_utf8));
                found.take_word(word);
            }
            _ => {
                found.last_separator = byte;
                cursor.at += 1;
            }
        }
    }
    found.parts(order)?.instant()
}

/// Seconds or milliseconds since 1970.
fn read_unix(text: &str) -> Option<Timestamp> {
    if !matches!(text.len(), 9 | 10 | 13) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = text.parse::<i64>().ok()?;
    Timestamp::from_second(if text.len() == 13 { number / 1000 } else { number }).ok()
}

/// The run of letters at the start; marks belong to their letters, and dots to `a.m.`.
fn word_at(text: &str) -> &str {
    for short in ["a.m.", "p.m.", "a. m.", "p. m."] {
        if text.get(..short.len()).is_some_and(|start| start.eq_ignore_ascii_case(short)) {
            return &text[..short.len()];
        }
    }
    let is_part = |char: char| char.is_alphabetic() || ('\u{300}'..'\u{370}').contains(&char);
    let is_thai = |char: char| ('\u{e00}'..='\u{e7f}').contains(&char);
    if text.starts_with(is_thai) {
        // Thai months are shortened with a stop in the middle: `พ.ย.`.
        return &text[..text.find(|char| char != '.' && !is_thai(char)).unwrap_or(text.len())];
    }
    &text[..text.find(|char| !is_part(char)).unwrap_or(text.len())]
}

/// What was found so far.
#[derive(Debug, Default)]
struct FoundWords {
    /// The numbers that are neither time nor offset, in order, and the separator before each.
    numbers: [(i32, usize); 3],
    count: usize,
    separators: [u8; 3],
    /// The month by its name, and how many numbers stand before it.
    month: Option<(i32, usize)>,
    time: Option<DateParts>,
    afternoon: Option<bool>,
    offset: Option<i32>,
    last_separator: u8,
    /// The last thing was the name of a zone: a sign now is an offset to it.
    after_zone: bool,
}

impl FoundWords {
    fn take_digits(&mut self, cursor: &mut Cursor<'_>) {
        self.after_zone = false;
        let digits = cursor.digits();
        let next = cursor.peek();
        let digit_follows = cursor.peek_second().is_some_and(|byte| byte.is_ascii_digit());
        if self.time.is_none() && digits.length <= 2 {
            let mut time = DateParts::default();
            let mut ahead = *cursor;
            ahead.at += 1;
            let by_colon = next == Some(b':') && ahead.minutes(digits.number, &mut time);
            // `15.04.05` is a time once the day is known; before that it is a day.
            let by_dot = !by_colon && next == Some(b'.') && digit_follows && self.knows_the_day() && {
                ahead = *cursor;
                dotted_time(&mut ahead, digits.number, &mut time)
            };
            if by_colon || by_dot {
                *cursor = ahead;
                self.time = Some(time);
                return;
            }
        }
        self.take_number(digits);
    }

    fn take_number(&mut self, digits: Digits) {
        if self.count < self.numbers.len() {
            self.numbers[self.count] = (digits.number, digits.length);
            self.separators[self.count] = std::mem::take(&mut self.last_separator);
            self.count += 1;
        }
    }

    fn knows_the_day(&self) -> bool {
        self.count + usize::from(self.month.is_some()) >= 3
    }

    /// A sign after a time or a zone's name, with a digit behind it.
    fn expects_offset(&self, cursor: &Cursor<'_>) -> bool {
        let digit = cursor.peek_second().is_some_and(|byte| byte.is_ascii_digit());
        digit && (self.after_zone || self.time.is_some() && self.offset.is_none())
    }

    fn take_offset(&mut self, cursor: &mut Cursor<'_>) {
        let start = cursor.at;
        if let Some(offset) = cursor.offset() {
            self.offset = Some(offset);
        } else {
            cursor.at = start + 1;
        }
        self.after_zone = false;
    }

    fn take_word(&mut self, word: &str) {
        self.after_zone = false;
        if self.time.is_some() && self.afternoon.is_none() {
            self.afternoon = afternoon(word);
            if self.afternoon.is_some() {
                return;
            }
        }
        if matches!(word, "오전" | "오후" | "上午" | "下午" | "ص" | "م") {
            self.afternoon = Some(matches!(word, "오후" | "下午" | "م"));
        } else if let Some(offset) = zones::offset_of(word).filter(|_| self.time.is_some()) {
            self.after_zone = true;
            self.offset.get_or_insert(offset);
        } else if let Some(month) = months::month_of(word) {
            // The last one counts: in "mar, 03 déc 2024" the first is a Tuesday.
            self.month = Some((month, self.count));
        }
    }

    fn parts(self, order: DayOrder) -> Option<DateParts> {
        let numbers = &self.numbers[..self.count];
        let (year, month, day) = match self.month {
            Some((month, before)) => with_month_word(numbers, month, before)?,
            None => by_size(numbers, self.separators, order)?,
        };
        let mut parts = self.time.unwrap_or_default();
        match self.afternoon {
            Some(true) if parts.hour < 12 => parts.hour += 12,
            Some(false) if parts.hour == 12 => parts.hour = 0,
            _ => {}
        }
        let offset = self.offset.unwrap_or(0);
        Some(DateParts { year, month, day, offset, ..parts })
    }
}

fn afternoon(word: &str) -> Option<bool> {
    match word.as_bytes().first().map(u8::to_ascii_lowercase) {
        Some(first @ (b'a' | b'p')) => {
            let rest = &word[1..];
            let known = ["m", ".m.", ". m."].iter().any(|known| rest.eq_ignore_ascii_case(known));
            known.then_some(first == b'p')
        }
        _ => None,
    }
}

/// `.04.05` or `.04` after the hour.
fn dotted_time(cursor: &mut Cursor<'_>, hour: i32, parts: &mut DateParts) -> bool {
    cursor.at += 1;
    let minute = cursor.digits();
    if minute.length != 2 || minute.number > 59 || hour > 24 {
        return false;
    }
    (parts.hour, parts.minute) = (hour, minute.number);
    if cursor.peek() == Some(b'.') && cursor.peek_second().is_some_and(|byte| byte.is_ascii_digit()) {
        cursor.at += 1;
        parts.second = cursor.digits().number;
    }
    true
}

/// Year, month and day where the month is a word: the longer number is the year, else the second one.
fn with_month_word(numbers: &[(i32, usize)], month: i32, before: usize) -> Option<(i32, i32, i32)> {
    match *numbers {
        [(year, 4)] => Some((year, month, 1)),
        [(year, 3..), (day, 1..=2), ..] => Some((year, month, day)),
        [(day, 1..=2), year, ..] => Some((full_year(year)?, month, day)),
        // "2024 Oct" and nothing else is known; "02 Oct" lacks the year, which nobody may guess.
        _ if before == 0 => None,
        _ => None,
    }
}

/// Year, month and day by digits and size alone.
fn by_size(numbers: &[(i32, usize)], separators: [u8; 3], order: DayOrder) -> Option<(i32, i32, i32)> {
    match *numbers {
        [(year, 4), (month, 1..=2), (day, 1..=2)] => Some((year, month, day)),
        [(year, 2), (month, 2), (day, 2)] if separators[1] == b'-' && year > 31 => {
            Some((full_year((year, 2))?, month, day))
        }
        [(first, 1..=2), (second, 1..=2), year] => {
            let year = full_year(year)?;
            // Slashes are American, unless they cannot be or are known not to; dots and dashes put the day first.
            let is_american = separators[1] == b'/' && order == DayOrder::MonthFirst;
            let month_first = second > 12 || is_american && first <= 12;
            let (month, day) = if month_first { (first, second) } else { (second, first) };
            Some((year, month, day))
        }
        [(date, 8), ..] => Some((date / 10_000, date / 100 % 100, date % 100)),
        _ => None,
    }
}

/// Two digits are a year from 1970 to 2069.
fn full_year((year, length): (i32, usize)) -> Option<i32> {
    match length {
        4 => Some(year),
        2 => Some(if year < 70 { 2000 + year } else { 1900 + year }),
        // A counter of years since 1900 that passed 99.
        3 if (100..=199).contains(&year) => Some(1900 + year),
        _ => None,
    }
}
