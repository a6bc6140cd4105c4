//! The hours in which alerts wait.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::diagnostic::Fault;

use super::clock_change;
use super::parse::time_of_day;

/// A daily range on the reader's wall clock, such as `22:00-06:30`; its end is outside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quiet {
    start: Time,
    end: Time,
}

impl Quiet {
    /// Reads `22:00-06:30`.
    pub(crate) fn parse(range: &str) -> Result<Self, Fault> {
        let whole = 0..range.len();
        let Some((start, end)) = range.split_once('-') else {
            return Err(Fault::new(whole, "not a range of hours").help("write it as `22:00-06:30`"));
        };
        let place_of = |part: &str, from: usize| from + part.len() - part.trim_start().len();
        let (start_hour, start_minute) = time_of_day(start.trim(), place_of(start, 0))?;
        let (end_hour, end_minute) = time_of_day(end.trim(), place_of(end, start.len() + 1))?;
        let time = |hour: u8, minute: u8| jiff::civil::time(hour.cast_signed(), minute.cast_signed(), 0, 0);
        let quiet = Self { start: time(start_hour, start_minute), end: time(end_hour, end_minute) };
        if quiet.start == quiet.end {
            return Err(Fault::new(whole, "the quiet hours end when they begin")
                .help("for no alerts at all write `alerts = false`"));
        }
        Ok(quiet)
    }

    /// The end of the quiet hours that `now` falls into; `None` outside them.
    pub(crate) fn end(&self, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
        let today = zone.to_datetime(now).date();
        let span = |date: Date| {
            let start = clock_change::once(zone, date.to_datetime(self.start))?;
            let last = if self.start < self.end { date } else { date.tomorrow().ok()? };
            let end = clock_change::once(zone, last.to_datetime(self.end))?;
            (start <= now && now < end).then_some(end)
        };
        today.yesterday().ok().and_then(span).or_else(|| span(today))
    }
}
