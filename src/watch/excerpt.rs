//! The sentences of an item that show why it matched, with the names in them marked.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::watch::boilerplate::is_boilerplate;
use crate::watch::cover::Cover;
use crate::watch::found::Excerpt;
use crate::watch::item::Field;
use crate::watch::marks::{MOST, Mark, MarkedSentence, SeenMarks, Stretch, echoes, telling};
use crate::watch::mentions::Mentions;
use crate::watch::quotation::with_whole_quotations;

/// What is shown in the place of a line break between two sentences of which the first has no end mark.
const BREAK: &str = " / ";

/// The longest excerpt, in characters.
const WIDEST: usize = 400;

/// The excerpts of a match in the order of the text; one of them covers what its query asks for, if it fits.
pub(super) fn excerpts(mentions: &Mentions<'_>, cover: &Cover, marks: &[Mark]) -> Vec<Excerpt> {
    let chooser = Chooser { mentions, marks };
    let mut chosen = chooser.choose(cover);
    if chosen.is_empty() {
        let whole = |field| Some((field, mentions.sentences(field).first()?.clone()));
        chosen.extend([Field::Text, Field::Title].into_iter().find_map(whole));
    }
    let whole = |(field, range)| (field, chooser.with_whole_quotations(field, range));
    let mut chosen: Vec<Stretch> = chosen.into_iter().map(whole).collect();
    chosen.sort_by_key(|(field, range)| (*field, range.start));
    // A quotation that was shown whole may hold a sentence that was chosen beside it.
    chosen.dedup_by(|(field, later), (known, earlier)| field == known && later.start < earlier.end);
    chosen.into_iter().map(|(field, range)| chooser.cut(field, range)).collect()
}

/// The sentence that holds a mention, with it marked.
pub(super) fn sentence_around(mentions: &Mentions<'_>, mark: Mark) -> Excerpt {
    let sentence = mentions.sentences(mark.field).get(mentions.sentence_at(mark.field, mark.start)).cloned();
    let range = sentence.filter(|range| range.start <= mark.start && mark.end <= range.end);
    let chooser = Chooser { mentions, marks: &[mark] };
    chooser.cut(mark.field, range.unwrap_or(mark.start..mark.end))
}

struct Chooser<'a> {
    mentions: &'a Mentions<'a>,
    marks: &'a [Mark],
}

/// What a stretch is worth as an excerpt, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    Running,
    /// A line without an end mark, as headings and captions are, or what is too wide to be shown whole.
    Heading,
    /// A credit, an address, a pointer to another article.
    Boilerplate,
}

