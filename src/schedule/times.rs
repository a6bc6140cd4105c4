//! When a digest is due: a cron line on the reader's wall clock, turned into gapless instants.

mod clock_change;
mod fields;
mod parse;
pub(crate) mod quiet;
mod words;
pub(crate) mod zone;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::diagnostic::Fault;

use fields::Fields;

/// The times of a subscriber's digests, as written in `subscribers.toml`.
///
/// A line that names hours means the reader's wall clock: a time that a clock change skips runs once, right
/// after the gap, and a doubled one runs once, at its first occurrence. A line that runs in every hour means
/// the hours that really pass: it leaves out a skipped hour and runs in both passes of a doubled one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DigestTimes {
    line: String,
    fields: Fields,
}

/// The time that one digest covers: after `from`, up to and with `to`.
///
/// The next window begins where this one ends, so windows neither overlap nor leave a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// The end of the window before.
    pub from: Timestamp,
    /// The latest slot that has passed.
    pub to: Timestamp,
    /// Slots in between that passed while we were down, counted up to 1 000; this window catches all of them up.
    pub missed: u32,
}

impl DigestTimes {
    /// Reads five cron fields, or `daily 07:00`, `weekdays 07:00`, `hourly`.
    pub(crate) fn parse(line: &str) -> Result<Self, Fault> {
        Ok(Self { line: line.trim().to_owned(), fields: parse::parse(line)? })
    }

    /// The line as it was written.
    pub(crate) fn as_str(&self) -> &str {
        &self.line
    }

    /// The line in words, such as `at 07:00 on weekdays`.
    pub(crate) fn describe(&self) -> String {
        words::describe(&self.fields)
    }

    /// The first slot later than `after`; `None` only at the end of the calendar.
    pub(crate) fn next_after(&self, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
        let first_on = |date: Date| self.slots_on(zone, date).filter(|slot| *slot > after).min();
        let start = zone.to_datetime(after).date().yesterday().ok()?;
        let date = days(start, |date| date.tomorrow().ok()).find(|date| first_on(*date).is_some())?;
        // A clock set back over midnight (St. John's until 2011) puts slots of the next date first.
        let next = date.tomorrow().ok().and_then(first_on);
        first_on(date).into_iter().chain(next).min()
    }

    /// The latest slot at or before `now`.
    pub(crate) fn last_due(&self, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
        let last_on = |date: Date| self.slots_on(zone, date).filter(|slot| *slot <= now).max();
        let start = zone.to_datetime(now).date().tomorrow().ok()?;
        let date = days(start, |date| date.yesterday().ok()).find(|date| last_on(*date).is_some())?;
        let before = date.yesterday().ok().and_then(last_on);
        last_on(date).into_iter().chain(before).max()
    }

    /// The window that is due at `now` when the last one ended at `closed`; `None` when no slot has passed since.
    ///
    /// However many slots were missed, there is one window. A clock set back gives none until it has passed
    /// `closed` again.
    pub(crate) fn window(&self, zone: &TimeZone, closed: Timestamp, now: Timestamp) -> Option<Window> {
        let to = self.last_due(zone, now).filter(|to| *to > closed)?;
        let slots = std::iter::successors(self.next_after(zone, closed), |slot| self.next_after(zone, *slot));
        let missed = slots.take_while(|slot| *slot < to).zip(1..=1000).last().map_or(0, |(_, count)| count);
        Some(Window { from: closed, to, missed })
    }

    /// A sentence about the next change of the clock within a year that moves or doubles one of these times.
    pub(crate) fn clock_change(&self, zone: &TimeZone, now: Timestamp) -> Option<String> {
        if self.fields.every_hour() {
            return None;
        }
        clock_change::note(&self.fields, zone, now)
    }

    fn slots_on<'a>(&'a self, zone: &'a TimeZone, date: Date) -> impl Iterator<Item = Timestamp> + 'a {
        let every_hour = self.fields.every_hour();
        self.fields.walls_on(date).flat_map(move |wall| {
            if every_hour {
                clock_change::each_pass(zone, wall)
            } else {
                [clock_change::once(zone, wall), None]
            }
            .into_iter()
            .flatten()
        })
    }
}

/// Days from `start` on, or back; nine years hold a 29 February even around 2100.
fn days(start: Date, step: impl FnMut(&Date) -> Option<Date>) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(start), step).take(9 * 366)
}

#[cfg(test)]
mod tests;
