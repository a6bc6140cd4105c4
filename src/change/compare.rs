//! Compares two revisions of an entry: what a reader would see go away or come.

use std::ops::Range;

use names::sentences;

use crate::change::content::{Extent, PASSAGES, Passage, TextChange, Weight};
use crate::change::diff::{self, ChangedPlace, DiffLine};
use crate::change::passage::{self, Named, passages};
use crate::entry::noise;

/// One revision of an entry as [`compare`] needs it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ComparedRevision<'a> {
    /// The title in plain text.
    pub title: &'a str,
    /// The body in plain text, a paragraph a line.
    pub text: &'a str,
    /// The mentions of watched names in the title, as bytes, half open.
    pub title_hits: &'a [(usize, usize)],
    /// The same in the body.
    pub text_hits: &'a [(usize, usize)],
}

/// What changed between two revisions; `None` where a reader would see no difference.
///
/// White space, kinds of quotes and dashes, soft hyphens, moved paragraphs, "updated at" lines, counters and
/// lines that point to other articles are no difference.
pub(crate) fn compare(before: &ComparedRevision, after: &ComparedRevision) -> Option<TextChange> {
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
    let correction = correction(before.text, after.text);
    let all: usize = words(&old);
    let removed: usize = places.iter().map(ChangedPlace::removed_words).sum();
    if all > SHORT && removed * 10 > all * 7 {
        let passages = rewritten(&old, &new, &named);
        return Some(TextChange { extent: Extent::Rewritten, title, passages, more: 0, correction });
    }
    let mut shown: Vec<Passage> = places.iter().flat_map(|place| passages(place, &named)).collect();
    // A stable sort: places of one weight stay in the order of the text.
    shown.sort_by_key(|passage| passage.weight);
    let more = shown.len().saturating_sub(PASSAGES);
    shown.truncate(PASSAGES);
    Some(TextChange { extent: Extent::Edited, title, passages: shown, more, correction })
}

/// Words up to which a rewritten text is still compared: both forms of a sentence or two are quickly read.
const SHORT: usize = 80;

/// The first line of the later text that corrects the earlier one, which does not have it.
fn correction(before: &str, after: &str) -> Option<String> {
    let known: Vec<&str> = before.lines().map(str::trim).collect();
    let mut lines = after.lines().map(str::trim);
    lines.find(|line| noise::corrects(line) && !known.contains(line)).map(str::to_owned)
}

/// The title compared word by word, whole; `None` where it reads the same.
fn title(before: &ComparedRevision, after: &ComparedRevision) -> Option<Passage> {
    let old = DiffLine::of(before.title);
    let new = DiffLine::of(after.title);
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

fn words(lines: &[DiffLine]) -> usize {
    lines.iter().flat_map(|line| &line.tokens).filter(|token| token.is_word).count()
}

/// Of a rewritten text: the sentences that went away with a watched name, then how the new text begins.
fn rewritten(old: &[DiffLine], new: &[DiffLine], named: &Named) -> Vec<Passage> {
    let kept: Vec<&str> = new.iter().map(|line| line.key.as_str()).collect();
    let gone = old.iter().filter(|line| {
        let near =
            line.tokens.iter().any(|token| named.before.iter().any(|range| range.contains(&token.start)));
        near && !kept.contains(&line.key.as_str())
    });
    let gone: Vec<&DiffLine> = gone.take(PASSAGES - 1).collect();
    let all: Vec<&DiffLine> = new.iter().collect();
    let removed = gone.iter().flat_map(|line| passages(&diff::words(&[*line], &[]), named));
    let came = diff::words(&[], &all);
    let beginning = Passage { weight: Weight::Added, runs: passage::runs(&came.cells, &Named::default()) };
    removed.chain([beginning]).collect()
}
