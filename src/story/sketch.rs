//! A small sketch of a text, by which the same text is found again in other places.
//!
//! It is the 256 smallest hashes of all runs of four words: two sketches estimate how much two texts share without either
//! text. Simhash finds 8 % of the copies that a publisher shortened, this finds all (177 articles against changed copies of
//! themselves).

use std::collections::BTreeSet;

use xxhash_rust::xxh3::xxh3_64;

use super::words::{RUN, StoryWords};

/// Hashes of word runs in a sketch.
const KEPT_RUNS: usize = 256;
/// Hashes of numbers in a sketch.
const KEPT_NUMBERS: usize = 32;
/// Words at the beginning of a text that a teaser is made of,
const LEAD: usize = 60;
/// and the hashes of their runs in a sketch.
const KEPT_LEAD: usize = 16;
/// Hashes of a whole text that lead to it: with those of its beginning they meet a quarter of it with 99 in 100 chances,
const INDEXED: usize = 10;
/// and those of its beginning, so that a teaser meets the whole.
const INDEXED_LEAD: usize = 6;
/// Marks bytes that hold the beginning too: before it was kept, their ninth byte was a number up to 32.
const HOLDS_LEAD: u8 = 0x80;
/// Marks bytes whose hashes are the upper halves of what they were.
const HOLDS_HALVES: u8 = 0x40;
/// Marks bytes, at the length of the beginning, that hold the order of those figures that are words of their own. It cannot
/// be compared with that of all figures, so it is passed over.
const HELD_ORDER_OF_WORDS: u8 = 0x80;
/// Marks bytes, at the same place, that hold all figures in their order.
const HOLDS_ORDER: u8 = 0x40;

/// What is kept of a text to compare it: about 1 KB, however long the text.
///
/// Of a hash its upper half is kept: in two texts of a thousand runs one pair of 8 000 is alike by chance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sketch {
    /// The hash of the normalised title; 0 for a title of fewer than four words, which many stories share.
    pub(super) title: u64,
    /// Different runs in the whole text.
    pub(super) runs: u32,
    /// The smallest hashes of the runs, in order.
    pub(super) smallest: Vec<u32>,
    /// The smallest hashes of the runs in the first words, in order.
    pub(super) lead: Vec<u32>,
    /// The smallest hashes of the numbers in title and text, in order.
    pub(super) numbers: Vec<u32>,
    /// The numbers in the order in which they stand; `None` in a sketch of before that of all of them was kept.
    pub(super) figures: Option<FigureOrder>,
}

/// The figures of an article in the order in which they stand, as hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FigureOrder {
    /// Of title and text.
    pub(super) all: u32,
    /// Of the text: a headline may have its hour, or the number of its pictures.
    pub(super) text: u32,
}

/// The sketch of an article in plain text.
pub(crate) fn sketch(title: &str, text: &str) -> Sketch {
    let title = StoryWords::of(title);
    let text = StoryWords::of(text);
    let (runs, smallest) = smallest(text.runs().collect(), KEPT_RUNS);
    let (_, lead) = self::smallest(text.runs().take(LEAD - RUN + 1).collect(), KEPT_LEAD);
    let (of_title, of_text): (Vec<u32>, Vec<u32>) = (title.figures().collect(), text.figures().collect());
    let all = [&of_title[..], &of_text].concat();
    let figures = FigureOrder { all: in_order(&all), text: in_order(&of_text) };
    let numbers: BTreeSet<u32> = all.into_iter().collect();
    let long_enough = title.count() >= RUN;
    Sketch {
        title: if long_enough { title.hash() } else { 0 },
        runs,
        smallest,
        lead,
        numbers: numbers.into_iter().take(KEPT_NUMBERS).collect(),
        figures: Some(figures),
    }
}

/// One hash of several, in their order.
fn in_order(figures: &[u32]) -> u32 {
    upper_half(xxh3_64(&figures.iter().flat_map(|figure| figure.to_le_bytes()).collect::<Vec<u8>>()))
}

/// How many different hashes there are, and the smallest of them in order.
fn smallest(mut hashes: Vec<u64>, kept: usize) -> (u32, Vec<u32>) {
    hashes.sort_unstable();
    hashes.dedup();
    let count = u32::try_from(hashes.len()).unwrap_or(u32::MAX);
    (count, hashes.into_iter().take(kept).map(upper_half).collect())
}

