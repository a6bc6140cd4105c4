//! Full names of people: in order, surname first, with initials, with a middle name that the watchlist does not have.

use smallvec::{SmallVec, smallvec};

use crate::phonetic::distance;
use crate::scan::order::in_order;
use crate::scan::scanned_text::{ScannedText, may_stand_between};
use crate::spec::hit::Manner;
use crate::spec::phrase::{Phrase, PhraseFound, Style};
use crate::spec::word::Taken;
use crate::text::fold::fold;

/// The full name around its surname at `at`.
pub(crate) fn find<'a>(
    phrase: &Phrase,
    text: ScannedText<'a>,
    at: usize,
    surname: Taken<'a>,
) -> Option<PhraseFound<'a>> {
    let found = forwards(phrase, text, at, surname)
        .or_else(|| reversed(phrase, text, at, surname))
        .or_else(|| initials(phrase, text, at, surname))?;
    let by_sound = phrase.style.by_sound();
    (!by_sound || sounds_close(&found)).then_some(found)
}

/// Both words may be far, but not both as far as one may.
fn sounds_close(found: &PhraseFound<'_>) -> bool {
    found.distance() <= distance::FULL_NAME_MEAN
}

/// Given names in front: all of them, or the first alone, with words between that are capitalised.
fn forwards<'a>(
    phrase: &Phrase,
    text: ScannedText<'a>,
    at: usize,
    surname: Taken<'a>,
) -> Option<PhraseFound<'a>> {
    if let Some(found) = in_order(phrase, text, at, surname, 0) {
        return Some(found);
    }
    let given = *phrase.words.first()?;
    let mut place = at;
    for between in 0..=phrase.words_between() {
        place = place.checked_sub(1)?;
        if !text.joined(place) {
            return None;
        }
        if let Some(found) = text.word(place, given, phrase.style) {
            let manner = if between == 0 { Manner::Whole } else { Manner::Between };
            return Some(PhraseFound { first: place, last: at, words: smallvec![found, surname], manner });
        }
        if !may_stand_between(text.written(place)) {
            return None;
        }
    }
    None
}

/// `Əliyev İlham`, `Aliyev, Ilham`.
fn reversed<'a>(
    phrase: &Phrase,
    text: ScannedText<'a>,
    at: usize,
    surname: Taken<'a>,
) -> Option<PhraseFound<'a>> {
    let given = text.word(at + 1, *phrase.words.first()?, phrase.style)?;
    // Behind a comma the given name may be somebody else's: `Пашинян, Николай Патрушев`.
    let by_comma = text.gap(at).trim() == "," && !(text.joined(at + 1) && text.is_capitalised(at + 2));
    if phrase.words.len() < 2 || !(text.joined(at) || by_comma) {
        return None;
    }
    let mut words: SmallVec<[Taken<'_>; 4]> = smallvec![surname, given];
    let mut last = at + 1;
    for &word in &phrase.words[1..phrase.words.len() - 1] {
        let Some(found) = text.word(last + 1, word, phrase.style) else { break };
        words.push(found);
        last += 1;
    }
    Some(PhraseFound { first: at, last, words, manner: Manner::Reversed })
}

/// `И. Алиев`, `И.Г. Алиев`, `Алиев И. Г.`
fn initials<'a>(
    phrase: &Phrase,
    text: ScannedText<'a>,
    at: usize,
    surname: Taken<'a>,
) -> Option<PhraseFound<'a>> {
    let given = phrase.spelling.text.split_whitespace().next()?;
    let shortened = |place: usize| {
        text.gap(place).starts_with('.') && shortens(text.written(place), given, phrase.style) || {
            // At the end of the text nothing follows the dot.
            place + 1 == text.tokens.len()
                && text.whole[text.tokens[place].end..].starts_with('.')
                && shortens(text.written(place), given, phrase.style)
        }
    };
    let found =
        |first, last| Some(PhraseFound { first, last, words: smallvec![surname], manner: Manner::Initials });
    let before = at.checked_sub(1)?;
    if shortened(before) && !before.checked_sub(1).is_some_and(|more| is_initial(text, more)) {
        return found(before, at);
    }
    if let Some(first) = before.checked_sub(1)
        && is_initial(text, before)
        && shortened(first)
    {
        return found(first, at);
    }
    None
}

/// A single letter with a dot.
fn is_initial(text: ScannedText<'_>, place: usize) -> bool {
    text.written(place).chars().count() == 1 && text.gap(place).starts_with('.')
}

/// Whether `short` is the front of the given name, as it is written or as it sounds.
fn shortens(short: &str, given: &str, style: Style) -> bool {
    let (short_folded, given_folded) = (fold(short), fold(given));
    if short_folded.capitals == 0 || short_folded.text.chars().count() > 3 {
        return false;
    }
    if short_folded.script == given_folded.script {
        return given_folded.text.starts_with(&short_folded.text);
    }
    style == Style::PersonBySound
        && match (distance::first_of(&short_folded), distance::first_of(&given_folded)) {
            (Some((_, a)), Some((_, b))) => distance::may_begin_alike(a, b),
            _ => false,
        }
}
