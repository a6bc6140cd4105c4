//! The sentences of an item that show why it matched, with the names in them marked.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::watch::cover::Cover;
use crate::watch::found::Excerpt;
use crate::watch::item::Field;
use crate::watch::mentions::Mentions;

/// The most excerpts of one match.
const MOST: usize = 3;
/// The longest excerpt, in characters.
const WIDEST: usize = 400;

/// A mention that may be marked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) field: Field,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Tells the leaves and notable names of one match apart.
    pub(super) key: usize,
    /// Whether the query asks for it; notable names are welcome but not asked for.
    pub(super) required: bool,
    pub(super) weight: f64,
}

/// The excerpts of a match, the first of which covers what its query asks for.
pub(super) fn excerpts(mentions: &Mentions<'_>, cover: &Cover, marks: &[Mark]) -> Vec<Excerpt> {
    let chooser = Chooser { mentions, marks };
    let mut chosen = chooser.choose(cover);
    if chosen.is_empty() {
        let whole = |field| Some((field, mentions.sentences(field).first()?.clone()));
        chosen.extend([Field::Text, Field::Title].into_iter().find_map(whole));
    }
    chosen.into_iter().map(|(field, range)| chooser.cut(field, range)).collect()
}

/// The sentence that holds a mention, with it marked.
pub(super) fn sentence_around(mentions: &Mentions<'_>, mark: Mark) -> Excerpt {
    let sentence = mentions.sentences(mark.field).get(mentions.sentence_at(mark.field, mark.start)).cloned();
    let range = sentence.filter(|range| range.start <= mark.start && mark.end <= range.end);
    let chooser = Chooser { mentions, marks: &[mark] };
    chooser.cut(mark.field, range.unwrap_or(mark.start..mark.end))
}

/// A stretch of a field.
type Stretch = (Field, Range<usize>);

struct Chooser<'a> {
    mentions: &'a Mentions<'a>,
    marks: &'a [Mark],
}

/// A sentence of the text that holds a mark.
struct MarkedSentence {
    range: Range<usize>,
    seen: SeenMarks,
}

/// What is marked in a stretch: the keys asked for, the notable ones, and the weight of all.
#[derive(Default)]
struct SeenMarks {
    required: BTreeSet<usize>,
    notable: BTreeSet<usize>,
    weight: f64,
}

impl SeenMarks {
    fn add(&mut self, mark: &Mark) {
        let keys = if mark.required { &mut self.required } else { &mut self.notable };
        if keys.insert(mark.key) {
            self.weight += mark.weight;
        }
    }

    fn join(&mut self, other: &Self) {
        self.required.extend(&other.required);
        self.notable.extend(&other.notable);
    }

    /// How many leaves and how many notable names are here that are not there.
    fn beyond(&self, there: &Self) -> (usize, usize) {
        let leaves = self.required.difference(&there.required).count();
        (leaves, self.notable.difference(&there.notable).count())
    }
}

impl Chooser<'_> {
    fn choose(&self, cover: &Cover) -> Vec<Stretch> {
        let mut candidates = self.candidates();
        if let Some(window) = self.window(Field::Text, cover) {
            if self.width(Field::Text, &window) > WIDEST {
                return telling(Vec::new(), SeenMarks::default(), &mut candidates);
            }
            let seen = self.inside(Field::Text, &window);
            candidates.retain(|other| other.range.end <= window.start || window.end <= other.range.start);
            candidates.retain(|other| !self.is_heading(Field::Text, &other.range));
            return echoes(vec![(Field::Text, window)], seen, &mut candidates);
        }
        let title = self.mentions.sentences(Field::Title);
        match (title.first(), title.last()) {
            (Some(first), Some(last))
                if self.marks.iter().any(|mark| mark.field == Field::Title && mark.required) =>
            {
                let title = first.start..last.end;
                let seen = self.inside(Field::Title, &title);
                telling(vec![(Field::Title, title)], seen, &mut candidates)
            }
            _ => telling(Vec::new(), SeenMarks::default(), &mut candidates),
        }
    }

    /// The smallest stretch of a field that shows why the query holds, out to sentence ends.
    ///
    /// Running text is preferred to headings, which say the same and less.
    fn window(&self, field: Field, cover: &Cover) -> Option<Range<usize>> {
        let mut best: Option<((bool, usize), Range<usize>)> = None;
        cover.each_window(field, |window| {
            let length = window.len();
            if best.as_ref().is_some_and(|((heading, known), _)| !heading && *known <= length) {
                return;
            }
            let whole = self.to_sentences(field, &window);
            let heading = self.is_heading(field, &whole) || self.width(field, &whole) > WIDEST;
            if best.as_ref().is_none_or(|(known, _)| (heading, length) < *known) {
                best = Some(((heading, length), whole));
            }
        });
        best.map(|(_, window)| window)
    }

    fn to_sentences(&self, field: Field, range: &Range<usize>) -> Range<usize> {
        let sentences = self.mentions.sentences(field);
        let at = |byte| sentences.get(self.mentions.sentence_at(field, byte));
        let start = at(range.start).map_or(range.start, |sentence| sentence.start.min(range.start));
        let end = at(range.end - 1).map_or(range.end, |sentence| sentence.end.max(range.end));
        start..end
    }

    /// Whether a stretch is a line without an end mark, as headings and captions are.
    fn is_heading(&self, field: Field, range: &Range<usize>) -> bool {
        let last = self.mentions.text(field)[range.clone()].chars().next_back();
        last.is_some_and(char::is_alphanumeric)
    }

    fn width(&self, field: Field, range: &Range<usize>) -> usize {
        self.mentions.text(field)[range.clone()].chars().count()
    }

    fn inside(&self, field: Field, range: &Range<usize>) -> SeenMarks {
        let mut seen = SeenMarks::default();
        let marks = self.marks.iter().filter(|mark| mark.field == field);
        marks
            .filter(|mark| range.start <= mark.start && mark.end <= range.end)
            .for_each(|mark| seen.add(mark));
        seen
    }

    fn candidates(&self) -> Vec<MarkedSentence> {
        let mut by_sentence: BTreeMap<usize, SeenMarks> = BTreeMap::new();
        for mark in self.marks.iter().filter(|mark| mark.field == Field::Text) {
            by_sentence.entry(self.mentions.sentence_at(Field::Text, mark.start)).or_default().add(mark);
        }
        let sentences = self.mentions.sentences(Field::Text);
        let candidate =
            |(at, seen): (usize, SeenMarks)| Some(MarkedSentence { range: sentences.get(at)?.clone(), seen });
        by_sentence.into_iter().filter_map(candidate).collect()
    }

    /// The stretch as an excerpt; one that is too wide is cut between words, around its first mark.
    fn cut(&self, field: Field, range: Range<usize>) -> Excerpt {
        let text = self.mentions.text(field);
        let mut inside: Vec<&Mark> = self.marks.iter().filter(|mark| mark.field == field).collect();
        inside.retain(|mark| range.start <= mark.start && mark.end <= range.end);
        inside.sort_by_key(|mark| (mark.start, mark.end));
        let first = inside.first().map_or(range.start, |mark| mark.start);
        let shown = narrowed(text, &range, first);
        let mut marks: Vec<(usize, usize)> = Vec::new();
        for mark in inside.into_iter().filter(|mark| shown.start <= mark.start && mark.end <= shown.end) {
            match marks.last_mut() {
                Some(last) if mark.start < last.1 => last.1 = last.1.max(mark.end),
                _ => marks.push((mark.start, mark.end)),
            }
        }
        let lead = if shown.start > range.start { "… " } else { "" };
        let tail = if shown.end < range.end { " …" } else { "" };
        let moved = |at: usize| at - shown.start + lead.len();
        let marks = marks.into_iter().map(|(start, end)| (moved(start), moved(end))).collect();
        let body = text[shown.clone()].replace(['\n', '\r', '\t'], " ");
        Excerpt { field, text: format!("{lead}{body}{tail}"), marks }
    }
}

