//! Lines that stand in many entries of one feed: boxes of other articles, calls to subscribe. Their change is no edit.

use std::collections::{HashMap, HashSet};

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

/// The boxes of one feed.
#[derive(Debug, Default)]
pub(super) struct Boxes {
    lines: HashSet<u64>,
    latest: Vec<u64>,
}

impl Boxes {
    /// The boxes among the entries of one body, and those of earlier ones.
    pub(super) fn among(entries: &[Entry], remembered: &[u64]) -> Self {
        let mut count: HashMap<u64, (usize, bool)> = HashMap::new();
        let mut here = HashSet::new();
        for entry in entries.iter().filter(|entry| entry.text.contains('\n')) {
            here.clear();
            for line in entry.text.split('\n').filter(|line| !line.trim().is_empty()) {
                let line_hash = title_hash(line);
                if here.insert(line_hash) {
                    count.entry(line_hash).or_insert_with(|| (0, may_be_news(line))).0 += 1;
                }
            }
        }
        let titles: HashSet<u64> = entries
            .iter()
            .filter(|entry| entry.title.split_whitespace().nth(LONG_TITLE - 1).is_some())
            .map(|entry| title_hash(&entry.title))
            .collect();
        let is_box = |line: u64, (seen, may_be_news): (usize, bool)| {
            titles.contains(&line)
                || (seen >= IN_SOME && !may_be_news)
                || (seen >= IN_MANY && seen * 2 > entries.len())
        };
        let mut latest: Vec<u64> =
            count.into_iter().filter(|(line, found)| is_box(*line, *found)).map(|(line, _)| line).collect();
        latest.sort_unstable();
        let mut lines: HashSet<u64> = latest.iter().copied().collect();
        latest.extend(remembered.iter().filter(|line| lines.insert(**line)));
        latest.truncate(REMEMBERED);
        Self { lines, latest }
    }

    /// Whether there are none at all.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether a line of an entry with this title is a box. An article that repeats its own headline has none.
    pub(super) fn holds(&self, title: u64, line: &str) -> bool {
        let line = title_hash(line);
        line != title && self.lines.contains(&line)
    }

    /// What to remember of them.
    pub(super) fn into_remembered(self) -> Vec<u64> {
        self.latest
    }
}

/// Whether a line is a sentence, or holds a figure.
fn may_be_news(line: &str) -> bool {
    let end = line.trim_end_matches(|c: char| c.is_whitespace() || "»”\")".contains(c));
    end.ends_with(['.', '!', '?', '…', '։', '。']) || line.chars().any(char::is_numeric)
}
