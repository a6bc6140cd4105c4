//! The wall-clock times that a line names, as the `cron` crate lists them on a clock without zone.

use std::str::FromStr as _;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// Wall-clock times up to the year 2100, where the crate's calendar ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WallTimes(cron::Schedule);

impl WallTimes {
    /// Takes six fields of plain numbers, seconds first, which the caller has read and checked.
    pub(super) fn new(fields: &str) -> Self {
        Self(cron::Schedule::from_str(fields).expect("lists of numbers within the bounds of their fields"))
    }

    /// The times from `start` on.
    pub(super) fn from(&self, start: DateTime) -> impl Iterator<Item = DateTime> + '_ {
        // The crate lists what is later than a time, and no line names seconds.
        let start = seconds(start).and_then(|start| instant(start - 1));
        start.into_iter().flat_map(|start| self.0.after(&start)).filter_map(wall)
    }

    /// The times up to `end`, the latest first.
    pub(super) fn back_from(&self, end: DateTime) -> impl Iterator<Item = DateTime> + '_ {
        let end = seconds(end).and_then(|end| instant(end + 1));
        end.into_iter().flat_map(|end| self.0.after(&end).rev()).filter_map(wall)
    }

    /// The times of one date, in order.
    pub(super) fn on(&self, date: Date) -> impl Iterator<Item = DateTime> + '_ {
        self.from(date.at(0, 0, 0, 0)).take_while(move |wall| wall.date() == date)
    }
}

/// A clock without zone: its seconds are those of UTC.
fn seconds(wall: DateTime) -> Option<i64> {
    Offset::UTC.to_timestamp(wall).ok().map(Timestamp::as_second)
}

fn instant(seconds: i64) -> Option<chrono::DateTime<chrono::Utc>> {
    chrono::DateTime::from_timestamp(seconds, 0)
}

fn wall(time: chrono::DateTime<chrono::Utc>) -> Option<DateTime> {
    Timestamp::from_second(time.timestamp()).ok().map(|time| Offset::UTC.to_datetime(time))
}