/// Fills up to three sentences, each time the one with the most new leaves, then notable names, then weight, then
/// the earliest.
fn telling(
    mut chosen: Vec<Stretch>,
    mut seen: SeenMarks,
    candidates: &mut Vec<MarkedSentence>,
) -> Vec<Stretch> {
    while chosen.len() < MOST {
        let rank =
            |candidate: &MarkedSentence| Some(candidate.seen.beyond(&seen)).filter(|news| *news != (0, 0));
        let Some(best) = take_best(candidates, rank) else { break };
        seen.join(&best.seen);
        chosen.push((Field::Text, best.range));
    }
    chosen
}

/// Fills up to three sentences with such as say all of it again, best with a new notable name, or bring a new one.
fn echoes(
    mut chosen: Vec<Stretch>,
    mut seen: SeenMarks,
    candidates: &mut Vec<MarkedSentence>,
) -> Vec<Stretch> {
    while chosen.len() < MOST {
        let rank = |candidate: &MarkedSentence| {
            let all = candidate.seen.required.is_superset(&seen.required);
            let (_, names) = candidate.seen.beyond(&seen);
            let leaves = candidate.seen.required.len();
            (leaves > 0 && (all || names > 0)).then_some((all, names, leaves))
        };
        let Some(best) = take_best(candidates, rank) else { break };
        seen.notable.extend(&best.seen.notable);
        chosen.push((Field::Text, best.range));
    }
    chosen
}

/// Takes out the candidate of the highest rank; of equals the weightiest, then the earliest.
fn take_best<R: Ord>(
    candidates: &mut Vec<MarkedSentence>,
    rank: impl Fn(&MarkedSentence) -> Option<R>,
) -> Option<MarkedSentence> {
    let ranked = candidates.iter().enumerate().filter_map(|(at, candidate)| Some((rank(candidate)?, at)));
    let weight = |at: usize| candidates[at].seen.weight;
    let best =
        ranked.max_by(|(a, i), (b, j)| a.cmp(b).then(weight(*i).total_cmp(&weight(*j))).then(j.cmp(i)));
    best.map(|(_, at)| candidates.remove(at))
}

/// At most [`WIDEST`] characters of a stretch around the byte `focus`, cut at white space where there is any.
fn narrowed(text: &str, range: &Range<usize>, focus: usize) -> Range<usize> {
    if text[range.clone()].chars().count() <= WIDEST {
        return range.clone();
    }
    // The ellipses at both ends count too.
    let room = WIDEST - 4;
    let back = |most: usize| text[range.start..focus].char_indices().rev().take(most).last();
    let before = back(room / 3).map_or(focus, |(at, _)| range.start + at);
    let start = if before == range.start {
        before
    } else {
        text[before..focus].find(char::is_whitespace).map_or(focus, |at| before + at).min(focus)
    };
    let start = start + (text[start..].len() - text[start..].trim_start().len());
    let rest = &text[start..range.end];
    let Some((limit, _)) = rest.char_indices().nth(room) else { return start..range.end };
    let end = rest[..limit].rfind(char::is_whitespace).filter(|at| *at > 0).unwrap_or(limit);
    start..start + rest[..end].trim_end().len()
}
