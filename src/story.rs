//! The same news in many feeds: a small sketch of each text, and whether two sketches tell one story.
//!
//! A sketch is the 256 smallest hashes of all runs of four words: two sketches estimate how much two texts
//! share without either text. Simhash finds 8 % of the copies that a publisher shortened, this finds all (177
//! articles against changed copies of themselves). Two stories in one are worse than one story twice, so where
//! the signs differ, the answer is no.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::SignedDuration;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use xxhash_rust::xxh3::xxh3_64;

/// Articles further apart than this never share a story, however alike: they are a yearly ritual.
pub(crate) const GROUP_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Hashes of word runs in a sketch.
const KEPT_RUNS: usize = 256;
/// Hashes of numbers in a sketch.
const KEPT_NUMBERS: usize = 32;
/// StoryWords in a run.
const RUN: usize = 4;
/// StoryWords of a text that are looked at; what stands beyond them says nothing about sameness.
const WORDS_READ: usize = 20_000;
/// Hashes of a sketch that lead to it: enough to meet a quarter of the text with 99 in 100 chances.
const INDEXED: usize = 16;

/// What is kept of a text to compare it: about 2 KB, however long the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sketch {
    /// The hash of the normalised title; 0 for a title of fewer than four words, which many stories share.
    title: u64,
    /// Different runs in the whole text.
    runs: u32,
    /// The smallest hashes of the runs, in order.
    smallest: Vec<u64>,
    /// The smallest hashes of the numbers in title and text, in order.
    numbers: Vec<u32>,
}

/// Whose two articles are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Between {
    /// Two families of publishers: one carries what another wrote.
    TwoPublishers,
    /// One family: it seldom tells a story twice, but signs every text with the same words.
    OnePublisher,
}

/// The sketch of an article in plain text.
pub(crate) fn sketch(title: &str, text: &str) -> Sketch {
    let title = StoryWords::of(title);
    let text = StoryWords::of(text);
    let mut smallest: Vec<u64> = text.runs().collect();
    smallest.sort_unstable();
    smallest.dedup();
    let runs = u32::try_from(smallest.len()).unwrap_or(u32::MAX);
    smallest.truncate(KEPT_RUNS);
    let numbers: BTreeSet<u32> = title.numbers().chain(text.numbers()).collect();
    let long_enough = title.borders.len() >= RUN;
    Sketch {
        title: if long_enough { xxh3_64(title.joined.as_bytes()) } else { 0 },
        runs,
        smallest,
        numbers: numbers.into_iter().take(KEPT_NUMBERS).collect(),
    }
}

/// Whether two articles tell the same story in the same words.
///
/// Compare an article with the earliest of a story, not with each: what was added on the way would lead from
/// one story into the next.
pub(crate) fn same_story(a: &Sketch, b: &Sketch, between: Between) -> bool {
    if a.numbers_speak_against(b) {
        return false;
    }
    let Overlap { words, jaccard, containment } = a.overlap(b);
    let same_title = a.title != 0 && a.title == b.title;
    if same_title && containment >= 0.5 && words >= 8.0 {
        return true;
    }
    match between {
        Between::OnePublisher => jaccard >= 0.6 && words >= 60.0,
        Between::TwoPublishers => containment >= 0.5 && words >= 60.0 && a.comparable_in_length(b),
    }
}

/// How much two texts share.
#[derive(Debug, Clone, Copy)]
struct Overlap {
    /// Words in the runs that both have, about.
    words: f64,
    /// Shared runs by all runs.
    jaccard: f64,
    /// Shared runs by those of the shorter text.
    containment: f64,
}

impl Sketch {
    /// The hashes under which the store finds an article that may tell the same story: they share at least one.
    pub(crate) fn index(&self) -> Vec<i64> {
        let title = (self.title != 0).then_some(self.title);
        let runs = self.smallest.iter().copied().take(INDEXED);
        runs.chain(title).map(u64::cast_signed).collect()
    }