/// Of ordered hashes the upper halves are in the same order.
fn upper_half(hash: u64) -> u32 {
    u32::try_from(hash >> 32).expect("32 bits are left")
}

impl Sketch {
    /// The hashes under which the store finds an article that may tell the same story: they share at least one.
    pub(crate) fn index(&self) -> Vec<i64> {
        let title = (self.title != 0).then_some(self.title.cast_signed());
        let lead = self.lead.iter().take(INDEXED_LEAD);
        let runs: BTreeSet<u32> = self.smallest.iter().take(INDEXED).chain(lead).copied().collect();
        runs.into_iter().map(i64::from).chain(title).collect()
    }

    /// Up to which hash it holds every run of its text.
    pub(super) fn reach(&self) -> u32 {
        let is_cut = self.runs as usize > KEPT_RUNS;
        self.smallest.last().filter(|_| is_cut).copied().unwrap_or(u32::MAX)
    }

    /// Whether the two texts are the same, as far as is known.
    pub(crate) fn is_same_text(&self, other: &Self) -> bool {
        self.runs > 0 && self.runs == other.runs && self.smallest == other.smallest
    }

    /// Whether the kept numbers are all that there are.
    pub(super) fn holds_all_numbers(&self) -> bool {
        self.numbers.len() < KEPT_NUMBERS
    }

    /// The sketch as the store keeps it.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let count = |length: usize| {
            u8::try_from(length).expect("at most 32 numbers and 16 hashes of a lead are kept")
        };
        let mut bytes =
            Vec::with_capacity(16 + self.numbers.len() * 4 + (self.lead.len() + self.smallest.len()) * 4);
        bytes.extend_from_slice(&self.title.to_le_bytes());
        bytes.extend_from_slice(&self.runs.to_le_bytes());
        bytes.push(count(self.numbers.len()) | HOLDS_LEAD | HOLDS_HALVES);
        bytes.push(count(self.lead.len()) | self.figures.map_or(0, |_| HOLDS_ORDER));
        let figures = self.figures.iter().flat_map(|figures| [figures.all, figures.text]);
        bytes.extend(figures.flat_map(u32::to_le_bytes));
        bytes.extend(
            self.numbers
                .iter()
                .chain(&self.lead)
                .chain(&self.smallest)
                .flat_map(|number| number.to_le_bytes()),
        );
        bytes
    }

    /// A sketch as the store gave it back; `None` for bytes that are none.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (title, rest) = bytes.split_first_chunk::<8>()?;
        let (runs, rest) = rest.split_first_chunk::<4>()?;
        let (count, rest) = rest.split_first()?;
        let (lead, rest) = if count & HOLDS_LEAD == 0 { (&0, rest) } else { rest.split_first()? };
        let (figures, rest) = if lead & (HOLDS_ORDER | HELD_ORDER_OF_WORDS) == 0 {
            (None, rest)
        } else {
            let (all, rest) = rest.split_first_chunk::<4>()?;
            let (text, rest) = rest.split_first_chunk::<4>()?;
            let [all, text] = [all, text].map(|hash| u32::from_le_bytes(*hash));
            ((lead & HOLDS_ORDER != 0).then_some(FigureOrder { all, text }), rest)
        };
        let numbers = usize::from(count & !(HOLDS_LEAD | HOLDS_HALVES));
        let (numbers, rest) = rest.split_at_checked(numbers * 4)?;
        let (numbers, _) = numbers.as_chunks::<4>();
        let hashes: Vec<u32> = if count & HOLDS_HALVES == 0 {
            let (hashes, []) = rest.as_chunks::<8>() else { return None };
            hashes.iter().map(|hash| upper_half(u64::from_le_bytes(*hash))).collect()
        } else {
            let (hashes, []) = rest.as_chunks::<4>() else { return None };
            hashes.iter().map(|hash| u32::from_le_bytes(*hash)).collect()
        };
        let (lead, smallest) =
            hashes.split_at_checked(usize::from(lead & !(HOLDS_ORDER | HELD_ORDER_OF_WORDS)))?;
        Some(Self {
            title: u64::from_le_bytes(*title),
            runs: u32::from_le_bytes(*runs),
            smallest: smallest.to_vec(),
            lead: lead.to_vec(),
            numbers: numbers.iter().map(|number| u32::from_le_bytes(*number)).collect(),
            figures,
        })
    }
}
