//! The five fields of a cron line as sets of numbers.

use super::wall_clock::WallTimes;

/// Which minutes, hours, days, months and weekdays (0 is Sunday) a line names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fields {
    pub minutes: TimeSet,
    pub hours: TimeSet,
    pub days: TimeSet,
    pub months: TimeSet,
    pub weekdays: TimeSet,
}

/// Numbers below 64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimeSet(u64);

impl TimeSet {
    pub(super) fn of(numbers: impl IntoIterator<Item = u8>) -> Self {
        Self(numbers.into_iter().fold(0, |bits, number| bits | 1 << number))
    }

    pub(super) fn numbers(self) -> impl Iterator<Item = i8> {
        (0..64).filter(move |number| self.0 >> number & 1 == 1)
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

    /// The wall-clock times that the line names.
    pub(super) fn walls(&self) -> WallTimes {
        let list =
            |set: TimeSet| set.numbers().map(|number| number.to_string()).collect::<Vec<_>>().join(",");
        let [minutes, hours, days, months] = [self.minutes, self.hours, self.days, self.months].map(list);
        // The crate wants a field of seconds, and its week begins with Sunday as 1.
        let weekdays = list(TimeSet(self.weekdays.0 << 1));
        WallTimes::new(&format!("0 {minutes} {hours} {days} {months} {weekdays}"))
    }
}
