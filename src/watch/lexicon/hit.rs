//! One mention of a term, and why it is one.

use std::fmt;
use std::sync::Arc;

use smallvec::SmallVec;

use super::spec::{Spelling, TermId};

/// A place where a term is mentioned.
#[derive(Debug, Clone)]
pub(crate) struct TermHit {
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
    /// 1 for a spelling or case form, 0.8 by sound, 0.7 for an anchored lone surname.
    pub confidence: f32,
    /// The rule that found it.
    pub why: Why,
}

/// The rule by which a mention was found; `Display` says it in words: `ru "Алиев": ending -ым, instrumental`.
#[derive(Debug, Clone)]
pub(crate) struct Why {
    pub(super) spelling: Arc<Spelling>,
    /// What was done to each word, in the order of the spelling.
    pub(super) words: SmallVec<[Arc<Reason>; 2]>,
    pub(super) manner: Manner,
    pub(super) sound: Option<f32>,
}

/// How the words of the spelling stood in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
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
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reason {
    /// Nothing but folding.
    Same,
    /// An ending was cut off, in words.
    Ending(String),
    /// What follows an apostrophe was cut off.
    Apostrophe(String),
    /// Something that is written together in front of the word was cut off.
    Prefix(String),
    /// It fits the pattern.
    Pattern,
    /// It sounds alike.
    Sound,
}

impl Why {
    /// The spelling that was found, as the operator wrote it.
    pub(crate) fn spelling(&self) -> &str {
        &self.spelling.text
    }

    /// How far a full name is from the spelling that it sounds like; `None` where it was not found by sound, or only in
    /// part.
    pub(crate) fn heard_in_full(&self) -> Option<f32> {
        let in_full = matches!(self.manner, Manner::Whole | Manner::Reversed | Manner::Between);
        self.sound.filter(|_| in_full)
    }

    /// Whether the surname stands first.
    pub(crate) fn surname_first(&self) -> bool {
        self.manner == Manner::Reversed
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(lang) = &self.spelling.lang {
            write!(f, "{lang} ")?;
        }
        write!(f, "\"{}\": ", self.spelling.text)?;
        let mut parts: Vec<String> = Vec::new();
        match self.manner {
            Manner::Whole => {}
            Manner::Reversed => parts.push("surname first".to_owned()),
            Manner::Initials => parts.push("given name shortened".to_owned()),
            Manner::Between => parts.push("with words between".to_owned()),
            Manner::Surname => parts.push("surname alone".to_owned()),
            Manner::AnchoredSurname => {
                parts.push("surname alone, the full name stands in the item".to_owned());
            }
        }
        if let Some(distance) = self.sound {
            parts.push(format!("sounds alike, distance {distance:.2}"));
        }
        for word in &self.words {
            match &**word {
                Reason::Same | Reason::Sound => {}
                Reason::Ending(words) | Reason::Prefix(words) | Reason::Apostrophe(words) => {
                    parts.push(words.clone());
                }
                Reason::Pattern => parts.push("fits the pattern".to_owned()),
            }
        }
        if parts.is_empty() { f.write_str("as written") } else { f.write_str(&parts.join("; ")) }
    }
}
