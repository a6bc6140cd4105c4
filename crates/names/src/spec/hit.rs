//! One mention of a term, and why it is one: as data, without words.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::spec::term::{Spelling, TermId};

/// A place where a term is mentioned.
#[derive(Debug, Clone)]
pub struct NameHit {
    /// Which term.
    pub term: TermId,
    /// Which of the texts that were scanned together, counted from 0.
    pub part: usize,
    /// First byte in that text.
    pub start: usize,
    /// One past the last byte; the span always covers whole words.
    pub end: usize,
    /// The first token of the mention, counted from 0 in its text: the word distance of two mentions is the
    /// difference of the nearer ends.
    pub token_first: usize,
    /// The last token of the mention.
    pub token_last: usize,
    /// From 0 to 1: 1 for a spelling or case form, 0.8 by sound, 0.7 for an anchored lone surname.
    pub confidence: f32,
    /// The rule that found it.
    pub why: Why,
}

/// The rule by which a mention was found.
#[derive(Debug, Clone)]
pub struct Why {
    /// The spelling that was found, as it was asked for.
    pub spelling: Arc<Spelling>,
    /// How the words of the spelling stood in the text.
    pub manner: Manner,
    /// What was done to each word, in the order of the text.
    pub words: SmallVec<[Arc<Reason>; 2]>,
    /// How far the words are from the spelling's on average, from 0 to 1, where they were compared by sound.
    pub sound: Option<f32>,
}

/// How the words of the spelling stood in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// All of them, in order.
    Whole,
    /// The surname in front of the given name.
    Reversed,
    /// The given name shortened to its first letters.
    Initials,
    /// Words between those of the spelling.
    Between,
    /// The surname alone.
    Surname,
    /// The surname alone, in an item that has the full name.
    AnchoredSurname,
}

/// What was done to a word of the text to make it a word of the spelling.
///
/// Cases are abbreviated as in the tables of `languages`: `gen.pl`, `dat/loc`.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// Nothing but folding.
    Same,
    /// An ending of a paradigm was cut off.
    Ending {
        /// The ending, folded.
        ending: String,
        /// Its case; may be empty.
        case: &'static str,
    },
    /// Endings of an agglutinative language were cut off.
    Suffix {
        /// The language's name in English.
        language: &'static str,
        /// All of them together, folded.
        ending: String,
        /// The case of each that has one.
        cases: Vec<&'static str>,
    },
    /// A stem that stands without any ending.
    Bare {
        /// The language's name in English.
        language: &'static str,
        /// Its case; may be empty.
        case: &'static str,
    },
    /// What follows an apostrophe was cut off.
    Apostrophe {
        /// What follows it, folded.
        ending: String,
    },
    /// Something that is written together in front of the word was cut off.
    Prefix {
        /// It, folded.
        prefix: &'static str,
    },
    /// It fits the pattern.
    Pattern,
    /// It sounds alike.
    Sound,
}

impl Why {
    /// How far a full name is from the spelling that it sounds like; `None` where it was not found by sound, or only in
    /// part.
    pub fn heard_in_full(&self) -> Option<f32> {
        let in_full = matches!(self.manner, Manner::Whole | Manner::Reversed | Manner::Between);
        self.sound.filter(|_| in_full)
    }
}
