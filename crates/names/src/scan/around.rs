//! A phrase around a token that is its anchor, by the way in which its words must stand.

use smallvec::smallvec;

use crate::phonetic::distance;
use crate::scan::order::in_order;
use crate::scan::person;
use crate::scan::scanned_text::ScannedText;
use crate::spec::hit::Manner;
use crate::spec::phrase::{Phrase, PhraseFound, Style};
use crate::spec::term::Surname;
use crate::spec::word::Taken;

/// The phrase around a token that is its anchor.
pub(crate) fn around<'a>(
    phrase: &Phrase,
    text: ScannedText<'a>,
    at: usize,
    anchor: Taken<'a>,
) -> Option<PhraseFound<'a>> {
    match phrase.style {
        Style::InOrder { slack } => in_order(phrase, text, at, anchor, slack),
        Style::Person | Style::PersonBySound => person::find(phrase, text, at, anchor),
        Style::Lone(surname) => {
            let found = in_order(phrase, text, at, anchor, 0)?;
            let others = surname == Surname::Anchored && text.is_behind_given_name(found.first);
            (!others).then_some(PhraseFound { manner: Manner::Surname, ..found })
        }
        Style::LoneBySound(surname) => {
            let anchored = surname == Surname::Anchored;
            let short = phrase.spelling.text.chars().count() <= distance::SHORT_WORD;
            let most = match (anchored, short) {
                (true, _) => distance::ANCHORED,
                (false, true) => distance::ONE_SHORT_WORD,
                (false, false) => distance::ONE_WORD,
            };
            (anchor.distance <= most && !(anchored && text.is_behind_given_name(at))).then(|| PhraseFound {
                first: at,
                last: at,
                words: smallvec![anchor],
                manner: Manner::Surname,
            })
        }
    }
}
