//! What a digest tells of an edit, under which topic, and which edits are one.

use crate::change;
use crate::change::{ComparedRevision, Fate};
use crate::digest::input::{EarlierRevision, FoundArticle, RevisedArticle, Topic};
use crate::digest::topics::{first_topic, match_of, merge};
use crate::digest::{Edit, EditMeaning, EditedArticle, Part};
use crate::entry::heading;
use crate::watch::found::Match;
use crate::watch::item::Field;

/// Puts edits into the parts they belong to, the earliest article of a story first.
pub(crate) fn add_edits<'a>(
    topics: &[Topic],
    parts: &mut [Part],
    edits: impl Iterator<Item = &'a RevisedArticle>,
) {
    let mut edits: Vec<&RevisedArticle> = edits.collect();
    edits.sort_by_key(|revised| (revised.article.told_at(), revised.article.entry));
    for revised in edits {
        if let Some((place, edited)) = edited(topics, revised) {
            add_change(&mut parts[place], edited);
        }
    }
}

/// Adds a change to a part; where a copy was changed in the same words before, it joins that one.
pub(crate) fn add_change(part: &mut Part, edited: EditedArticle) {
    let Some(known) = part.changed.iter_mut().find(|known| is_same_change(known, &edited)) else {
        part.changed.push(edited);
        return;
    };
    merge(&mut known.terms, &edited.terms);
    merge(&mut known.notable, &edited.notable);
    merge(&mut known.gone, &edited.gone);
    known.score = known.score.max(edited.score);
    known.alike.push(edited.article);
}

/// Whether two edits are one that was made in several copies of a text.
fn is_same_change(one: &EditedArticle, other: &EditedArticle) -> bool {
    let one_story = one.story.is_some() && one.story == other.story;
    let in_place = one.edit.change.passages == other.edit.change.passages;
    one.meaning == other.meaning && (one_story || in_place) && is_in_same_words(&one.edit, &other.edit)
}

/// Whether two edits took the same words away and brought the same.
pub(crate) fn is_in_same_words(one: &Edit, other: &Edit) -> bool {
    let words = |edit: &Edit| -> Vec<(Fate, String)> {
        let passages = edit.change.title.iter().chain(&edit.change.passages);
        let runs = passages.flat_map(|passage| &passage.runs).filter(|run| run.fate != Fate::Kept);
        runs.map(|run| (run.fate, run.text.clone())).collect()
    };
    words(one) == words(other)
}

/// An edit told as a change, and the place of the first topic that either revision satisfies.
fn edited(topics: &[Topic], revised: &RevisedArticle) -> Option<(usize, EditedArticle)> {
    let (before, after) = (&revised.before.matches, &revised.matches);
    let places = [first_topic(topics, after), first_topic(topics, before)];
    let place = places.iter().flatten().map(|(place, _)| *place).min()?;
    let edit = edit_since(&revised.before, &revised.article.title, &revised.text, after)?;
    let (old, new) = (match_of(&topics[place], before), match_of(&topics[place], after));
    let score = [new, old].into_iter().flatten().map(|found| found.score).fold(0.0_f64, f64::max);
    // What it says now; where it says nothing of them any more, what it said.
    let said = new.or(old);
    let (terms, notable) = said.map(|found| (found.terms.clone(), found.notable.clone())).unwrap_or_default();
    let edited = EditedArticle {
        article: revised.article.clone(),
        edit,
        story: revised.story,
        alike: Vec::new(),
        meaning: if new.is_some() { EditMeaning::StillMatches } else { EditMeaning::MatchesNoMore },
        gone: old.map(|old| not_in(old, &terms, &notable)).unwrap_or_default(),
        terms,
        notable,
        score,
    };
    Some((place, edited))
}

/// What matched once and is not among these.
fn not_in(old: &Match, terms: &[String], notable: &[String]) -> Vec<String> {
    let names = old.terms.iter().chain(&old.notable);
    names.filter(|name| !terms.contains(name) && !notable.contains(name)).cloned().collect()
}

/// What was changed in a found article since it was first seen.
pub(crate) fn edit_of(found: &FoundArticle) -> Option<Edit> {
    let first = found.first.as_ref()?;
    edit_since(first, &found.article.title, &found.text, &found.matches)
}

/// A copy that its publisher edited is told as changed: the story shows the head's edits only.
pub(crate) fn edited_copy(topics: &[Topic], copy: &FoundArticle) -> Option<(usize, EditedArticle)> {
    let edit = edit_of(copy)?;
    let (place, found) = first_topic(topics, &copy.matches)?;
    let edited = EditedArticle {
        article: copy.article.clone(),
        edit,
        story: copy.story,
        alike: Vec::new(),
        meaning: EditMeaning::StillMatches,
        gone: Vec::new(),
        terms: found.terms.clone(),
        notable: found.notable.clone(),
        score: found.score,
    };
    Some((place, edited))
}

/// What was changed between the earlier revision and the present one; `None` where no reader sees a difference.
fn edit_since(earlier: &EarlierRevision, title: &str, text: &str, matches: &[Match]) -> Option<Edit> {
    let spans = |matches: &[Match], field| -> Vec<(usize, usize)> {
        let hits = matches.iter().flat_map(|found| &found.hits);
        hits.filter(|hit| hit.field == field).map(|hit| (hit.start, hit.end)).collect()
    };
    // What is shown for a headline where an entry has none is the beginning of its text.
    let is_derived = earlier.title.trim().is_empty() && title == heading("", text);
    let title = if is_derived { "" } else { title };
    let (old_title, old_text) = (spans(&earlier.matches, Field::Title), spans(&earlier.matches, Field::Text));
    let (new_title, new_text) = (spans(matches, Field::Title), spans(matches, Field::Text));
    let before = ComparedRevision {
        title: &earlier.title,
        text: &earlier.text,
        title_hits: &old_title,
        text_hits: &old_text,
    };
    let after = ComparedRevision { title, text, title_hits: &new_title, text_hits: &new_text };
    let change = change::compare(&before, &after)?;
    Some(Edit {
        seen: earlier.edited,
        revisions: earlier.revisions.max(1),
        seen_once: earlier.seen_once,
        change,
    })
}