    /// The sketch as the store keeps it.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(16 + self.numbers.len() * 4 + self.smallest.len() * 8);
        bytes.extend_from_slice(&self.title.to_le_bytes());
        bytes.extend_from_slice(&self.runs.to_le_bytes());
        bytes.push(u8::try_from(self.numbers.len()).expect("at most 32 numbers are kept"));
        bytes.extend(self.numbers.iter().flat_map(|number| number.to_le_bytes()));
        bytes.extend(self.smallest.iter().flat_map(|run| run.to_le_bytes()));
        bytes
    }

    /// A sketch as the store gave it back; `None` for bytes that are none.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (title, rest) = bytes.split_first_chunk::<8>()?;
        let (runs, rest) = rest.split_first_chunk::<4>()?;
        let (count, rest) = rest.split_first()?;
        let (numbers, rest) = rest.split_at_checked(usize::from(*count) * 4)?;
        let (numbers, _) = numbers.as_chunks::<4>();
        let (smallest, []) = rest.as_chunks::<8>() else { return None };
        Some(Self {
            title: u64::from_le_bytes(*title),
            runs: u32::from_le_bytes(*runs),
            smallest: smallest.iter().map(|run| u64::from_le_bytes(*run)).collect(),
            numbers: numbers.iter().map(|number| u32::from_le_bytes(*number)).collect(),
        })
    }

    /// Estimates from the smallest hashes of both together, which are a fair sample of all.
    fn overlap(&self, other: &Self) -> Overlap {
        let union: BTreeSet<u64> = self.smallest.iter().chain(&other.smallest).copied().collect();
        let sample: Vec<u64> = union.into_iter().take(self.sample_size(other)).collect();
        let in_both = |run: &&u64| {
            self.smallest.binary_search(run).is_ok() && other.smallest.binary_search(run).is_ok()
        };
        let shared = sample.iter().filter(in_both).count();
        let jaccard = if sample.is_empty() { 0.0 } else { count(shared) / count(sample.len()) };
        let (mine, theirs) = (f64::from(self.runs), f64::from(other.runs));
        let shared_runs = jaccard * (mine + theirs) / (1.0 + jaccard);
        let shorter = mine.min(theirs);
        Overlap {
            words: if shared_runs > 0.0 { shared_runs + count(RUN - 1) } else { 0.0 },
            jaccard,
            containment: if shorter > 0.0 { (shared_runs / shorter).min(1.0) } else { 0.0 },
        }
    }

    /// How many of the smallest hashes of both together are known to be all there are.
    fn sample_size(&self, other: &Self) -> usize {
        let cut = |sketch: &Self| sketch.runs as usize > sketch.smallest.len();
        if cut(self) || cut(other) { KEPT_RUNS } else { usize::MAX }
    }

    /// A review of the week holds every story of the week and is none of them.
    fn comparable_in_length(&self, other: &Self) -> bool {
        let (shorter, longer) = (self.runs.min(other.runs), self.runs.max(other.runs));
        f64::from(shorter) >= 0.2 * f64::from(longer)
    }

    /// Yesterday's exchange rates and today's, or two reports from one form, differ in nothing but numbers.
    fn numbers_speak_against(&self, other: &Self) -> bool {
        let fewest = self.numbers.len().min(other.numbers.len());
        let shared = self.numbers.iter().filter(|number| other.numbers.binary_search(number).is_ok()).count();
        fewest >= 3 && shared * 2 < fewest
    }
}

/// The words of a text in lower case, joined by single spaces.
struct StoryWords {
    joined: String,
    /// The bytes of each word in `joined`.
    borders: Vec<(usize, usize)>,
}

impl StoryWords {
    fn of(text: &str) -> Self {
        let mut words = Self { joined: String::with_capacity(text.len() + 8), borders: Vec::new() };
        let mut start = None;
        for c in composed(text).chars().filter(|c| !is_invisible(*c)) {
            let alone = stands_alone(c);
            if alone || !c.is_alphanumeric() {
                words.end(&mut start);
            }
            if words.borders.len() >= WORDS_READ {
                return words;
            }
            if c.is_alphanumeric() {
                start.get_or_insert_with(|| words.begin());
                words.joined.extend(c.to_lowercase());
            }
            if alone {
                words.end(&mut start);
            }
        }
        words.end(&mut start);
        words
    }

    fn begin(&mut self) -> usize {
        if !self.joined.is_empty() {
            self.joined.push(' ');
        }
        self.joined.len()
    }

    fn end(&mut self, start: &mut Option<usize>) {
        if let Some(start) = start.take() {
            self.borders.push((start, self.joined.len()));
        }
    }

    /// The hash of every run of four words.
    fn runs(&self) -> impl Iterator<Item = u64> {
        let runs = self.borders.windows(RUN);
        runs.map(|run| xxh3_64(&self.joined.as_bytes()[run[0].0..run[RUN - 1].1]))
    }

    /// A short hash of every word that is a number.
    fn numbers(&self) -> impl Iterator<Item = u32> {
        let words = self.borders.iter().map(|&(start, end)| &self.joined[start..end]);
        let numbers = words.filter(|word| word.chars().all(char::is_numeric));
        numbers.map(|word| u32::try_from(xxh3_64(word.as_bytes()) >> 32).unwrap_or(u32::MAX))
    }
}

