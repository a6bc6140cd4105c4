//! Lines that stand in many entries of one feed: boxes of other articles, calls to subscribe, counters. Their change is no edit.

use std::collections::{BTreeSet, HashMap, HashSet};

use xxhash_rust::xxh3::xxh3_64;

use crate::entry::noise::{ends_a_sentence, has_digit, parts};
use crate::entry::{Entry, title_hash};

/// Entries that hold a line which is no sentence and no figure, from which on it is a box.
const IN_SOME: usize = 3;

/// A sentence or a figure may be the background of several reports: in so many entries, and in more than half of
/// all, it is a box.
const IN_MANY: usize = 5;

/// Words of a title that is taken for the title of that entry where it stands in another.
const LONG_TITLE: usize = 3;

/// Lines that are remembered of a feed, the latest first: a box goes on changing when the other entries have gone.
const REMEMBERED: usize = 100;

/// Words of a line at the border of a text that may be a byline, a count in words, a time ago.
const FEW_WORDS: usize = 4;

/// Bytes of the longest counter.
const LONGEST_COUNTER: usize = 160;

/// Letters that a counter has beside its figures at least: a bare number may be the one that matters.
const LETTERS: usize = 3;

/// The boxes of one feed.
#[derive(Debug, Default)]
pub(super) struct Boxes {
    lines: HashSet<u64>,
    latest: Vec<u64>,
    figures: Vec<(u64, u64)>,
    has_counters: bool,
    /// Whether its headlines end in a number in brackets: comments, as many sites count them there.
    titles_count: bool,
}

/// Where a part of a line stands, its figures masked.
struct MaskedPart {
    entries: usize,
    last: usize,
    raw: u64,
    /// Whether its figures differ: those of a background do not.
    differs: bool,
    is_sentence: bool,
}

impl Boxes {
    /// The boxes among the entries of one body, and those of earlier ones.
    pub(super) fn among(entries: &[Entry], remembered: &[u64], figures: &[(u64, u64)]) -> Self {
        let mut latest = shared_lines(entries);
        latest.extend(lines_at_borders(entries));
        let parts = masked_parts(entries);
        let before: HashMap<u64, u64> = figures.iter().copied().collect();
        let is_counter = |mask: u64, part: &MaskedPart| {
            let changes = part.differs || before.get(&mask).is_some_and(|raw| *raw != part.raw);
            let is_usual = part.entries >= IN_MANY && part.entries * 2 > entries.len();
            changes && (is_usual || (part.entries >= IN_SOME && !part.is_sentence))
        };
        let (counters, others): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|(mask, part)| is_counter(*mask, part));
        latest.extend(counters.iter().map(|(mask, _)| *mask));
        latest.sort_unstable();
        let alike = others.into_iter().filter(|(_, part)| part.entries >= IN_SOME && !part.is_sentence);
        let mut figures: Vec<(u64, u64)> = alike.map(|(mask, part)| (mask, part.raw)).collect();
        figures.sort_unstable();
        figures.truncate(REMEMBERED);
        let mut lines: HashSet<u64> = latest.iter().copied().collect();
        latest.extend(remembered.iter().filter(|line| lines.insert(**line)));
        latest.truncate(REMEMBERED);
        let counting = entries.iter().filter(|entry| without_count(&entry.title) != entry.title).count();
        let titles_count = counting >= IN_SOME && counting * 2 > entries.len();
        let has_counters = latest.iter().any(|line| line & COUNTER == COUNTER);
        Self { lines, latest, figures, has_counters, titles_count }
    }

    /// Whether there are none at all.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty() && !self.titles_count
    }

    /// A headline without what is a counter in it.
    pub(super) fn headline<'a>(&self, title: &'a str) -> &'a str {
        if self.titles_count { without_count(title) } else { title }
    }

    /// Whether any of them is a counter.
    pub(super) fn has_counters(&self) -> bool {
        self.has_counters
    }

    /// Whether a line of an entry with this title is a box. An article that repeats its own headline has none.
    pub(super) fn holds(&self, title: u64, line: &str) -> bool {
        let line = line_hash(line);
        line != title & !COUNTER && self.lines.contains(&line)
    }

    /// Whether a part of a line is a counter.
    pub(super) fn counts(&self, part: &str) -> bool {
        masked(part).is_some_and(|mask| self.lines.contains(&mask))
    }

    /// Whether a figure of this entry counts as a counter: without it, two bulletins of one form are alike.
    pub(super) fn masks_figures(&self, entry: &Entry) -> bool {
        let figures = || entry.text.split('\n').filter(|line| has_digit(line));
        let counts_title = self.headline(&entry.title) != entry.title;
        counts_title
            || self.has_counters && figures().any(|line| parts(line).any(|part| self.counts(&line[part])))
    }

    /// What to remember of them: boxes and counters, and the figures that may turn out to be counters.
    pub(super) fn into_remembered(self) -> (Vec<u64>, Vec<(u64, u64)>) {
        (self.latest, self.figures)
    }
}

