//! When a digest is due: a cron line on the reader's wall clock, turned into gapless instants.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::diagnostic::Fault;

use super::fields::Fields;
use super::wall_clock::WallTimes;
use super::{clock_change, parse, words};

/// The times of a subscriber's digests, as written in `subscribers.toml`.
///
/// A line that names hours means the reader's wall clock: a time that a clock change skips runs once, right
/// after the gap, and a doubled one runs once, at its first occurrence. A line that runs in every hour means
/// the hours that really pass: it leaves out a skipped hour and runs in both passes of a doubled one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DigestTimes {
    line: String,
    fields: Fields,
    walls: WallTimes,
}

/// The time that one digest covers: after `from`, up to and with `to`.
///
/// The next window begins where this one ends, so windows neither overlap nor leave a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DueWindow {
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
        let fields = parse::parse(line)?;
        Ok(Self { line: line.trim().to_owned(), walls: fields.walls(), fields })
    }

    /// The line as it was written.
    pub(crate) fn as_str(&self) -> &str {
        &self.line
    }

    /// The line in words, such as `at 07:00 on weekdays`.
    pub(crate) fn describe(&self) -> String {
        words::describe(&self.fields)
    }

    /// Whether two slots never lie closer together than an hour.
    pub(crate) fn is_at_most_hourly(&self) -> bool {
        self.fields.minutes.len() == 1
    }

    /// The first slot later than `after`; `None` only at the end of the calendar.
    pub(crate) fn next_after(&self, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
        let here = zone.to_datetime(after);
        let next = self.slots(zone, self.walls.from(here)).find(|(_, slot)| *slot > after)?.1;
        if !clock_change::any(zone, after, next) {
            return Some(next);
        }
        let start = here.checked_sub(1.day()).ok()?;
        within_a_day(self.slots(zone, self.walls.from(start)).filter(|(_, slot)| *slot > after)).min()
    }

    /// The latest slot at or before `now`.
    pub(crate) fn last_due(&self, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
        let here = zone.to_datetime(now);
        let last = self.slots(zone, self.walls.back_from(here)).find(|(_, slot)| *slot <= now)?.1;
        if !clock_change::any(zone, last, now) {
            return Some(last);
        }
        let end = here.checked_add(1.day()).ok()?;
        within_a_day(self.slots(zone, self.walls.back_from(end)).filter(|(_, slot)| *slot <= now)).max()
    }

    /// The window that is due at `now` when the last one ended at `closed`; `None` when no slot has passed since.
    ///
    /// However many slots were missed, there is one window. A clock set back gives none until it has passed
    /// `closed` again.
    pub(crate) fn window(&self, zone: &TimeZone, closed: Timestamp, now: Timestamp) -> Option<DueWindow> {
        let to = self.last_due(zone, now).filter(|to| *to > closed)?;
        let slots = std::iter::successors(self.next_after(zone, closed), |slot| self.next_after(zone, *slot));
        let missed = slots.take_while(|slot| *slot < to).zip(1..=1000).last().map_or(0, |(_, count)| count);
        Some(DueWindow { from: closed, to, missed })
    }

    /// A sentence about the next change of the clock within a year that moves or doubles one of these times.
    pub(crate) fn clock_change(&self, zone: &TimeZone, now: Timestamp) -> Option<String> {
        if self.fields.every_hour() {
            return None;
        }
        clock_change::note(&self.walls, zone, now)
    }

    /// The instants of wall-clock times, each beside the wall's.
    fn slots<'a>(
        &self,
        zone: &'a TimeZone,
        walls: impl Iterator<Item = DateTime> + 'a,
    ) -> impl Iterator<Item = (DateTime, Timestamp)> + 'a {
        let every_hour = self.fields.every_hour();
        walls.flat_map(move |wall| {
            let slots = if every_hour {
                clock_change::each_pass(zone, wall)
            } else {
                [clock_change::once(zone, wall), None]
            };
            slots.into_iter().flatten().map(move |slot| (wall, slot))
        })
    }
}

/// The slots up to a day from the first on the wall: around a clock change one of these may come before it.
fn within_a_day(slots: impl Iterator<Item = (DateTime, Timestamp)>) -> impl Iterator<Item = Timestamp> {
    let mut first = None;
    slots
        .take_while(move |(wall, _)| {
            wall.duration_since(*first.get_or_insert(*wall)).abs() <= SignedDuration::from_hours(24)
        })
        .map(|(_, slot)| slot)
}
