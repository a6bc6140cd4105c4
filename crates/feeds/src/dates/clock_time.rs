//! Times of day and offsets, read from the bytes of a date.

use super::parts::DateParts;

/// A place in the bytes of a date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    pub at: usize,
}

/// A run of digits; a run too long for a number has the greatest number there is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digits {
    pub number: i32,
    pub length: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(super) fn at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The byte after the next one.
    pub(super) fn peek_second(&self) -> Option<u8> {
        self.bytes.get(self.at + 1).copied()
    }

    pub(super) fn skip_if(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        let skips = self.peek().is_some_and(wanted);
        self.at += usize::from(skips);
        skips
    }

    pub(super) fn skip_spaces(&mut self) {
        while self.skip_if(|byte| byte.is_ascii_whitespace()) {}
    }

    pub(super) fn digits(&mut self) -> Digits {
        let mut digits = Digits { number: 0, length: 0 };
        while let Some(byte @ b'0'..=b'9') = self.peek() {
            digits.number = digits.number.saturating_mul(10).saturating_add(i32::from(byte - b'0'));
            digits.length += 1;
            self.at += 1;
        }
        digits
    }

    /// Reads `15:04`, `15:04:05`, `15:04:05.678`, `150405`; false where there is no time.
    pub(super) fn time(&mut self, parts: &mut DateParts) -> bool {
        let start = self.at;
        let hour = self.digits();
        if matches!(hour.length, 4 | 6) && self.peek() != Some(b':') {
            let number = if hour.length == 4 { hour.number * 100 } else { hour.number };
            (parts.hour, parts.minute, parts.second) = (number / 10_000, number / 100 % 100, number % 100);
            self.skip_fraction();
            return true;
        }
        if !(1..=2).contains(&hour.length) || !self.skip_if(|byte| byte == b':') {
            self.at = start;
            return false;
        }
        self.minutes(hour.number, parts)
    }

    /// Reads what follows the hour and its colon.
    pub(super) fn minutes(&mut self, hour: i32, parts: &mut DateParts) -> bool {
        let minute = self.digits();
        if !(1..=2).contains(&minute.length) {
            return false;
        }
        (parts.hour, parts.minute, parts.second) = (hour, minute.number, 0);
        if self.peek() == Some(b':') && self.peek_second().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
            parts.second = self.digits().number;
            self.skip_fraction();
        }
        true
    }

    /// A fraction of a second says nothing that we keep.
    fn skip_fraction(&mut self) {
        if matches!(self.peek(), Some(b'.' | b',' | b':'))
            && self.peek_second().is_some_and(|b| b.is_ascii_digit())
        {
            self.at += 1;
            self.digits();
        }
    }

    /// Reads `+0300`, `+03:00`, `+03`, `-3`, in minutes; none where there is none.
    pub(super) fn offset(&mut self) -> Option<i32> {
        let sign = match self.peek()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        self.at += 1;
        let digits = self.digits();
        let minutes = match digits.length {
            1 | 2 if self.peek() == Some(b':') => {
                self.at += 1;
                digits.number * 60 + self.digits().number
            }
            1 | 2 => digits.number * 60,
            3 | 4 => digits.number / 100 * 60 + digits.number % 100,
            // Some systems append seconds, which are never anything but zero.
            6 => digits.number / 10_000 * 60 + digits.number / 100 % 100,
            _ => return None,
        };
        Some(sign * minutes)
    }
}
