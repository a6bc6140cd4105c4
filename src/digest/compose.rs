//! Decides what a digest says: thresholds, the sections, the order, and what an edit means.

use std::collections::{BTreeMap, HashSet};

use crate::digest::edits::add_edits;
use crate::digest::fold::fold;
use crate::digest::input::{DigestInput, FoundArticle, RevisedArticle, TakenBackArticle, Topic};
use crate::digest::topics::first_topic;
use crate::digest::{Digest, DigestKind, Part, WithdrawnArticle};

/// The digest of this window, or `None` where there is nothing to tell.
///
/// The same material in any order gives the same digest. What matched several of the reader's watchlists is
/// told once, under the first of them; the watchlist with the weightiest story comes first.
pub(crate) fn compose(kind: DigestKind, material: &DigestInput) -> Option<Digest> {
    let mut digest = envelope(kind, material);
    let mut parts: Vec<Part> = material.topics.iter().map(Part::empty).collect();
    let withdrawn: HashSet<i64> = material.withdrawn.iter().map(|gone| gone.article.entry).collect();
    let (appeared, edits): (Vec<&RevisedArticle>, Vec<&RevisedArticle>) =
        material.edits.iter().partition(|edit| only_now(&material.topics, edit));
    let appeared: Vec<FoundArticle> = appeared.into_iter().map(found_by_edit).collect();
    let mut groups: BTreeMap<(bool, i64), Vec<&FoundArticle>> = BTreeMap::new();
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
    let untold = |revised: &&RevisedArticle| {
        let entry = revised.article.entry;
        !withdrawn.contains(&entry) && told.insert(entry)
    };
    add_edits(&material.topics, &mut parts, edits.into_iter().filter(untold));
    for gone in &material.withdrawn {
        add_withdrawn(&material.topics, &mut parts, gone);
    }
    if kind == DigestKind::Alert {
        // Who else carries a known story wakes nobody: it stays untold and is counted in the next digest.
        for part in &mut parts {
            part.again.clear();
        }
    }
    parts.iter_mut().for_each(Part::order);
    parts.retain(|part| !part.is_empty());
    // A stable sort: parts of one weight stay in the order of the subscription.
    parts.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
    digest.parts = parts;
    (!digest.parts.is_empty()).then_some(digest)
}

/// The digest that says nothing matched and what was read, for readers who want to be told.
pub(crate) fn heartbeat(material: &DigestInput) -> Digest {
    envelope(DigestKind::Heartbeat, material)
}

/// A digest that has found nothing yet.
fn envelope(kind: DigestKind, material: &DigestInput) -> Digest {
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

/// Whether an edit made a match of what had been none: that is news, with its change shown.
fn only_now(topics: &[Topic], edit: &RevisedArticle) -> bool {
    !edit.is_told
        && first_topic(topics, &edit.before.matches).is_none()
        && first_topic(topics, &edit.matches).is_some()
}

fn found_by_edit(revised: &RevisedArticle) -> FoundArticle {
    FoundArticle {
        article: revised.article.clone(),
        text: revised.text.clone(),
        matches: revised.matches.clone(),
        story: revised.story,
        story_sent: None,
        event: None,
        first: Some(revised.before.clone()),
    }
}

fn add_withdrawn(topics: &[Topic], parts: &mut [Part], gone: &TakenBackArticle) {
    let Some((place, found)) = first_topic(topics, &gone.matches) else { return };
    parts[place].withdrawn.push(WithdrawnArticle {
        article: gone.article.clone(),
        seen: gone.seen,
        how: gone.how,
        last: gone.last.clone(),
        excerpts: found.excerpts.clone(),
        terms: found.terms.clone(),
        score: found.score,
    });
}
