//! A trial of a watchlist on stored items: what it gains and loses against the running one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::watch::found::{Excerpt, Match};
use crate::watch::item::Item;
use crate::watch::set::{Matcher, Watchlist, Watchlists};

/// Examples kept of what is gained, and of what is lost.
const MOST_EXAMPLES: usize = 20;

/// A trial under way: items are shown to it one by one.
pub(crate) struct Trial {
    id: String,
    running: Option<(Matcher, Watchlist)>,
    tried: (Matcher, Watchlist),
    report: TrialReport,
    days: BTreeSet<Date>,
}

/// What a trial found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct TrialReport {
    /// Items shown.
    pub items: usize,
    pub running: Volume,
    pub tried: Volume,
    /// By language of the item, `?` where it has none.
    pub languages: BTreeMap<String, Difference>,
    /// Of the items that only the tried one matches, the first that were shown.
    pub gained: Vec<SampleItem>,
    /// Of the items that only the running one matches, the first that were shown.
    pub lost: Vec<SampleItem>,
}

/// How much a watchlist brings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(crate) struct Volume {
    /// Items that match.
    pub matches: usize,
    /// Of these, the ones that reach the threshold and are mailed.
    pub mailed: usize,
    /// Mailed items a day, over the days from the first item to the last.
    pub a_day: f64,
}

/// What changes in one language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Difference {
    pub running: usize,
    pub tried: usize,
    pub gained: usize,
    pub lost: usize,
}

/// One item that only one of the two matches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct SampleItem {
    pub title: String,
    pub url: Option<String>,
    pub lang: Option<String>,
    pub score: f64,
    pub excerpts: Vec<Excerpt>,
}

impl Trial {
    /// A trial of the watchlist `id` of `tried` against the one of the same id that runs, if there is one.
    ///
    /// `None` where `tried` has no such watchlist.
    pub(crate) fn new(id: &str, running: &Watchlists, tried: &Watchlists) -> Option<Self> {
        let pick = |set: &Watchlists| Some((set.matcher(), set.get(id)?.clone()));
        let (id, running, tried) = (id.to_owned(), pick(running), pick(tried)?);
        Some(Self { id, running, tried, report: TrialReport::default(), days: BTreeSet::new() })
    }

    /// Shows one item, first seen on `day`, to both.
    pub(crate) fn show(&mut self, item: &Item<'_>, day: Date) {
        self.days.insert(day);
        let report = &mut self.report;
        report.items += 1;
        let tried = ask(&self.id, &mut self.tried, item, &mut report.tried);
        let running =
            self.running.as_mut().and_then(|running| ask(&self.id, running, item, &mut report.running));
        if tried.is_none() && running.is_none() {
            return;
        }
        let difference = report.languages.entry(item.lang.unwrap_or("?").to_owned()).or_default();
        difference.tried += usize::from(tried.is_some());
        difference.running += usize::from(running.is_some());
        match (tried, running) {
            (Some(found), None) => {
                difference.gained += 1;
                keep(&mut report.gained, item, found);
            }
            (None, Some(found)) => {
                difference.lost += 1;
                keep(&mut report.lost, item, found);
            }
            _ => {}
        }
    }

    /// What was found.
    pub(crate) fn finish(mut self) -> TrialReport {
        let days = days_over(&self.days);
        for volume in [&mut self.report.running, &mut self.report.tried] {
            let mailed = u32::try_from(volume.mailed).unwrap_or(u32::MAX);
            volume.a_day = f64::from(mailed) / days;
        }
        self.report
    }
}

impl TrialReport {
    /// By what factor the tried watchlist mails more than the running one; `None` where nothing is mailed now.
    pub(crate) fn growth(&self) -> Option<f64> {
        (self.running.a_day > 0.0).then(|| self.tried.a_day / self.running.a_day)
    }
}

/// How many days lie from the first to the last, both counted; at least 1.
pub(super) fn days_over(days: &BTreeSet<Date>) -> f64 {
    let days = match (days.first(), days.last()) {
        (Some(first), Some(last)) => first.duration_until(*last).as_hours() / 24 + 1,
        _ => 1,
    };
    f64::from(u32::try_from(days).unwrap_or(u32::MAX))
}

fn ask(
    id: &str,
    (matcher, watchlist): &mut (Matcher, Watchlist),
    item: &Item<'_>,
    volume: &mut Volume,
) -> Option<Match> {
    let found = matcher.matches(item).into_iter().find(|found| found.watchlist == id)?;
    volume.matches += 1;
    volume.mailed += usize::from(found.score >= watchlist.threshold);
    Some(found)
}

fn keep(examples: &mut Vec<SampleItem>, item: &Item<'_>, found: Match) {
    if examples.len() < MOST_EXAMPLES {
        let owned = |value: Option<&str>| value.map(str::to_owned);
        let (title, url, lang) = (item.title.to_owned(), owned(item.url), owned(item.lang));
        examples.push(SampleItem { title, url, lang, score: found.score, excerpts: found.excerpts });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::compile::compile;
    use crate::watch::compile::tests::sources;

    #[test]
    fn a_trial_says_what_changes_by_language_and_day() {
        let set = |query: &str| {
            let text = format!("query = '{query}'\nthreshold = 1.5");
            compile(&sources(&[("a", &text)])).watchlists.expect("the query is good")
        };
        let mut trial = Trial::new("a", &set("gas"), &set("oil OR =gas")).expect("it is there");
        let first = Date::constant(2026, 3, 28);
        for (day, title, text, lang) in [
            (first, "", "Some oil", Some("en")),
            (first, "Gas and oil", "", Some("en")),
            (first.tomorrow().expect("in range"), "Gases", "", Some("en")),
            (Date::constant(2026, 3, 31), "", "gas", None),
        ] {
            trial.show(&Item { title, text, lang, ..Item::default() }, day);
        }
        let report = trial.finish();
        assert_eq!(report.items, 4);
        assert_eq!(report.running, Volume { matches: 3, mailed: 3, a_day: 0.75 });
        assert_eq!(report.tried, Volume { matches: 3, mailed: 3, a_day: 0.75 });
        assert_eq!(report.languages["en"], Difference { running: 2, tried: 2, gained: 1, lost: 1 });
        assert_eq!(report.languages["?"], Difference { running: 1, tried: 1, gained: 0, lost: 0 });
        assert_eq!(report.gained[0].excerpts[0].text, "Some oil");
        assert_eq!(report.lost[0].title, "Gases");
        assert_eq!(report.growth(), Some(1.0));
    }
}
