//! All mentions in one item, by term and place, with the borders that proximity asks for.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use names::{Manner, NameHit, TermId, paragraphs, sentences};

use crate::watch::item::{Field, Item};
use crate::watch::rule::Scope;

/// The lead ends with the sentence that reaches this many bytes.
const LEAD: usize = 300;
/// No lead is longer, whatever the sentences.
const LEAD_AT_MOST: usize = 1200;

/// What the lexicon found in one item.
#[derive(Debug)]
pub(super) struct Mentions<'a> {
    pub(super) item: &'a Item<'a>,
    texts: [&'a str; 3],
    /// By term, field, place.
    hits: Vec<NameHit>,
    sentences: [OnceCell<Vec<Range<usize>>>; 3],
    paragraphs: [OnceCell<Vec<Range<usize>>>; 3],
    lead_end: OnceCell<usize>,
    /// Whether a proximity had more stretches than are looked at.
    cut: Cell<bool>,
}

/// What is said where something was cut.
const CUT: &str =
    "the names stand so often beside one another that not all pairs of a proximity were looked at";

/// A stretch of one field: a mention, or several that proximity joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MentionSpan {
    pub(super) field: Field,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) first: usize,
    pub(super) last: usize,
    /// Which of its words are mentions and no gap between them, by a bit each, the first lowest; of a stretch of more
    /// than 128 words the last is known by `last` alone.
    pub(super) taken: u128,
}

impl From<&NameHit> for MentionSpan {
    fn from(hit: &NameHit) -> Self {
        Self {
            field: Field::of_part(hit.part),
            start: hit.start,
            end: hit.end,
            first: hit.token_first,
            last: hit.token_last,
            taken: bits(hit.token_last - hit.token_first, hit.why.manner == Manner::Between),
        }
    }
}

impl MentionSpan {
    /// Whether the two overlap and share no word that is a mention: one stands in a gap of the other, or each does.
    pub(super) fn interlocks(&self, other: &Self) -> bool {
        let (one, other) = if self.first <= other.first { (self, other) } else { (other, self) };
        let offset = other.first - one.first;
        self.field == other.field
            && other.first <= one.last
            && one.taken & shifted(other.taken, offset) == 0
            && one.last != other.last
    }

    /// The stretch that holds both; both stand in one field.
    pub(super) fn joined_with(&self, other: &Self) -> Self {
        let first = self.first.min(other.first);
        Self {
            field: self.field,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
            first,
            last: self.last.max(other.last),
            taken: shifted(self.taken, self.first - first) | shifted(other.taken, other.first - first),
        }
    }
}

/// The bits of a mention whose last word is so many words behind its first: all of them, or the two ends.
fn bits(behind: usize, ends_only: bool) -> u128 {
    let last = shifted(1, behind);
    if ends_only { 1 | last } else { last | last.wrapping_sub(1) }
}

fn shifted(taken: u128, words: usize) -> u128 {
    u32::try_from(words).ok().and_then(|words| taken.checked_shl(words)).unwrap_or(0)
}

impl<'a> Mentions<'a> {
    /// Takes what the lexicon found in the texts of the item.
    pub(super) fn new(item: &'a Item<'a>, mut hits: Vec<NameHit>) -> Self {
        hits.sort_by_key(|hit| (hit.term, hit.part, hit.start, hit.end));
        Self {
            item,
            texts: item.texts(),
            hits,
            sentences: Default::default(),
            paragraphs: Default::default(),
            lead_end: OnceCell::new(),
            cut: Cell::new(false),
        }
    }

    /// Notes that not everything was looked at.
    pub(super) fn cut(&self) {
        self.cut.set(true);
    }

    /// What to say if not everything was looked at since this was asked last.
    pub(super) fn take_note(&self) -> Option<String> {
        self.cut.take().then(|| CUT.to_owned())
    }

    /// The text of a field.
    pub(super) fn text(&self, field: Field) -> &'a str {
        self.texts[field as usize]
    }

    /// The terms that are mentioned anywhere, each once.
    pub(super) fn terms(&self) -> impl Iterator<Item = TermId> {
        self.hits.chunk_by(|a, b| a.term == b.term).filter_map(|hits| hits.first()).map(|hit| hit.term)
    }

    /// All mentions, by term and place.
    pub(super) fn hits(&self) -> &[NameHit] {
        &self.hits
    }

    /// The mentions of a term that count in a scope, by place.
    pub(super) fn of(&self, term: TermId, scope: Scope) -> impl Iterator<Item = &NameHit> {
        let from = self.hits.partition_point(|hit| hit.term < term);
        let hits = self.hits[from..].iter().take_while(move |hit| hit.term == term);
        hits.filter(move |hit| self.counts(hit, scope))
    }

    fn counts(&self, hit: &NameHit, scope: Scope) -> bool {
        let field = Field::of_part(hit.part);
        match scope {
            Scope::Anywhere => field != Field::Author,
            Scope::Title => field == Field::Title,
            Scope::Text => field == Field::Text,
            Scope::Lead => self.in_lead(field, hit.start),
            Scope::Author => field == Field::Author,
        }
    }

    /// Whether a byte of a field lies in the lead: the first sentences of the text.
    pub(super) fn in_lead(&self, field: Field, at: usize) -> bool {
        field == Field::Text && at < LEAD_AT_MOST && at < *self.lead_end.get_or_init(|| self.find_lead_end())
    }

    fn find_lead_end(&self) -> usize {
        let text = self.text(Field::Text);
        let head = &text[..text.floor_char_boundary(2 * LEAD_AT_MOST)];
        let reaching = sentences(head).into_iter().find(|sentence| sentence.end >= LEAD);
        reaching.map_or(text.len(), |sentence| sentence.end).min(LEAD_AT_MOST)
    }

    /// The sentences of a field, in order.
    pub(super) fn sentences(&self, field: Field) -> &[Range<usize>] {
        self.sentences[field as usize].get_or_init(|| sentences(self.text(field)))
    }

    /// The sentence that holds a byte, or the next one.
    pub(super) fn sentence_at(&self, field: Field, at: usize) -> usize {
        self.sentences(field).partition_point(|sentence| sentence.end <= at)
    }

    /// The paragraph that holds a byte, or the next one.
    pub(super) fn paragraph_at(&self, field: Field, at: usize) -> usize {
        let paragraphs = self.paragraphs[field as usize].get_or_init(|| paragraphs(self.text(field)));
        paragraphs.partition_point(|paragraph| paragraph.end <= at)
    }
}