/// A headline without a number in brackets at its end.
fn without_count(title: &str) -> &str {
    for (open, close) in [('(', ')'), ('[', ']')] {
        let counted = title.strip_suffix(close).and_then(|rest| rest.rsplit_once(open));
        if let Some((headline, count)) = counted
            && !headline.trim().is_empty()
            && !count.is_empty()
            && count.bytes().all(|byte| byte.is_ascii_digit())
        {
            return headline.trim_end();
        }
    }
    title
}

/// The lines that are boxes by standing in several entries, or by being the title of another one.
fn shared_lines(entries: &[Entry]) -> Vec<u64> {
    let mut count: HashMap<u64, (usize, bool)> = HashMap::new();
    let mut here = HashSet::new();
    for entry in entries.iter().filter(|entry| entry.text.contains('\n')) {
        here.clear();
        for line in entry.text.split('\n').filter(|line| !line.trim().is_empty()) {
            let hash = line_hash(line);
            if here.insert(hash) {
                count
                    .entry(hash)
                    .or_insert_with(|| (0, ends_a_sentence(line) || line.chars().any(char::is_numeric)))
                    .0 += 1;
            }
        }
    }
    let is_long = |entry: &&Entry| entry.title.split_whitespace().nth(LONG_TITLE - 1).is_some();
    let titles: HashSet<u64> = entries.iter().filter(is_long).map(|entry| line_hash(&entry.title)).collect();
    let is_box = |line: u64, (seen, may_be_news): (usize, bool)| {
        titles.contains(&line)
            || (seen >= IN_SOME && !may_be_news)
            || (seen >= IN_MANY && seen * 2 > entries.len())
    };
    count.into_iter().filter(|(line, found)| is_box(*line, *found)).map(|(line, _)| line).collect()
}

/// Lines of a few words without a figure where most entries have such a line, at the beginning or at the end of their text.
fn lines_at_borders(entries: &[Entry]) -> Vec<u64> {
    let few_words = |line: &&str| {
        !has_digit(line) && !ends_a_sentence(line) && line.split_whitespace().nth(FEW_WORDS).is_none()
    };
    let border = |entry: &Entry, is_last: bool| -> Option<u64> {
        let mut lines = entry.text.split('\n').map(str::trim).filter(|line| !line.is_empty());
        let line = if is_last { lines.next_back() } else { lines.next() }.filter(few_words)?;
        // Something else is what the entry says.
        lines.any(|other| other.len() > 2 * line.len()).then(|| line_hash(line))
    };
    [false, true]
        .into_iter()
        .map(|is_last| entries.iter().filter_map(|entry| border(entry, is_last)).collect::<Vec<u64>>())
        .filter(|lines| lines.len() >= IN_MANY && lines.len() * 2 > entries.len())
        .map(|lines| lines.into_iter().collect::<BTreeSet<u64>>())
        // More than that are what each entry says of itself, and would drive the other boxes out.
        .filter(|lines| lines.len() <= REMEMBERED / 4)
        .flatten()
        .collect()
}

/// The parts of lines that hold figures, by what they are without them.
fn masked_parts(entries: &[Entry]) -> HashMap<u64, MaskedPart> {
    let mut found: HashMap<u64, MaskedPart> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        for line in entry.text.split('\n').filter(|line| has_digit(line)) {
            for part in parts(line).map(|part| &line[part]) {
                let Some(mask) = masked(part) else { continue };
                let raw = line_hash(part);
                let known = found.entry(mask).or_insert_with(|| MaskedPart {
                    entries: 0,
                    last: usize::MAX,
                    raw,
                    differs: false,
                    is_sentence: ends_a_sentence(part),
                });
                known.entries += usize::from(known.last != at);
                known.last = at;
                known.differs |= known.raw != raw;
            }
        }
    }
    found
}

/// The lowest bit tells the hash of a counter from that of a line.
const COUNTER: u64 = 1;

fn line_hash(line: &str) -> u64 {
    title_hash(line) & !COUNTER
}

/// What a part is without its figures; `None` where it has none, is too long, or nothing is left.
fn masked(part: &str) -> Option<u64> {
    if part.len() > LONGEST_COUNTER || !has_digit(part) {
        return None;
    }
    let mut mask = String::with_capacity(part.len());
    for word in part.split_whitespace() {
        let is_code = word.len() >= 6 && word.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        if is_code && has_digit(word) {
            mask.push('#');
        } else {
            mask_digits(&mut mask, word);
        }
        mask.push(' ');
    }
    let letters = mask.chars().filter(|c| c.is_alphabetic()).count();
    (letters >= LETTERS).then(|| xxh3_64(mask.as_bytes()) | COUNTER)
}

/// A word with one mark for each figure, its points and commas included.
fn mask_digits(mask: &mut String, word: &str) {
    let mut in_figure = false;
    for c in word.chars() {
        let goes_on = in_figure && matches!(c, '.' | ',');
        if c.is_ascii_digit() && !in_figure {
            mask.push('#');
        } else if !c.is_ascii_digit() && !goes_on {
            mask.push(c);
        }
        in_figure = c.is_ascii_digit() || goes_on;
    }
}
