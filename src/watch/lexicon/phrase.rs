//! The words of a spelling in the places they have in a text.

use std::sync::Arc;

use smallvec::SmallVec;
use smallvec::smallvec;

use super::hit::Manner;
use super::sound;
use super::spec::Spelling;
use super::spec::Surname;
use super::spec::TermId;
use super::text::Taken;
use super::text::Text;
use super::words::WordId;

/// One way in which a term may stand in a text.
#[derive(Debug)]
pub(super) struct Phrase {
    pub term: TermId,
    pub spelling: Arc<Spelling>,
    pub words: SmallVec<[WordId; 4]>,
    pub style: Style,
    /// Which word is looked for first: the rarest, by guess the longest; a person's surname.
    pub anchor: usize,
    /// How many of the tokens need a capital in front, all together, beyond what the words demand.
    pub capitals: usize,
    /// A mention of it does not count, and takes those with it that overlap it.
    pub cancels: bool,
}

/// How the words must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
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
    pub(super) fn by_sound(self) -> bool {
        matches!(self, Self::PersonBySound | Self::LoneBySound(_))
    }
}

/// A phrase found: its tokens and what each word was taken for.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub first: usize,
    pub last: usize,
    pub words: SmallVec<[Taken<'a>; 4]>,
    pub manner: Manner,
}

impl Found<'_> {
    /// How far the words are from the spelling's on average; 0 unless by sound.
    pub(super) fn distance(&self) -> f32 {
        let (sum, count) =
            self.words.iter().fold((0.0, 0.0), |(sum, count), w| (sum + w.distance, count + 1.0));
        if count > 0.0 { sum / count } else { 0.0 }
    }
}

impl Phrase {
    /// How many words may stand between a person's given name and the surname.
    pub(super) fn words_between(&self) -> usize {
        self.words.len().saturating_sub(2).max(1)
    }

    /// Whether it is a surname that counts only beside the full name.
    pub(super) fn is_anchored(&self) -> bool {
        matches!(self.style, Style::Lone(Surname::Anchored) | Style::LoneBySound(Surname::Anchored))
    }

    /// The phrase around a token that is its anchor.
    pub(super) fn find<'a>(&self, text: Text<'a>, at: usize, anchor: Taken<'a>) -> Option<Found<'a>> {
        match self.style {
            Style::InOrder { slack } => self.in_order(text, at, anchor, slack),
            Style::Person | Style::PersonBySound => super::person::find(self, text, at, anchor),
            Style::Lone(_) => {
                Some(Found { first: at, last: at, words: smallvec![anchor], manner: Manner::Surname })
            }
            Style::LoneBySound(surname) => {
                let anchored = surname == Surname::Anchored;
                let most = if anchored { sound::ANCHORED } else { sound::ONE_WORD };
                (anchor.distance <= most).then(|| Found {
                    first: at,
                    last: at,
                    words: smallvec![anchor],
                    manner: Manner::Surname,
                })
            }
        }
    }

    /// All words in order, the nearest token for each, so that the slack goes as far as it can.
    pub(super) fn in_order<'a>(
        &self,
        text: Text<'a>,
        at: usize,
        anchor: Taken<'a>,
        slack: u8,
    ) -> Option<Found<'a>> {
        let mut words: SmallVec<[Taken<'_>; 4]> = smallvec![anchor];
        let mut left = usize::from(slack);
        let mut first = at;
        for &word in self.words[..self.anchor].iter().rev() {
            let (place, found) = nearest(text, first, word, &mut left, self, Side::Left)?;
            first = place;
            words.insert(0, found);
        }
        let mut last = at;
        for &word in &self.words[self.anchor + 1..] {
            let (place, found) = nearest(text, last, word, &mut left, self, Side::Right)?;
            last = place;
            words.push(found);
        }
        if self.capitals > (first..=last).filter(|&at| text.is_capitalised(at)).count() {
            return None;
        }
        let between = last - first + 1 > self.words.len();
        Some(Found { first, last, words, manner: if between { Manner::Between } else { Manner::Whole } })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// The nearest token on one side of `from` that is the word, over at most `slack` others; what was used of the
/// slack is taken from it. With slack, commas and the like may stand between.
fn nearest<'a>(
    text: Text<'a>,
    from: usize,
    word: WordId,
    slack: &mut usize,
    phrase: &Phrase,
    side: Side,
) -> Option<(usize, Taken<'a>)> {
    for skipped in 0..=*slack {
        let place = match side {
            Side::Left => from.checked_sub(skipped + 1)?,
            Side::Right => from + skipped + 1,
        };
        if place >= text.tokens.len() {
            return None;
        }
        if !matches!(phrase.style, Style::InOrder { slack: 1.. }) && !text.joined(from.min(place)) {
            return None;
        }
        if let Some(found) = text.word(place, word, phrase.style) {
            *slack -= skipped;
            return Some((place, found));
        }
    }
    None
}
