//! Decides what a digest says: thresholds, the sections, the order, and what an edit means.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::HashSet;

use crate::change;
use crate::change::Side;
use crate::digest::Digest;
use crate::digest::Edit;
use crate::digest::Edited;
use crate::digest::Kind;
use crate::digest::Outcome;
use crate::digest::Part;
use crate::digest::Withdrawn;
use crate::digest::fold::fold;
use crate::digest::material::Earlier;
use crate::digest::material::Found;
use crate::digest::material::Material;
use crate::digest::material::Revised;
use crate::digest::material::TakenBack;
use crate::digest::material::Topic;
use crate::watch::found::Match;
use crate::watch::item::Field;

/// The digest of this window, or `None` where there is nothing to tell.
///
/// The same material in any order gives the same digest. What matched several of the reader's watchlists is
/// told once, under the first of them.
pub(crate) fn compose(kind: Kind, material: &Material) -> Option<Digest> {
    let mut digest = envelope(kind, material);
    let mut parts: Vec<Part> = material.topics.iter().map(Part::empty).collect();
    let withdrawn: HashSet<i64> = material.withdrawn.iter().map(|gone| gone.article.entry).collect();
    let (appeared, edits): (Vec<&Revised>, Vec<&Revised>) =
        material.edits.iter().partition(|edit| only_now(&material.topics, edit));
    let appeared: Vec<Found> = appeared.into_iter().map(found_by_edit).collect();
    let mut groups: BTreeMap<(bool, i64), Vec<&Found>> = BTreeMap::new();
    let mut told = HashSet::new();
    for found in material.found.iter().chain(&appeared) {
        let wanted = first_topic(&material.topics, &found.matches).is_some();
        let entry = found.article.entry;
        if wanted && !withdrawn.contains(&entry) && told.insert(entry) {
            let key = found.story.map_or((false, entry), |story| (true, story));
            groups.entry(key).or_default().push(found);
        }
    }
    for group in groups.into_values() {
        fold(&material.topics, &mut parts, group);
    }
    for revised in edits {
        let entry = revised.article.entry;
        if !withdrawn.contains(&entry) && told.insert(entry) {
            add_edit(&material.topics, &mut parts, revised);
        }
    }
    for gone in &material.withdrawn {
        add_withdrawn(&material.topics, &mut parts, gone);
    }
    parts.iter_mut().for_each(Part::order);
    parts.retain(|part| !part.is_empty());
    digest.parts = parts;
    (!digest.parts.is_empty()).then_some(digest)
}

/// The digest that says nothing matched and what was read, for readers who want to be told.
pub(crate) fn heartbeat(material: &Material) -> Digest {
    envelope(Kind::Heartbeat, material)
}

/// A digest that has found nothing yet.
fn envelope(kind: Kind, material: &Material) -> Digest {
    Digest {
        kind,
        reader: material.reader.clone(),
        window: material.window,
        composed: material.now,
        topics: material.topics.clone(),
        parts: Vec::new(),
        coverage: material.coverage.clone(),
        links: material.links.clone(),
    }
}

impl Part {
    fn empty(topic: &Topic) -> Self {
        let topic = topic.clone();
        Self { topic, new: Vec::new(), changed: Vec::new(), withdrawn: Vec::new(), again: Vec::new() }
    }

    fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.withdrawn.is_empty() && self.again.is_empty()
    }

    /// Puts each section into the order in which it is read; entries break ties, so that it is always the same.
    fn order(&mut self) {
        self.new.sort_by(|a, b| {
            let later = |story: &crate::digest::Story| (Reverse(story.head.seen), story.head.entry);
            b.score.total_cmp(&a.score).then_with(|| later(a).cmp(&later(b)))
        });
        self.changed.sort_by(|a, b| {
            let first =
                |edited: &Edited| (edited.outcome != Outcome::MatchesNoMore, edited.edit.change.weight());
            let later = |edited: &Edited| (Reverse(edited.edit.seen), edited.article.entry);
            first(a).cmp(&first(b)).then(b.score.total_cmp(&a.score)).then_with(|| later(a).cmp(&later(b)))
        });
        self.withdrawn.sort_by_key(|gone| (Reverse(gone.seen), gone.article.entry));
        self.again.sort_by_key(|again| (Reverse(again.sent), again.entries.first().copied()));
    }
}

