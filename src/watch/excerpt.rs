//! The sentences of an item that show why it matched, with the names in them marked.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::watch::cover::Cover;
use crate::watch::found::Excerpt;
use crate::watch::mentions::{FIELDS, Mentions};

/// The most excerpts of one match.
const MOST: usize = 3;
/// The longest excerpt, in characters.
const WIDEST: usize = 400;
const TITLE: usize = 0;
const TEXT: usize = 1;

/// A mention that may be marked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) part: usize,
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
        let whole = |part| Some((part, mentions.sentences(part).first()?.clone()));
        chosen.extend([TEXT, TITLE].into_iter().find_map(whole));
    }
    chosen.into_iter().map(|(part, range)| chooser.cut(part, range)).collect()
}

/// The sentence that holds a mention, with it marked.
pub(super) fn sentence_around(mentions: &Mentions<'_>, mark: Mark) -> Excerpt {
    let sentence = mentions.sentences(mark.part).get(mentions.sentence_at(mark.part, mark.start)).cloned();
    let range = sentence.filter(|range| range.start <= mark.start && mark.end <= range.end);
    let chooser = Chooser { mentions, marks: &[mark] };
    chooser.cut(mark.part, range.unwrap_or(mark.start..mark.end))
}

/// A stretch of a field.
type Stretch = (usize, Range<usize>);

struct Chooser<'a> {
    mentions: &'a Mentions<'a>,
    marks: &'a [Mark],
}

/// A sentence of the text that holds a mark.
struct Candidate {
    range: Range<usize>,
    seen: Seen,
}

/// What is marked in a stretch: the keys asked for, the notable ones, and the weight of all.
#[derive(Default)]
struct Seen {
    required: BTreeSet<usize>,
    notable: BTreeSet<usize>,
    weight: f64,
}

impl Seen {
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
        if let Some(window) = self.window(TEXT, cover) {
            if self.width(TEXT, &window) > WIDEST {
                return telling(Vec::new(), Seen::default(), &mut candidates);
            }
            let seen = self.inside(TEXT, &window);
            candidates.retain(|other| other.range.end <= window.start || window.end <= other.range.start);
            candidates.retain(|other| !self.is_heading(TEXT, &other.range));
            return echoes(vec![(TEXT, window)], seen, &mut candidates);
        }
        let title = self.mentions.sentences(TITLE);
        match (title.first(), title.last()) {
            (Some(first), Some(last))
                if self.marks.iter().any(|mark| mark.part == TITLE && mark.required) =>
            {
                let title = first.start..last.end;
                let seen = self.inside(TITLE, &title);
                telling(vec![(TITLE, title)], seen, &mut candidates)
            }
            _ => telling(Vec::new(), Seen::default(), &mut candidates),
        }
    }

    /// The smallest stretch of a field that shows why the query holds, out to sentence ends.
    ///
    /// Running text is preferred to headings, which say the same and less.
    fn window(&self, part: usize, cover: &Cover) -> Option<Range<usize>> {
        let mut best: Option<((bool, usize), Range<usize>)> = None;
        cover.each_window(part, |window| {
            let length = window.len();
            if best.as_ref().is_some_and(|((heading, known), _)| !heading && *known <= length) {
                return;
            }
            let whole = self.to_sentences(part, &window);
            let heading = self.is_heading(part, &whole) || self.width(part, &whole) > WIDEST;
            if best.as_ref().is_none_or(|(known, _)| (heading, length) < *known) {
                best = Some(((heading, length), whole));
            }
        });
        best.map(|(_, window)| window)
    }

    fn to_sentences(&self, part: usize, range: &Range<usize>) -> Range<usize> {
        let sentences = self.mentions.sentences(part);
        let at = |byte| sentences.get(self.mentions.sentence_at(part, byte));
        let start = at(range.start).map_or(range.start, |sentence| sentence.start.min(range.start));
        let end = at(range.end - 1).map_or(range.end, |sentence| sentence.end.max(range.end));
        start..end
    }

    /// Whether a stretch is a line without an end mark, as headings and captions are.
    fn is_heading(&self, part: usize, range: &Range<usize>) -> bool {
        let last = self.mentions.parts[part][range.clone()].chars().next_back();
        last.is_some_and(char::is_alphanumeric)
    }

    fn width(&self, part: usize, range: &Range<usize>) -> usize {
        self.mentions.parts[part][range.clone()].chars().count()
    }

    fn inside(&self, part: usize, range: &Range<usize>) -> Seen {
        let mut seen = Seen::default();
        let marks = self.marks.iter().filter(|mark| mark.part == part);
        marks
            .filter(|mark| range.start <= mark.start && mark.end <= range.end)
            .for_each(|mark| seen.add(mark));
        seen
    }

    fn candidates(&self) -> Vec<Candidate> {
        let mut by_sentence: BTreeMap<usize, Seen> = BTreeMap::new();
        for mark in self.marks.iter().filter(|mark| mark.part == TEXT) {
            by_sentence.entry(self.mentions.sentence_at(TEXT, mark.start)).or_default().add(mark);
        }
        let sentences = self.mentions.sentences(TEXT);
        let candidate =
            |(at, seen): (usize, Seen)| Some(Candidate { range: sentences.get(at)?.clone(), seen });
        by_sentence.into_iter().filter_map(candidate).collect()
    }

    /// The stretch as an excerpt; one that is too wide is cut between words, around its first mark.
    fn cut(&self, part: usize, range: Range<usize>) -> Excerpt {
        let text = self.mentions.parts[part];
        let mut inside: Vec<&Mark> = self.marks.iter().filter(|mark| mark.part == part).collect();
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
        Excerpt { field: FIELDS[part], text: format!("{lead}{body}{tail}"), marks }
    }
}

/// Fills up to three sentences, each time the one with the most new leaves, then notable names, then weight, then
/// the earliest.
fn telling(mut chosen: Vec<Stretch>, mut seen: Seen, candidates: &mut Vec<Candidate>) -> Vec<Stretch> {
    while chosen.len() < MOST {
        let rank = |candidate: &Candidate| Some(candidate.seen.beyond(&seen)).filter(|news| *news != (0, 0));
        let Some(best) = take_best(candidates, rank) else { break };
        seen.join(&best.seen);
        chosen.push((TEXT, best.range));
    }
    chosen
}

/// Fills up to three sentences with such as say all of it again, best with a new notable name, or bring a new one.
fn echoes(mut chosen: Vec<Stretch>, mut seen: Seen, candidates: &mut Vec<Candidate>) -> Vec<Stretch> {
    while chosen.len() < MOST {
        let rank = |candidate: &Candidate| {
            let all = candidate.seen.required.is_superset(&seen.required);
            let (_, names) = candidate.seen.beyond(&seen);
            let leaves = candidate.seen.required.len();
            (leaves > 0 && (all || names > 0)).then_some((all, names, leaves))
        };
        let Some(best) = take_best(candidates, rank) else { break };
        seen.notable.extend(&best.seen.notable);
        chosen.push((TEXT, best.range));
    }
    chosen
}

/// Takes out the candidate of the highest rank; of equals the weightiest, then the earliest.
fn take_best<R: Ord>(
    candidates: &mut Vec<Candidate>,
    rank: impl Fn(&Candidate) -> Option<R>,
) -> Option<Candidate> {
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
