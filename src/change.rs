//! What an edit added and what it took away, word by word, and whether it touched a watched name.

mod diff;
mod passage;
mod token;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::change::diff::{Line, Place};
use crate::change::passage::{Named, passages};
use crate::text::sentence::sentences;

/// One revision of an entry as [`compare`] needs it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Side<'a> {
    /// The title in plain text.
    pub title: &'a str,
    /// The body in plain text, a paragraph a line.
    pub text: &'a str,
    /// The mentions of watched names in the title, as bytes, half open.
    pub title_hits: &'a [(usize, usize)],
    /// The same in the body.
    pub text_hits: &'a [(usize, usize)],
}

/// What an edit did, in the order an analyst reads it: what went away near a watched name first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Change {
    /// How much of the text is new.
    pub extent: Extent,
    /// The title word by word; `None` where it stayed.
    pub title: Option<Passage>,
    /// The places of the body that changed, at most [`PASSAGES`]; the weightiest first.
    pub passages: Vec<Passage>,
    /// Changed places beyond those, counted because they are not shown.
    pub more: usize,
}

impl Change {
    /// What it means for a reader: the weight of its weightiest place.
    pub(crate) fn weight(&self) -> Weight {
        let passages = self.passages.iter().chain(&self.title);
        passages.map(|passage| passage.weight).min().unwrap_or(Weight::Added)
    }
}

/// Changed places that one edit shows.
pub(crate) const PASSAGES: usize = 6;

/// How much of a text an edit changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Extent {
    /// Words here and there.
    Edited,
    /// More than 70 % of its words went away: a comparison says little, so the new text is shown.
    Rewritten,
}

/// One changed place with a few words around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Passage {
    /// What it means for a reader.
    pub weight: Weight,
    /// The words in order; removed ones stand before what took their place.
    pub runs: Vec<Run>,
}

/// What a changed place means for a reader, the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Weight {
    /// Words went away from a sentence that named somebody watched.
    RemovedNearName,
    /// Words went away elsewhere.
    Removed,
    /// Words came into a sentence that names somebody watched, and none went away.
    AddedNearName,
    /// Words came elsewhere, and none went away.
    Added,
}

/// Words with one fate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Run {
    /// What became of them.
    pub fate: Fate,
    /// The words as published; `…` stands where something between them was left out.
    pub text: String,
}

/// What became of a run of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fate {
    /// They stand in both revisions.
    Kept,
    /// They stand in the earlier revision only.
    Removed,
    /// They stand in the later revision only.
    Added,
}

/// What changed between two revisions; `None` where a reader would see no difference.
///
/// White space, kinds of quotes and dashes, soft hyphens, moved paragraphs, "updated at" lines, counters and
/// lines that point to other articles are no difference.
pub(crate) fn compare(before: &Side, after: &Side) -> Option<Change> {
    let title = title(before, after);
    let (old, new) = (diff::lines(before.text), diff::lines(after.text));
    let places = diff::places(&old, &new);
    if title.is_none() && places.is_empty() {
        return None;
    }
    let named = Named {
        before: named_sentences(before.text, before.text_hits),
        after: named_sentences(after.text, after.text_hits),
    };
    let all: usize = words(&old);
    let removed: usize = places.iter().map(Place::removed_words).sum();
    if all > SHORT && removed * 10 > all * 7 {
        let passages = rewritten(&old, &new, &named);
        return Some(Change { extent: Extent::Rewritten, title, passages, more: 0 });
    }
    let mut shown: Vec<Passage> = places.iter().flat_map(|place| passages(place, &named)).collect();
    // A stable sort: places of one weight stay in the order of the text.
    shown.sort_by_key(|passage| passage.weight);
    let more = shown.len().saturating_sub(PASSAGES);
    shown.truncate(PASSAGES);
    Some(Change { extent: Extent::Edited, title, passages: shown, more })
}

/// Words up to which a rewritten text is still compared: both forms of a sentence or two are quickly read.
const SHORT: usize = 80;

/// The title compared word by word, whole; `None` where it reads the same.
fn title(before: &Side, after: &Side) -> Option<Passage> {
    let old = Line::of(before.title);
    let new = Line::of(after.title);
    if old.key == new.key {
        return None;
    }
    let whole = |title: &str, hits: &[(usize, usize)]| {
        hits.first().map(|_| 0..title.len()).into_iter().collect::<Vec<_>>()
    };
    let named =
        Named { before: whole(before.title, before.title_hits), after: whole(after.title, after.title_hits) };
    let place = diff::words(&[&old], &[&new]);
    let weight = passage::weight(&place.cells, &named);
    Some(Passage { weight, runs: passage::runs(&place.cells, &named) })
}

/// The sentences of a text that hold a mention.
fn named_sentences(text: &str, hits: &[(usize, usize)]) -> Vec<Range<usize>> {
    if hits.is_empty() {
        return Vec::new();
    }
    let holds = |sentence: &Range<usize>| {
        hits.iter().any(|(start, end)| *start < sentence.end && sentence.start < *end)
    };
    sentences(text).into_iter().filter(holds).collect()
}

fn words(lines: &[Line]) -> usize {
    lines.iter().flat_map(|line| &line.tokens).filter(|token| token.is_word).count()
}

/// Of a rewritten text: the sentences that went away with a watched name, then how the new text begins.
fn rewritten(old: &[Line], new: &[Line], named: &Named) -> Vec<Passage> {
    let kept: Vec<&str> = new.iter().map(|line| line.key.as_str()).collect();
    let gone = old.iter().filter(|line| {
        let near =
            line.tokens.iter().any(|token| named.before.iter().any(|range| range.contains(&token.start)));
        near && !kept.contains(&line.key.as_str())
    });
    let gone: Vec<&Line> = gone.take(PASSAGES - 1).collect();
    let all: Vec<&Line> = new.iter().collect();
    let removed = gone.iter().flat_map(|line| passages(&diff::words(&[*line], &[]), named));
    let came = diff::words(&[], &all);
    let beginning = Passage { weight: Weight::Added, runs: passage::runs(&came.cells, &Named::default()) };
    removed.chain([beginning]).collect()
}

#[cfg(test)]
mod tests;