/// The first of the reader's topics that these matches satisfy, by place, with its match.
pub(crate) fn first_topic<'a>(topics: &[Topic], matches: &'a [Match]) -> Option<(usize, &'a Match)> {
    topics.iter().enumerate().find_map(|(place, topic)| Some((place, match_of(topic, matches)?)))
}

/// The match of a topic, where its score is high enough to be mailed.
pub(crate) fn match_of<'a>(topic: &Topic, matches: &'a [Match]) -> Option<&'a Match> {
    matches.iter().find(|found| found.watchlist == topic.id && found.score >= topic.threshold)
}

/// Adds what is not there yet, keeping the order.
pub(crate) fn merge(into: &mut Vec<String>, items: &[String]) {
    for item in items {
        if !into.contains(item) {
            into.push(item.clone());
        }
    }
}

/// Whether an edit made a match of what had been none: that is news, with its change shown.
fn only_now(topics: &[Topic], edit: &Revised) -> bool {
    first_topic(topics, &edit.before.matches).is_none() && first_topic(topics, &edit.matches).is_some()
}

fn found_by_edit(revised: &Revised) -> Found {
    Found {
        article: revised.article.clone(),
        text: revised.text.clone(),
        matches: revised.matches.clone(),
        story: None,
        story_sent: None,
        first: Some(revised.before.clone()),
    }
}

/// What was changed between the earlier revision and the present one; `None` where no reader sees a difference.
pub(crate) fn edit_since(earlier: &Earlier, title: &str, text: &str, matches: &[Match]) -> Option<Edit> {
    let spans = |matches: &[Match], field| -> Vec<(usize, usize)> {
        let hits = matches.iter().flat_map(|found| &found.hits);
        hits.filter(|hit| hit.field == field).map(|hit| (hit.start, hit.end)).collect()
    };
    let (old_title, old_text) = (spans(&earlier.matches, Field::Title), spans(&earlier.matches, Field::Text));
    let (new_title, new_text) = (spans(matches, Field::Title), spans(matches, Field::Text));
    let before =
        Side { title: &earlier.title, text: &earlier.text, title_hits: &old_title, text_hits: &old_text };
    let after = Side { title, text, title_hits: &new_title, text_hits: &new_text };
    let change = change::compare(&before, &after)?;
    Some(Edit { seen: earlier.edited, revisions: earlier.revisions.max(1), change })
}

/// Puts an edit into the part of the first topic that either revision satisfies.
fn add_edit(topics: &[Topic], parts: &mut [Part], revised: &Revised) {
    let (before, after) = (&revised.before.matches, &revised.matches);
    let places = [first_topic(topics, after), first_topic(topics, before)];
    let Some(place) = places.iter().flatten().map(|(place, _)| *place).min() else { return };
    let Some(edit) = edit_since(&revised.before, &revised.article.title, &revised.text, after) else {
        return;
    };
    let (old, new) = (match_of(&topics[place], before), match_of(&topics[place], after));
    let (mut terms, mut notable, mut score) = (Vec::new(), Vec::new(), 0.0_f64);
    for found in [new, old].into_iter().flatten() {
        merge(&mut terms, &found.terms);
        merge(&mut notable, &found.notable);
        score = score.max(found.score);
    }
    parts[place].changed.push(Edited {
        article: revised.article.clone(),
        edit,
        outcome: if new.is_some() { Outcome::StillMatches } else { Outcome::MatchesNoMore },
        terms,
        notable,
        score,
    });
}

fn add_withdrawn(topics: &[Topic], parts: &mut [Part], gone: &TakenBack) {
    let Some((place, found)) = first_topic(topics, &gone.matches) else { return };
    parts[place].withdrawn.push(Withdrawn {
        article: gone.article.clone(),
        seen: gone.seen,
        how: gone.how.clone(),
        excerpts: found.excerpts.clone(),
        terms: found.terms.clone(),
    });
}
