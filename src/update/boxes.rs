//! Lines that stand in many entries of one feed: boxes of other articles, calls to subscribe. Their change is no edit.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::counters::Counters;
use crate::entry::noise::{ends_a_sentence, has_digit};
use crate::entry::{ContentHash, Entry, title_hash};
use crate::feed::CounterMemory;

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

/// The boxes of one feed, and its counters.
#[derive(Debug, Default)]
pub(super) struct Boxes {
    lines: HashSet<u64>,
    latest: Vec<u64>,
    counters: Counters,
    /// Whether its headlines end in a number in brackets: comments, as many sites count them there.
    titles_count: bool,
}

impl Boxes {
    /// The boxes among the entries of one body, and those of earlier ones.
    pub(super) fn among(entries: &[Entry], remembered: &[u64], counters: Counters) -> Self {
        let mut latest = shared_lines(entries);
        latest.extend(lines_at_borders(entries));
        latest.sort_unstable();
        let mut lines: HashSet<u64> = latest.iter().copied().collect();
        latest.extend(remembered.iter().filter(|line| lines.insert(**line)));
        latest.truncate(REMEMBERED);
        let counting = entries.iter().filter(|entry| without_count(&entry.title) != entry.title).count();
        let titles_count = counting >= IN_SOME && counting * 2 > entries.len();
        Self { lines, latest, counters, titles_count }
    }

    /// Whether there are none at all.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.counters.is_empty() && !self.titles_count
    }

    /// A headline without what is a counter in it.
    pub(super) fn headline<'a>(&self, title: &'a str) -> &'a str {
        if self.titles_count { without_count(title) } else { title }
    }

    /// What an entry with this title and text says beside them.
    pub(super) fn hash_beside(&self, title: &str, text: &str) -> ContentHash {
        self.hash(title, text, |part| self.counters.counts(part))
    }

    /// Whether two revisions of an entry say the same beside them. A figure that several entries had alike and have just
    /// changed together is none of them before the next change: it may be the toll that they all report.
    pub(super) fn are_alike(&self, one: (&str, &str), other: (&str, &str)) -> bool {
        let hash = |(title, text)| self.hash(title, text, |part| self.counters.moves(part));
        hash(one) == hash(other)
    }

    fn hash(&self, title: &str, text: &str, counts: impl Fn(&str) -> bool) -> ContentHash {
        let own = title_hash(title);
        let counts = (!self.counters.is_empty()).then_some(counts);
        ContentHash::without(self.headline(title), text, |line| self.holds(own, line), counts)
    }

    /// Whether a line of an entry with this title is a box. An article that repeats its own headline has none.
    fn holds(&self, title: u64, line: &str) -> bool {
        let line = title_hash(line);
        line != title && self.lines.contains(&line)
    }

    /// Whether a figure of this entry counts as a counter: without it, two bulletins of one form are alike.
    pub(super) fn masks_figures(&self, entry: &Entry) -> bool {
        let counts_title = self.headline(&entry.title) != entry.title;
        counts_title || self.counters.stand_in(&entry.text)
    }

    /// What to remember of them.
    pub(super) fn into_remembered(self) -> (Vec<u64>, CounterMemory) {
        (self.latest, self.counters.into_remembered())
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
            let hash = title_hash(line);
            if here.insert(hash) {
                count
                    .entry(hash)
                    .or_insert_with(|| (0, ends_a_sentence(line) || line.chars().any(char::is_numeric)))
                    .0 += 1;
            }
        }
    }
    let is_long = |entry: &&Entry| entry.title.split_whitespace().nth(LONG_TITLE - 1).is_some();
    let titles: HashSet<u64> = entries.iter().filter(is_long).map(|entry| title_hash(&entry.title)).collect();
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
        lines.any(|other| other.len() > 2 * line.len()).then(|| title_hash(line))
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
