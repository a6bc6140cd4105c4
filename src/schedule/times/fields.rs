//! The five fields of a cron line as sets of numbers, and the wall-clock times they name.

use jiff::civil::Date;
use jiff::civil::DateTime;

/// Which minutes, hours, days, months and weekdays (0 is Sunday) a line names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fields {
    pub minutes: Set,
    pub hours: Set,
    pub days: Set,
    pub months: Set,
    pub weekdays: Set,
}

/// Numbers below 64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Set(u64);

impl Set {
    pub(super) fn of(numbers: impl IntoIterator<Item = u8>) -> Self {
        Self(numbers.into_iter().fold(0, |bits, number| bits | 1 << number))
    }

    pub(super) fn has(self, number: i8) -> bool {
        u32::try_from(number).is_ok_and(|number| self.0 >> number & 1 == 1)
    }

    pub(super) fn numbers(self) -> impl Iterator<Item = i8> {
        (0..i8::MAX).take(64).filter(move |number| self.has(*number))
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The weekdays with 7 written as 0.
    pub(super) fn sunday_once(self) -> Self {
        Self((self.0 | self.0 >> 7) & 0x7f)
    }

    pub(super) fn len(self) -> u32 {
        self.0.count_ones()
    }
}

impl Fields {
    /// Whether the line runs in every hour of its days: then it means real hours, not times on a wall.
    pub(super) fn every_hour(&self) -> bool {
        self.hours.len() == 24
    }

    /// The wall-clock times on one date, in order.
    pub(super) fn walls_on(&self, date: Date) -> impl Iterator<Item = DateTime> {
        let runs = self.months.has(date.month())
            && self.days.has(date.day())
            && self.weekdays.has(date.weekday().to_sunday_zero_offset());
        let (hours, minutes) = (self.hours, self.minutes);
        let hours = runs.then(|| hours.numbers()).into_iter().flatten();
        hours.flat_map(move |hour| minutes.numbers().map(move |minute| date.at(hour, minute, 0, 0)))
    }
}
