//! A trial of a file of entities on stored items: which mentions it gains and loses against the running one.

use std::collections::BTreeMap;
use std::sync::Arc;

use names::NameHit;
use serde::Serialize;

use crate::watch::backtest::Difference;
use crate::watch::excerpt::sentence_around;
use crate::watch::found::Excerpt;
use crate::watch::item::{Field, Item};
use crate::watch::marks::Mark;
use crate::watch::mentions::Mentions;
use crate::watch::set::{CompiledSet, Matcher, Watchlists};

/// Examples kept of what an entity gains, and of what it loses.
const MOST_EXAMPLES: usize = 5;

/// A trial under way: items are shown to it one by one.
pub(crate) struct EntityTrial {
    running: Matcher,
    tried: Matcher,
    report: EntityTrialReport,
}

/// What a trial of entities found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct EntityTrialReport {
    /// Items shown.
    pub items: usize,
    /// Mentions of all entities, by language of the item, `?` where it has none.
    pub languages: BTreeMap<String, Difference>,
    /// By id, those of which a mention is gained or lost.
    pub entities: BTreeMap<String, EntityChange>,
}

/// What changes for one entity.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct EntityChange {
    /// Mentions by language.
    pub languages: BTreeMap<String, Difference>,
    /// The first of the mentions that only the tried file finds.
    pub gained: Vec<Excerpt>,
    /// The first of those that only the running one finds.
    pub lost: Vec<Excerpt>,
}

impl EntityTrial {
    /// The same watchlists with the entities that run, and with those that are tried.
    pub(crate) fn new(running: &Watchlists, tried: &Watchlists) -> Self {
        let (running, tried) = (running.matcher_for_any_feed(), tried.matcher_for_any_feed());
        Self { running, tried, report: EntityTrialReport::default() }
    }

    /// Shows one item to both.
    pub(crate) fn show(&mut self, item: &Item<'_>) {
        self.report.items += 1;
        let (one, other) = (self.running.mentions(item), self.tried.mentions(item));
        let running = by_entity(&self.running.set(), &one);
        let tried = by_entity(&self.tried.set(), &other);
        let lang = item.lang.unwrap_or("?");
        for id in running.keys().chain(tried.keys().filter(|id| !running.contains_key(*id))) {
            let hits = |of: &BTreeMap<String, Vec<NameHit>>| of.get(id).cloned().unwrap_or_default();
            let (before, after) = (hits(&running), hits(&tried));
            let (gained, lost) = (without(&after, &before), without(&before, &after));
            let change = self.report.entities.entry(id.clone()).or_default();
            for languages in [&mut change.languages, &mut self.report.languages] {
                let difference = languages.entry(lang.to_owned()).or_default();
                difference.running += before.len();
                difference.tried += after.len();
                difference.gained += gained.len();
                difference.lost += lost.len();
            }
            keep(&mut change.gained, &other, &gained);
            keep(&mut change.lost, &one, &lost);
        }
    }

    /// What was found.
    pub(crate) fn finish(mut self) -> EntityTrialReport {
        let changes = |change: &EntityChange| !(change.gained.is_empty() && change.lost.is_empty());
        self.report.entities.retain(|_, change| changes(change));
        self.report
    }
}

/// The mentions of each entity.
fn by_entity(set: &Arc<CompiledSet>, mentions: &Mentions<'_>) -> BTreeMap<String, Vec<NameHit>> {
    let mut found: BTreeMap<String, Vec<NameHit>> = BTreeMap::new();
    for hit in mentions.hits() {
        if let Some(id) = &set.names[hit.term.0 as usize].entity {
            found.entry(id.clone()).or_default().push(hit.clone());
        }
    }
    found
}

/// The mentions that none of the others overlaps.
fn without(mentions: &[NameHit], others: &[NameHit]) -> Vec<NameHit> {
    let meets = |one: &NameHit, other: &NameHit| {
        one.part == other.part && one.start < other.end && other.start < one.end
    };
    mentions.iter().filter(|one| !others.iter().any(|other| meets(one, other))).cloned().collect()
}

/// Keeps the sentences of the first mentions.
fn keep(examples: &mut Vec<Excerpt>, mentions: &Mentions<'_>, hits: &[NameHit]) {
    for hit in hits.iter().take(MOST_EXAMPLES.saturating_sub(examples.len())) {
        let field = Field::of_part(hit.part);
        let (start, end) = (hit.start, hit.end);
        examples.push(sentence_around(
            mentions,
            Mark { field, start, end, key: hit.term.0 as usize, required: true, weight: 1.0 },
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::compile::compile;
    use crate::watch::compile::tests::sources;

    #[test]
    fn mentions_are_gained_and_lost_by_entity_and_language() {
        let set = |names: &str| {
            let entities = format!(
                "[[entity]]\nid = 'csto'\nkind = 'org'\n{names}\n[[entity]]\nid = 'gas'\nkind = 'term'\nnames = ['gas']"
            );
            let files = sources(&[("entities", &entities), ("a", "query = '@csto OR @gas'")]);
            compile(&files).watchlists.expect("the files are good")
        };
        let mut trial =
            EntityTrial::new(&set("acronyms = ['CSTO', 'ODKB']"), &set("acronyms = ['CSTO', 'ОДКБ']"));
        for (text, lang) in [
            ("The CSTO, or ODKB, sells gas.", Some("en")),
            ("Саммит ОДКБ. Потом ОДКБ.", Some("ru")),
            ("gas", None),
        ] {
            trial.show(&Item { text, lang, ..Item::default() });
        }
        let report = trial.finish();
        assert_eq!(report.items, 3);
        assert_eq!(report.languages["en"], Difference { running: 3, tried: 2, gained: 0, lost: 1 });
        assert_eq!(report.languages["?"], Difference { running: 1, tried: 1, gained: 0, lost: 0 });
        assert_eq!(report.entities.keys().collect::<Vec<_>>(), ["csto"], "gas is as it was");
        let csto = &report.entities["csto"];
        assert_eq!(csto.languages["ru"], Difference { running: 0, tried: 2, gained: 2, lost: 0 });
        let texts = |excerpts: &[Excerpt]| excerpts.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&csto.gained), ["Саммит ОДКБ.", "Потом ОДКБ."]);
        assert_eq!(texts(&csto.lost), ["The CSTO, or ODKB, sells gas."]);
    }
}
