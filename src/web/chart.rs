//! Days as bars: a picture for those who see it, a table behind it for everybody.

use jiff::civil::Date;

use crate::ask::desk::DayCount;
use crate::wording::counted;

/// The height of a picture, in its own units.
const HEIGHT: usize = 84;

/// Where the bars stand.
const FLOOR: usize = 82;

/// From one bar to the next.
const STEP: usize = 680;

/// What a template draws.
#[derive(Debug, Clone)]
pub(super) struct DayChart {
    /// What its parts are called, each once on a page.
    pub id: String,
    pub title: String,
    pub description: String,
    pub summary: String,
    pub width: usize,
    pub height: usize,
    pub floor: usize,
    /// Whether there is anything to see.
    pub is_drawn: bool,
    /// The first day and the last, for the ends of the picture.
    pub first: String,
    pub last: String,
    pub bars: Vec<DayBar>,
    pub rows: Vec<DayRow>,
}

/// One day as a bar.
#[derive(Debug, Clone)]
pub(super) struct DayBar {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
    /// Whether feeds were not read on it.
    pub patchy: bool,
}

/// One day as a line of the table.
#[derive(Debug, Clone)]
pub(super) struct DayRow {
    pub address: String,
    pub day: String,
    pub found: usize,
    pub read: String,
}

impl DayChart {
    /// The days of a watchlist; `number` tells charts of one page apart.
    pub(super) fn new(watchlist: &str, days: &[DayCount], number: usize) -> Self {
        let most = days.iter().map(|day| day.found).max().unwrap_or(0).max(1);
        let step = STEP / days.len().max(1);
        let bars = days.iter().enumerate().map(|(at, day)| {
            // A single find is to be seen beside a thousand.
            let height = (day.found * (FLOOR - 4) / most).max(if day.found > 0 { 2 } else { 0 });
            let gap = (step / 6).max(1);
            DayBar { x: at * step, y: FLOOR - height, width: step - gap, height, patchy: day.is_patchy() }
        });
        let all: usize = days.iter().map(|day| day.found).sum();
        let patchy = days.iter().filter(|day| day.is_patchy()).count();
        let hatched = match patchy {
            0 => String::new(),
            days => format!(" Hatched: {} on which feeds were not read.", counted(days, "day", "days")),
        };
        let busiest = days.iter().max_by_key(|day| day.found).filter(|day| day.found > 0);
        let busiest =
            busiest.map_or_else(String::new, |day| format!(" The most on {}: {}.", said(day.day), day.found));
        Self {
            id: format!("c{number}"),
            title: format!("Found a day, the last {} days", days.len()),
            description: format!("{} in all.{busiest}{hatched}", counted(all, "entry", "entries")),
            summary: format!("{} in {} days, as a table.{hatched}", all, days.len()),
            width: step * days.len(),
            height: HEIGHT,
            floor: FLOOR,
            is_drawn: all > 0 || patchy > 0,
            first: days.first().map_or_else(String::new, |day| said(day.day)),
            last: days.last().map_or_else(String::new, |day| said(day.day)),
            bars: bars.collect(),
            rows: days.iter().rev().map(|day| row(watchlist, day)).collect(),
        }
    }
}

fn row(watchlist: &str, day: &DayCount) -> DayRow {
    let read = match day.feeds {
        None => "not known".to_owned(),
        Some(feeds) => format!("{} of {feeds}", feeds - day.unread),
    };
    DayRow { address: format!("/w/{watchlist}?day={}", day.day), day: said(day.day), found: day.found, read }
}

/// `Mon 24 June`.
pub(super) fn said(day: Date) -> String {
    day.strftime("%a %-d %B").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    #[test]
    fn a_day_that_nobody_read_is_hatched_and_a_single_find_is_seen() {
        let first = jiff::civil::date(2026, 11, 16);
        let day = |at: i64, found, unread| DayCount {
            day: first.checked_add(at.days()).expect("a day"),
            found,
            feeds: Some(40),
            unread,
        };
        let chart = DayChart::new("csto", &[day(0, 1_000, 0), day(1, 1, 2), day(2, 0, 0)], 1);
        let drawn: Vec<(usize, bool)> = chart.bars.iter().map(|bar| (bar.height, bar.patchy)).collect();
        assert_eq!(drawn, [(FLOOR - 4, false), (2, true), (0, false)]);
        assert_eq!(
            chart.description,
            "1001 entries in all. The most on Mon 16 November: 1000. Hatched: 1 day on which feeds were not read."
        );
        let rows: Vec<&str> = chart.rows.iter().map(|row| row.read.as_str()).collect();
        assert_eq!(rows, ["40 of 40", "38 of 40", "40 of 40"]);
    }
}
