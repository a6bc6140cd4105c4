//! The words of a spelling, how they must stand, and what is known once they are found.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::spec::hit::{Manner, Reason};
use crate::spec::term::{Spelling, Surname, TermId};
use crate::spec::word::{Taken, WordId};

/// One way in which a term may stand in a text.
#[derive(Debug)]
pub(crate) struct Phrase {
    pub term: TermId,
    pub spelling: Arc<Spelling>,
    pub words: SmallVec<[WordId; 4]>,
    pub style: Style,
    /// Which word is looked for first: the rarest, by guess the longest; a person's surname.
    pub anchor: usize,
    /// The first word of a person's surname.
    pub surname: usize,
    /// What stands between the words, without white space, where other names have nothing of the kind: the `/` of `AC/DC`.
    pub gaps: Option<Box<[String]>>,
    /// How many of the tokens need a capital in front, all together, beyond what the words demand.
    pub capitals: usize,
    /// A mention of it does not count, and takes those with it that overlap it.
    pub cancels: bool,
}

/// How the words must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// In order, with at most so many other words between all together.
    InOrder { slack: u8 },
    /// A full name: in order, reversed, with initials, with a word between. The last word is the surname.
    Person,
    /// As `Person`, by sound.
    PersonBySound,
    /// A surname alone.
    Lone(Surname),
    /// A surname alone by sound.
    LoneBySound(Surname),
}

impl Style {
    /// Whether the words are compared by sound.
    pub(crate) fn by_sound(self) -> bool {
        matches!(self, Self::PersonBySound | Self::LoneBySound(_))
    }
}

/// A phrase found: its tokens and what each word was taken for.
#[derive(Debug)]
pub(crate) struct PhraseFound<'a> {
    pub first: usize,
    pub last: usize,
    pub words: SmallVec<[Taken<'a>; 4]>,
    pub manner: Manner,
}

impl PhraseFound<'_> {
    /// How far the words that were heard are from the spelling's on average; 0 unless by sound.
    pub(crate) fn distance(&self) -> f32 {
        let heard = self.words.iter().filter(|word| **word.reason == Reason::Sound);
        let (sum, count) = heard.fold((0.0, 0.0), |(sum, count), word| (sum + word.distance, count + 1.0));
        if count > 0.0 { sum / count } else { 0.0 }
    }
}

impl Phrase {
    /// Whether the spelling itself has what stands between its word at `at` and the next.
    pub(crate) fn has_gap(&self, at: usize, gap: &str) -> bool {
        let own = self.gaps.as_ref().and_then(|gaps| gaps.get(at));
        own.is_some_and(|own| gap.chars().filter(|letter| !letter.is_whitespace()).eq(own.chars()))
    }

    /// How many words may stand between a person's given name and the surname: its own, and one more.
    pub(crate) fn words_between(&self) -> usize {
        self.words.len().saturating_sub(1)
    }

    /// Whether it is a surname that counts only beside the full name.
    pub(crate) fn is_anchored(&self) -> bool {
        matches!(self.style, Style::Lone(Surname::Anchored) | Style::LoneBySound(Surname::Anchored))
    }
}