impl Chooser<'_> {
    fn choose(&self, cover: &Cover) -> Vec<Stretch> {
        let mut candidates = self.candidates();
        let title = self.title();
        if let Some((worth, window)) = self.window(Field::Text, cover)
            && !(worth == Worth::Boilerplate && title.is_some())
        {
            if self.width(Field::Text, &window) > WIDEST {
                return telling(Vec::new(), SeenMarks::default(), &mut candidates);
            }
            let seen = self.inside(Field::Text, &window);
            candidates.retain(|other| other.range.end <= window.start || window.end <= other.range.start);
            candidates.retain(|other| self.worth(Field::Text, &other.range) == Worth::Running);
            return echoes(vec![(Field::Text, window)], seen, &mut candidates);
        }
        let Some(title) = title else { return telling(Vec::new(), SeenMarks::default(), &mut candidates) };
        let seen = self.inside(Field::Title, &title);
        telling(vec![(Field::Title, title)], seen, &mut candidates)
    }

    /// The whole title, where it holds something that the query asks for.
    fn title(&self) -> Option<Range<usize>> {
        let sentences = self.mentions.sentences(Field::Title);
        let whole = sentences.first()?.start..sentences.last()?.end;
        self.marks.iter().any(|mark| mark.field == Field::Title && mark.required).then_some(whole)
    }

    /// The stretch of a field that shows best why the query holds, out to sentence ends: running text before headings, few
    /// sentences before many, then the one with the most names, then the earliest.
    fn window(&self, field: Field, cover: &Cover) -> Option<(Worth, Range<usize>)> {
        let by_sentence = self.by_sentence(field);
        let mut best = None;
        let mut looked_at = None;
        cover.each_window(field, |window| {
            let at = |byte| self.mentions.sentence_at(field, byte);
            let (first, last) = (at(window.start), at(window.end - 1));
            // Of windows in the same sentences the first stands for all.
            if looked_at.replace((first, last)) == Some((first, last)) {
                return;
            }
            let whole = self.to_sentences(field, &window);
            let mut worth = self.worth(field, &whole);
            if whole.len() > 4 * WIDEST || self.width(field, &whole) > WIDEST {
                worth = worth.max(Worth::Heading);
            }
            let mut seen = SeenMarks::default();
            // Windows over more are chosen for their length alone.
            let few = first..=last.min(first + MOST);
            few.filter_map(|sentence| by_sentence.get(&sentence)).for_each(|marks| seen.join(marks));
            let names = seen.required.len() + seen.notable.len();
            let rank = (worth, last - first, Reverse(names), whole.start);
            if best.as_ref().is_none_or(|(known, _)| rank < *known) {
                best = Some((rank, whole));
            }
        });
        best.map(|((worth, ..), window)| (worth, window))
    }

    fn to_sentences(&self, field: Field, range: &Range<usize>) -> Range<usize> {
        let sentences = self.mentions.sentences(field);
        let at = |byte| sentences.get(self.mentions.sentence_at(field, byte));
        let start = at(range.start).map_or(range.start, |sentence| sentence.start.min(range.start));
        let end = at(range.end - 1).map_or(range.end, |sentence| sentence.end.max(range.end));
        start..end
    }

    fn worth(&self, field: Field, range: &Range<usize>) -> Worth {
        let text = &self.mentions.text(field)[range.clone()];
        match text.chars().next_back() {
            _ if is_boilerplate(text) => Worth::Boilerplate,
            Some(last) if last.is_alphanumeric() => Worth::Heading,
            _ => Worth::Running,
        }
    }

    /// The stretch out to the sentences that open and close a quotation which it cuts, unless that is too much to show.
    fn with_whole_quotations(&self, field: Field, range: Range<usize>) -> Range<usize> {
        let quoted = with_whole_quotations(self.mentions.text(field), &range);
        if quoted == range || quoted.len() > 4 * WIDEST {
            return range;
        }
        let whole = self.to_sentences(field, &quoted);
        if self.width(field, &whole) <= WIDEST { whole } else { range }
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

    /// What is marked in each sentence of a field.
    fn by_sentence(&self, field: Field) -> BTreeMap<usize, SeenMarks> {
        let mut by_sentence: BTreeMap<usize, SeenMarks> = BTreeMap::new();
        for mark in self.marks.iter().filter(|mark| mark.field == field) {
            by_sentence.entry(self.mentions.sentence_at(field, mark.start)).or_default().add(mark);
        }
        by_sentence
    }

    fn candidates(&self) -> Vec<MarkedSentence> {
        let sentences = self.mentions.sentences(Field::Text);
        let candidate =
            |(at, seen): (usize, SeenMarks)| Some(MarkedSentence { range: sentences.get(at)?.clone(), seen });
        self.by_sentence(Field::Text).into_iter().filter_map(candidate).collect()
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
        let breaks: Vec<Range<usize>> =
            self.breaks(field).filter(|gap| shown.start < gap.start && gap.end < shown.end).collect();
        let moved = |at: usize| {
            let before = breaks.iter().filter(|gap| gap.end <= at);
            before.fold(at - shown.start + lead.len(), |at, gap| at + BREAK.len() - gap.len())
        };
        let marks = marks.into_iter().map(|(start, end)| (moved(start), moved(end))).collect();
        let (mut body, mut from) = (lead.to_owned(), shown.start);
        for gap in &breaks {
            body.push_str(&text[from..gap.start]);
            body.push_str(BREAK);
            from = gap.end;
        }
        body.push_str(&text[from..shown.end]);
        body.push_str(tail);
        Excerpt { field, text: body.replace(['\n', '\r', '\t'], " "), marks }
    }

    /// The white space behind lines without an end mark, which would run into what follows.
    fn breaks(&self, field: Field) -> impl Iterator<Item = Range<usize>> {
        let text = self.mentions.text(field);
        let starts = self.mentions.sentences(field).iter().skip(1).map(|sentence| sentence.start);
        starts.filter_map(move |start| {
            let line = text[..start].trim_end();
            let is_open = line.ends_with(|last: char| last.is_alphanumeric());
            (is_open && text[line.len()..start].contains('\n')).then_some(line.len()..start)
        })
    }
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
