//! Year, month, day, time and offset of a date, before they are an instant.

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::calendar::gregorian;

/// A date and a time of day, not yet in a zone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct DateParts {
    pub year: i32,
    pub month: i32,
    pub day: i32,
    pub hour: i32,
    pub minute: i32,
    pub second: i32,
    /// East of Greenwich, in minutes.
    pub offset: i32,
}

impl DateParts {
    /// The instant, where day and time exist. 24:00:00 is the next midnight, a leap second the second before it.
    pub(super) fn instant(self) -> Option<Timestamp> {
        let small = |number: i32| i8::try_from(number).ok();
        let (year, month, day) = gregorian(self.year, self.month, self.day);
        let year = i16::try_from(year).ok().filter(|year| *year >= 1000)?;
        let date = Date::new(year, small(month)?, small(day)?).ok()?;
        let midnight = self.hour == 24 && self.minute == 0 && self.second == 0;
        let hour = if midnight { 0 } else { self.hour };
        let second = if self.second == 60 { 59 } else { self.second };
        let time = Time::new(small(hour)?, small(self.minute)?, small(second)?, 0).ok()?;
        if self.offset.abs() > 26 * 60 {
            return None;
        }
        let utc = jiff::tz::Offset::UTC.to_timestamp(date.to_datetime(time)).ok()?;
        let shift = i64::from(midnight) * 86_400 - i64::from(self.offset) * 60;
        Timestamp::from_second(utc.as_second() + shift).ok()
    }
}
