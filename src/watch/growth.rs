//! What a new set of watchlists would mail beside the one that runs, so that a wrong query brings no flood.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::watch::backtest::days_over;
use crate::watch::item::Item;
use crate::watch::set::{Matcher, Watchlists};

/// Mailed items a day more, below which no growth is a flood: a small watchlist doubles from one day to the next.
const LEAST_MORE: f64 = 20.0;

/// Mailed items a day from which on a watchlist that did not run before is a flood: nobody reads as many.
pub(crate) const MOST_OF_A_NEW_ONE: f64 = 500.0;

/// Titles kept of what only the new set would mail.
const TITLES: usize = 3;

/// Two sets asked of the same items.
pub(crate) struct Weighing {
    running: (Watchlists, Matcher),
    tried: (Watchlists, Matcher),
    counts: BTreeMap<String, Count>,
    days: BTreeSet<Date>,
    items: usize,
}

#[derive(Debug, Default)]
struct Count {
    running: u32,
    tried: u32,
    titles: Vec<String>,
}

/// How much one watchlist mails, now and in the new set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Growth {
    /// Its id.
    pub watchlist: String,
    /// Mailed items a day; `None` where it does not run yet.
    pub before: Option<f64>,
    /// Mailed items a day.
    pub after: f64,
    /// What it would mail and does not now, the newest.
    pub titles: Vec<String>,
}

impl Weighing {
    /// The set that runs, and the one that is to take its place.
    pub(crate) fn new(running: &Watchlists, tried: &Watchlists) -> Self {
        let both = |set: &Watchlists| (set.clone(), set.matcher());
        Self {
            running: both(running),
            tried: both(tried),
            counts: BTreeMap::new(),
            days: BTreeSet::new(),
            items: 0,
        }
    }

    /// Asks both of one item, first seen on `day`.
    pub(crate) fn show(&mut self, item: &Item<'_>, day: Date) {
        self.items += 1;
        self.days.insert(day);
        let running = mailed(&mut self.running, item);
        for id in &running {
            self.counts.entry(id.clone()).or_default().running += 1;
        }
        for id in mailed(&mut self.tried, item) {
            let gained = !running.contains(&id);
            let count = self.counts.entry(id).or_default();
            count.tried += 1;
            if gained && count.titles.len() < TITLES {
                count.titles.push(item.title.to_owned());
            }
        }
    }

    /// How many items were shown.
    pub(crate) fn items(&self) -> usize {
        self.items
    }

    /// What each watchlist of the new set mails, of which one in `every` items was shown.
    pub(crate) fn finish(mut self, every: u32) -> Vec<Growth> {
        let days = days_over(&self.days);
        let a_day = |count: u32| f64::from(count) * f64::from(every) / days;
        let (running, _) = &self.running;
        let growth = |id: &str| {
            let count = self.counts.remove(id).unwrap_or_default();
            Growth {
                watchlist: id.to_owned(),
                before: running.get(id).map(|_| a_day(count.running)),
                after: a_day(count.tried),
                titles: count.titles,
            }
        };
        self.tried.0.ids().map(growth).collect()
    }
}

/// The watchlists by which an item would be mailed.
fn mailed((set, matcher): &mut (Watchlists, Matcher), item: &Item<'_>) -> Vec<String> {
    let strong = |id: &str, score: f64| set.get(id).is_some_and(|list| score >= list.threshold);
    let found = matcher.matches(item).into_iter();
    found.filter(|found| strong(&found.watchlist, found.score)).map(|found| found.watchlist).collect()
}

impl Growth {
    /// Whether it is more than `most` times as much, and enough to matter.
    pub(crate) fn is_flood(&self, most: f64) -> bool {
        match self.before {
            Some(before) => self.after > before * most && self.after - before >= LEAST_MORE,
            None => self.after >= MOST_OF_A_NEW_ONE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::compile::compile;
    use crate::watch::compile::tests::sources;

    fn set(lists: &[(&str, &str)]) -> Watchlists {
        compile(&sources(lists)).watchlists.expect("the queries are good")
    }

    #[test]
    fn what_each_watchlist_mails_is_counted_by_day_and_threshold() {
        let running = set(&[("a", "query = 'gas'"), ("b", "query = 'oil'")]);
        let tried = set(&[
            ("a", "query = 'gas OR coal'"),
            ("b", "query = 'oil'\nthreshold = 90"),
            ("c", "query = 'oil'"),
        ]);
        let mut weighing = Weighing::new(&running, &tried);
        let first = Date::constant(2026, 11, 1);
        for (day, title) in [(first, "Gas"), (first, "Coal"), (Date::constant(2026, 11, 4), "Coal and oil")] {
            weighing.show(&Item { title, ..Item::default() }, day);
        }
        assert_eq!(weighing.items(), 3);
        let growth = |watchlist: &str, before, after, titles: &[&str]| Growth {
            watchlist: watchlist.to_owned(),
            before,
            after,
            titles: titles.iter().map(|title| (*title).to_owned()).collect(),
        };
        // One in two items over four days: each stands for half an item a day.
        assert_eq!(
            weighing.finish(2),
            [
                growth("a", Some(0.5), 1.5, &["Coal", "Coal and oil"]),
                growth("b", Some(0.5), 0.0, &[]),
                growth("c", None, 0.5, &["Coal and oil"]),
            ]
        );
    }

    #[test]
    fn a_flood_is_many_times_as_much_and_enough_to_matter() {
        for (before, after, most, flood) in [
            (Some(0.0), 5.0, 10.0, false),
            (Some(0.0), 19.9, 10.0, false),
            (Some(0.0), 20.0, 10.0, true),
            (Some(1.0), 12.0, 10.0, false),
            (Some(3.0), 30.0, 10.0, false),
            (Some(3.0), 31.0, 10.0, true),
            (Some(3.0), 31.0, 11.0, false),
            (Some(100.0), 1000.0, 10.0, false),
            (Some(100.0), 1001.0, 10.0, true),
            (Some(100.0), 1.0, 1.0, false),
            (None, 499.0, 10.0, false),
            (None, 500.0, 1000.0, true),
        ] {
            let growth = Growth { watchlist: "a".to_owned(), before, after, titles: Vec::new() };
            assert_eq!(growth.is_flood(most), flood, "{before:?} {after} {most}");
        }
    }
}