/// The text with letters and their accents in one character, as nearly all texts already are.
fn composed(text: &str) -> Cow<'_, str> {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Soft hyphens and joiners of no width: two copies of a text differ in them and look the same.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Scripts that set no spaces between words: each letter counts as one.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[expect(clippy::cast_precision_loss, reason = "counts of words in one text are far below 2^52")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of different words: `from`..`to` of an endless one.
    fn prose(from: usize, to: usize) -> String {
        let word = |n| [spelled(n).as_str(), if n % 12 == 11 { ".\n" } else { " " }].concat();
        (from..to).map(word).collect()
    }

    /// A number without digits, so that it counts as a word.
    fn spelled(number: usize) -> String {
        format!("{number:04}").bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
    }

    fn check(a: (&str, &str), b: (&str, &str), between: Between, expected: bool) {
        let (left, right) = (sketch(a.0, a.1), sketch(b.0, b.1));
        let overlap = left.overlap(&right);
        assert_eq!(same_story(&left, &right, between), expected, "{a:?}\n{b:?}\n{overlap:?}");
        assert_eq!(same_story(&right, &left, between), expected, "the other way round");
        if expected {
            let index = right.index();
            assert!(left.index().iter().any(|hash| index.contains(hash)), "the index does not lead there");
        }
    }

    #[test]
    fn copies_are_found_and_others_are_not() {
        use Between::TwoPublishers;
        let full = prose(0, 600);
        let with_own_words = format!("{} {}", prose(0, 360), prose(5000, 5150));
        let signed = |body: String| format!("{body} {}", prose(9000, 9070));
        check(("a", &full), ("b", &full.to_uppercase()), TwoPublishers, true);
        check(("a", &full), ("b", &full.replace(' ', " \u{ad}")), TwoPublishers, true);
        check(("a", &full), ("b", &prose(0, 360)), TwoPublishers, true);
        check(("a", &full), ("b", &prose(0, 150)), TwoPublishers, true);
        check(("a", &full), ("b", &with_own_words), TwoPublishers, true);
        check(("a", &full), ("b", &prose(600, 1200)), TwoPublishers, false);
        check(("a", &full), ("b", &prose(560, 1200)), TwoPublishers, false);
        // Too short for words alone, and a review of the week.
        check(("a", &full), ("b", &prose(0, 40)), TwoPublishers, false);
        check(("a", &prose(0, 3000)), ("b", &prose(0, 100)), TwoPublishers, false);
        check(("", ""), ("", ""), TwoPublishers, false);
        // One publisher signs every text with the same paragraph.
        check(("a", &signed(prose(0, 50))), ("b", &signed(prose(50, 100))), Between::OnePublisher, false);
        check(("a", &full), ("b", &full), Between::OnePublisher, true);
    }

    #[test]
    fn short_texts_need_the_same_title_and_common_words() {
        use Between::TwoPublishers;
        let title = "CSTO chiefs of staff meet in Almaty";
        let lead = "The chiefs of staff of the CSTO countries met in Almaty on Monday to speak of exercises.";
        check((title, lead), (&title.to_uppercase(), &format!("ALMATY. {lead}")), TwoPublishers, true);
        check((title, lead), (title, &format!("{lead} {}", prose(0, 500))), TwoPublishers, true);
        check((title, lead), ("Another title of five words", lead), TwoPublishers, false);
        check(
            (title, lead),
            (title, "Wheat was sown on more land than in the year before, says a ministry."),
            TwoPublishers,
            false,
        );
        check((title, ""), (title, ""), TwoPublishers, false);
        check(("Morning news", lead), ("Morning news", lead), TwoPublishers, false);
    }

    #[test]
    fn two_reports_from_one_form_are_two_stories() {
        let report = |day: &str, from: &str, to: &str, times: &str| {
            let text = format!(
                "The ministry of defence informs that on {day} from {from} to {to} posts in the direction of \
                 the settlements named in the reports of the days before were fired at {times} times from small \
                 arms of several calibres. The units that stand in the said direction took adequate steps in \
                 return. There are no losses among the staff and no damage to the equipment of the army. The \
                 situation is under the full control of the units of the army in all directions of the front."
            );
            text
        };
        let (monday, tuesday) =
            (report("24 June", "20:55", "21:15", "7"), report("25 June", "03:10", "04:40", "12"));
        let title = "The ministry informs on the situation";
        check((title, &monday), (title, &tuesday), Between::TwoPublishers, false);
        check((title, &monday), ("Fire at the border", &monday), Between::TwoPublishers, true);
    }

    #[test]
    fn scripts_without_spaces_are_compared_by_letter() {
        let text =
            "外交部发言人今天在例行记者会上表示各方应当通过对话解决分歧并维护地区的和平与稳定".repeat(3);
        let other = "气象局预计本周末南方大部分地区将有强降雨提醒居民注意防范山洪和城市内涝等灾害".repeat(3);
        assert!(sketch("", &text).runs > 30);
        check(("甲乙丙丁戊", &text), ("甲乙丙丁戊", &text), Between::TwoPublishers, true);
        check(("甲乙丙丁戊", &text), ("甲乙丙丁戊", &other), Between::TwoPublishers, false);
    }

    #[test]
    fn a_sketch_survives_its_bytes() {
        for text in ["", "one two", &prose(0, 50), &format!("1 22 333 {}", prose(0, 2000))] {
            let sketch = sketch("A title of five words", text);
            let bytes = sketch.to_bytes();
            assert!(bytes.len() < 2300);
            assert_eq!(Sketch::from_bytes(&bytes).as_ref(), Some(&sketch));
            assert_eq!(Sketch::from_bytes(&bytes[..bytes.len() - 1]), None);
        }
        assert_eq!(Sketch::from_bytes(&[]), None);
    }
}
