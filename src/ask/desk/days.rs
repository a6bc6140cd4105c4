//! How many entries a watchlist found a day on a reader's clock, and on which days feeds were not read.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::store::feeds::FeedId;
use crate::store::finds::count_found;
use crate::store::reading_hours::{ReadFeed, first_day_read, first_readings, hours_read};
use crate::store::{Connection, StoreError};
use crate::watch::set::Watchlists;

/// One day of a watchlist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayCount {
    /// The day on the reader's clock.
    pub day: Date,
    /// Entries that were found on it.
    pub found: usize,
    /// The feeds that the watchlist reads that were to be read on it; `None` where nothing is known of the day.
    pub feeds: Option<usize>,
    /// Those of them that were not read once.
    pub unread: usize,
}

impl DayCount {
    /// Whether the day may have brought what nobody looked for.
    pub(crate) fn is_patchy(&self) -> bool {
        self.unread > 0
    }
}

/// The days of some watchlists, on one clock.
pub(crate) struct DayBook<'a> {
    connection: &'a Connection,
    watchlists: &'a Watchlists,
    zone: &'a TimeZone,
    now: Timestamp,
    /// The listed feeds.
    feeds: Vec<ReadFeed>,
    /// The first day since 1970 of which anything is known.
    known_from: Option<i64>,
}

impl<'a> DayBook<'a> {
    /// Opens it, with what is known of all feeds.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub(crate) fn open(
        connection: &'a Connection,
        watchlists: &'a Watchlists,
        zone: &'a TimeZone,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let (feeds, known_from) = (first_readings(connection)?, first_day_read(connection)?);
        Ok(Self { connection, watchlists, zone, now, feeds, known_from })
    }

    /// The last `number` days up to today, the earliest first.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub(crate) fn last(&self, watchlist: &str, number: usize) -> Result<Vec<DayCount>, StoreError> {
        let number = i64::try_from(number).unwrap_or(0);
        let days = (0..number).rev().filter_map(|days| self.today().checked_sub(days.days()).ok());
        self.counted(watchlist, &days.collect::<Vec<_>>())
    }

    /// Today on its clock.
    pub(super) fn today(&self) -> Date {
        self.now.to_zoned_datetime(self.zone.clone()).date()
    }

    /// Any days, in ascending order.
    pub(super) fn counted(&self, watchlist: &str, days: &[Date]) -> Result<Vec<DayCount>, StoreError> {
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(Vec::new()) };
        let reads = |one: &&ReadFeed| self.watchlists.reads(watchlist, &one.feed, one.writes.as_deref());
        let own = self.feeds.iter().filter(reads);
        let own: Vec<(FeedId, Option<Timestamp>)> = own.map(|one| (one.id, one.first)).collect();
        let ids: Vec<FeedId> = own.iter().map(|(id, _)| *id).collect();
        let (from, to) = (bounds(*first, self.zone).0, bounds(*last, self.zone).1);
        let read = hours_read(self.connection, &ids, from, to)?;
        let count = |&day: &Date| {
            let (from, to) = bounds(day, self.zone);
            let hours = hour(from)..hour(to.min(self.now)) + 1;
            let is_known = self.known_from.is_some_and(|known| known * 24 <= hours.start) && from <= self.now;
            // What was first read later was not missed before.
            let expected = own.iter().filter(|(_, first)| first.is_some_and(|first| first < from));
            let was_read = |feed: &FeedId| {
                read.get(feed).is_some_and(|read| read.iter().any(|hour| hours.contains(hour)))
            };
            let expected: Vec<FeedId> = expected.map(|(feed, _)| *feed).collect();
            let unread = expected.iter().filter(|feed| !was_read(feed)).count();
            Ok(DayCount {
                day,
                found: count_found(self.connection, watchlist, from, to)?,
                feeds: (is_known && !expected.is_empty()).then_some(expected.len()),
                unread: if is_known { unread } else { 0 },
            })
        };
        days.iter().map(count).collect()
    }
}

/// The hour since 1970.
fn hour(at: Timestamp) -> i64 {
    at.as_second().div_euclid(3_600)
}

/// The instants at which a day begins and ends on a clock.
pub(super) fn bounds(day: Date, zone: &TimeZone) -> (Timestamp, Timestamp) {
    let begins = |day: Date| {
        zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible().unwrap_or(Timestamp::UNIX_EPOCH)
    };
    (begins(day), begins(day.tomorrow().unwrap_or(day)))
}
