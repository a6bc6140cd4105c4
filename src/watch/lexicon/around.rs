//! A phrase around a token that is its anchor, by the way in which its words must stand.

use smallvec::smallvec;

use super::hit::Manner;
use super::order::in_order;
use super::phrase::{Found, Phrase, Style};
use super::spec::Surname;
use super::text::Text;
use super::word::Taken;
use super::{person, sound};

/// The phrase around a token that is its anchor.
pub(super) fn around<'a>(phrase: &Phrase, text: Text<'a>, at: usize, anchor: Taken<'a>) -> Option<Found<'a>> {
    match phrase.style {
        Style::InOrder { slack } => in_order(phrase, text, at, anchor, slack),
        Style::Person | Style::PersonBySound => person::find(phrase, text, at, anchor),
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
