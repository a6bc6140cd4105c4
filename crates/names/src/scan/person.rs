//! Full names of people: in order, surname first, with initials, with a middle name that the watchlist does not have.

use smallvec::{SmallVec, smallvec};

use crate::phonetic::distance;
use crate::scan::order::in_order;
use crate::scan::patronymic::{MOST_CHILDREN, is_child_of, is_patronymic};
use crate::scan::scanned_text::{LONGEST_SHORT, ScannedText, may_stand_between};
use crate::spec::hit::Manner;
use crate::spec::phrase::{Phrase, PhraseFound, Style};
use crate::spec::word::Taken;
use crate::text::fold::fold;
use crate::text::sentence::is_initial;

/// How many initials may stand behind that of the given name.
const MORE_INITIALS: usize = 2;

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
    (!by_sound || sounds_close(&found, phrase, text, at)).then_some(found)
}

/// Both words may be far, but not both as far as one may; where no vowels are written, words that sound alike are too many
/// for a name that does not stand in its plain order.
fn sounds_close(found: &PhraseFound<'_>, phrase: &Phrase, text: ScannedText<'_>, at: usize) -> bool {
    let unvoiced = text.is_unvoiced(at);
    let long = phrase.spelling.text.chars().count() > distance::LONG_NAME;
    let most = match (found.manner, unvoiced) {
        (Manner::Whole, true) if long => distance::UNVOICED_MEAN,
        (Manner::Whole, true) => distance::UNVOICED_SHORT,
        (Manner::Between, true) => distance::UNVOICED_BETWEEN,
        (_, true) => return false,
        (Manner::Initials, false) => distance::BEHIND_INITIAL,
        (Manner::Reversed, false) if text.gap(at).trim() != "," => distance::REVERSED_MEAN,
        (_, false) => distance::FULL_NAME_MEAN,
    };
    found.distance() <= most
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
    let (mut place, mut between, mut children) = (at, 0, 0);
    loop {
        place = place.checked_sub(1)?;
        if !text.joined(place) {
            return None;
        }
        if let Some(found) = text.word(place, given, phrase.style) {
            let nothing = place + 1 == at;
            if !nothing && !has_middle(phrase, text, place + 1, at) {
                return None;
            }
            let manner = if nothing { Manner::Whole } else { Manner::Between };
            return Some(PhraseFound { first: place, last: at, words: smallvec![found, surname], manner });
        }
        if children < MOST_CHILDREN && is_child_of(text.written(place)) {
            children += 1;
            continue;
        }
        if between >= phrase.words_between() || !may_stand_between(text.written(place)) {
            return None;
        }
        between += 1;
    }
}

/// Whether the words between a given name and the surname agree with the name's own: another second name is another
/// person, Jean-Marie is not Jean-Luc.
fn has_middle(phrase: &Phrase, text: ScannedText<'_>, from: usize, to: usize) -> bool {
    let mut place = from;
    phrase.words[1..phrase.words.len() - 1].iter().zip(1..).all(|(&word, index)| {
        let is_it = |at: usize| {
            let initial = || {
                let own = phrase.spelling.text.split_whitespace().nth(index);
                is_initial(text.written(at))
                    && own.is_some_and(|own| shortens(text.written(at), own, phrase.style))
            };
            text.word(at, word, phrase.style).is_some() || initial()
        };
        let found = (place..to).find(|at| is_it(*at));
        place = found.map_or(place, |at| at + 1);
        found.is_some()
    })
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
    // Where nothing else stands in the text it is a heading: `Балабанова, Калина Петрова`.
    let heading = at == 0 && at + 3 == text.tokens.len();
    let others = text.joined(at + 1)
        && text.is_capitalised(at + 2)
        && !heading
        && !is_patronymic(text.written(at + 2));
    let by_comma = text.gap(at).trim() == "," && !others;
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

/// `И. Алиев`, `И.Г. Алиев`, `U. von der Leyen`, `Алиев И. Г.`
fn initials<'a>(
    phrase: &Phrase,
    text: ScannedText<'a>,
    at: usize,
    surname: Taken<'a>,
) -> Option<PhraseFound<'a>> {
    let given = phrase.spelling.text.split_whitespace().next()?;
    let shortened = |place: usize| text.has_stop(place) && shortens(text.written(place), given, phrase.style);
    let found =
        |first, last| Some(PhraseFound { first, last, words: smallvec![surname], manner: Manner::Initials });
    for from in [phrase.words.len() - 1, phrase.surname, 1] {
        let Some(front) = surname_front(phrase, text, at, from) else { continue };
        let Some(before) = front.checked_sub(1) else { continue };
        // The first of them is that of the given name.
        let mut first = before;
        while first > 0
            && before - first < MORE_INITIALS
            && text.is_initial(first)
            && (text.is_initial(first - 1) && text.is_capitalised(first - 1) || shortened(first - 1))
        {
            first -= 1;
        }
        if shortened(first) {
            return found(first, at);
        }
    }
    let behind = at + 1;
    let comma = text.gap(at).trim() == ",";
    if shortened(behind) && is_initial(text.written(behind)) && (comma || text.joined(at)) {
        let second = text.gap(behind).starts_with('.') && text.is_initial(behind + 1);
        let last = if second { behind + 1 } else { behind };
        // Behind a comma they may be somebody else's: `Алиев, И. Петров`.
        let others = comma && text.is_capitalised(last + 1) && text.gap(last).trim() == ".";
        if !others {
            return found(surname_front(phrase, text, at, phrase.surname).unwrap_or(at), last);
        }
    }
    None
}

/// Where a surname begins that ends at `at`, if the words from `from` on stand there in order.
fn surname_front(phrase: &Phrase, text: ScannedText<'_>, at: usize, from: usize) -> Option<usize> {
    let mut front = at;
    for &word in phrase.words.get(from..phrase.words.len() - 1)?.iter().rev() {
        front = front.checked_sub(1)?;
        if !text.joined(front) {
            return None;
        }
        text.word(front, word, phrase.style)?;
    }
    Some(front)
}

/// Whether `short` is the front of the given name, as it is written or as it sounds.
fn shortens(short: &str, given: &str, style: Style) -> bool {
    let (short_folded, given_folded) = (fold(short), fold(given));
    // In Arabic and Hebrew a letter with a stop is rather a title: `د.`
    let caseless = short_folded.script.is_some_and(|script| !script.has_case() && !script.is_unvoiced());
    if short_folded.capitals == 0 && !caseless || short_folded.text.chars().count() > LONGEST_SHORT {
        return false;
    }
    if short_folded.script == given_folded.script {
        // A whole name with a full stop behind it is no short form: `said Kim. Lee left`.
        let whole = short_folded.text == given_folded.text && !is_initial(short);
        let heard = style == Style::PersonBySound
            && is_initial(short)
            && distance::first_of(&short_folded) == distance::first_of(&given_folded);
        return !whole && (heard || given_folded.text.starts_with(&short_folded.text));
    }
    style == Style::PersonBySound
        && distance::first_of(&short_folded).is_some_and(|(_, initial)| {
            distance::firsts_of_name(given).iter().any(|first| distance::may_begin_alike(initial, *first))
        })
}
