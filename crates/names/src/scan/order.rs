//! The words of a phrase in their order, around the one that was found first.

use smallvec::{SmallVec, smallvec};

use crate::scan::scanned_text::ScannedText;
use crate::spec::hit::Manner;
use crate::spec::phrase::{Phrase, PhraseFound, Style};
use crate::spec::word::Taken;

/// All words in order, the nearest token for each, so that the slack goes as far as it can.
pub(crate) fn in_order<'a>(
    phrase: &Phrase,
    text: ScannedText<'a>,
    at: usize,
    anchor: Taken<'a>,
    slack: u8,
) -> Option<PhraseFound<'a>> {
    let mut words: SmallVec<[Taken<'_>; 4]> = smallvec![anchor];
    let mut left = usize::from(slack);
    let mut first = at;
    for index in (0..phrase.anchor).rev() {
        let (place, found) = nearest(text, first, index, &mut left, phrase, Direction::Left)?;
        first = place;
        words.insert(0, found);
    }
    let mut last = at;
    for index in phrase.anchor + 1..phrase.words.len() {
        let (place, found) = nearest(text, last, index, &mut left, phrase, Direction::Right)?;
        last = place;
        words.push(found);
    }
    if phrase.capitals > (first..=last).filter(|&at| text.is_capitalised(at)).count() {
        return None;
    }
    let between = last - first + 1 > phrase.words.len();
    Some(PhraseFound { first, last, words, manner: if between { Manner::Between } else { Manner::Whole } })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Left,
    Right,
}

/// The nearest token on one side of `from` that is the phrase's word at `index`, over at most `slack` others; what was used of the
/// slack is taken from it. With slack, commas and the like may stand between.
fn nearest<'a>(
    text: ScannedText<'a>,
    from: usize,
    index: usize,
    slack: &mut usize,
    phrase: &Phrase,
    side: Direction,
) -> Option<(usize, Taken<'a>)> {
    for skipped in 0..=*slack {
        let place = match side {
            Direction::Left => from.checked_sub(skipped + 1)?,
            Direction::Right => from + skipped + 1,
        };
        if place >= text.tokens.len() {
            return None;
        }
        let left = from.min(place);
        let before = if side == Direction::Left { index } else { index - 1 };
        if !matches!(phrase.style, Style::InOrder { slack: 1.. })
            && !text.joined(left)
            && !phrase.has_gap(before, text.gap(left))
        {
            return None;
        }
        if let Some(found) = text.word(place, phrase.words[index], phrase.style) {
            *slack -= skipped;
            return Some((place, found));
        }
    }
    None
}
