//! Names by sound: two tokens side by side that may be somebody's given name and surname.

use smallvec::SmallVec;

use crate::index::term_index::TermIndex;
use crate::phonetic::cache::{NOBODY, NamedPerson, PeopleId, SILENT, UNHEARD};
use crate::phonetic::index::Half;
use crate::scan::around::around;
use crate::scan::memo::{Memo, Placed};
use crate::scan::scanned_text::ScannedText;
use crate::spec::phrase::{Phrase, PhraseFound};
use crate::spec::term::TermId;

/// Which tokens of a text are listened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ear {
    /// Those that may be half of a full name: no other counts by its sound.
    Pairs,
    /// All that may be a name, and those.
    All,
    /// All that may be a name, where those were heard before.
    Rest,
}

/// How many given names may follow the first one.
const MORE_GIVEN: usize = 2;

/// Who may be named by two tokens of a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meetings {
    /// Surnames by their tokens, in order, with those whom they name together with another token beside them.
    named: Vec<(usize, PeopleId)>,
    /// Surnames by their tokens, in order, each with a given name in short beside it.
    shortened: Vec<(usize, usize)>,
}

/// Hears the tokens of a text that the ear asks for, and answers who is named by two of them. `stops`: the text may have
/// initials.
pub(crate) fn hear(
    index: &TermIndex,
    memo: &mut Memo,
    whole: &str,
    tokens: &mut [Placed],
    ear: Ear,
    stops: bool,
) -> Meetings {
    let mut met = Meetings::default();
    let mut given_names: SmallVec<[usize; 8]> = SmallVec::new();
    for at in 0..tokens.len() {
        if tokens[at].voice == SILENT {
            continue;
        }
        if ear != Ear::Pairs {
            hear_token(index, memo, whole, &mut tokens[at]);
        }
        if ear == Ear::Rest {
            continue;
        }
        // Most words are nobody's surname: what stands beside them need not be looked at.
        let text = ScannedText { whole, tokens, memo, sounds: &index.sounds };
        let unheard = tokens[at].voice == UNHEARD;
        if !unheard && !memo.voices.may_be_surname(tokens[at].voice) {
            continue;
        }
        given_names.clear();
        text.given_names(at, |given| given_names.push(given));
        if given_names.is_empty() {
            continue;
        }
        hear_token(index, memo, whole, &mut tokens[at]);
        if !memo.voices.may_be_surname(tokens[at].voice) {
            continue;
        }
        for &given in &given_names {
            hear_token(index, memo, whole, &mut tokens[given]);
            let people = memo.voices.introduce(tokens[given].voice, tokens[at].voice, &index.sounds);
            if people == NOBODY {
                continue;
            }
            met.named.push((at, people));
            // Behind a surname that comes first, more given names may follow the first one.
            for more in (given + 1..tokens.len()).take_while(|more| given > at && *more <= given + MORE_GIVEN)
            {
                hear_token(index, memo, whole, &mut tokens[more]);
            }
        }
    }
    if stops {
        met.shortened = hear_shortened(index, memo, whole, tokens);
    }
    met
}

/// Hears the tokens beside initials, and answers those that may be somebody's surname.
fn hear_shortened(
    index: &TermIndex,
    memo: &mut Memo,
    whole: &str,
    tokens: &mut [Placed],
) -> Vec<(usize, usize)> {
    let mut beside = Vec::new();
    let text = ScannedText { whole, tokens, memo, sounds: &index.sounds };
    for at in (0..tokens.len()).filter(|at| text.is_short_given_name(*at)) {
        text.surnames_beside(at, |surname| beside.push((surname, at)));
    }
    beside.retain(|(surname, _)| {
        let Some(token) = tokens.get_mut(*surname).filter(|token| token.voice != SILENT) else {
            return false;
        };
        hear_token(index, memo, whole, token);
        memo.voices.may_be_surname(token.voice)
    });
    beside.sort_unstable();
    beside
}

fn hear_token(index: &TermIndex, memo: &mut Memo, whole: &str, token: &mut Placed) {
    if token.voice == UNHEARD {
        token.voice = memo.hear(token.known, &whole[token.start..token.end], &index.sounds);
    }
}

/// Calls `each` with everything that is heard, but for anchored surnames; `met` is what hearing the text answered.
pub(crate) fn heard<'a>(
    index: &'a TermIndex,
    text: ScannedText<'a>,
    met: &Meetings,
    mut each: impl FnMut(&'a Phrase, PhraseFound<'a>),
) {
    let mut named = met.named.iter().peekable();
    let mut shortened = met.shortened.iter().peekable();
    let mut people: SmallVec<[NamedPerson; 8]> = SmallVec::new();
    for at in 0..text.tokens.len() {
        let Some(voice) = text.voice(at) else { continue };
        for &phrase in index.sounds.lone() {
            heard_alone(index, text, at, phrase, &mut each);
        }
        people.clear();
        while let Some((_, named)) = named.next_if(|(surname, _)| *surname == at) {
            people.extend_from_slice(text.memo.voices.named(*named));
        }
        while let Some((_, short)) = shortened.next_if(|(surname, _)| *surname == at) {
            let Some(initial) = text.first_sound(*short) else { continue };
            people.extend(index.sounds.shortened(voice, initial).filter_map(|person| {
                let surname = text.heard_as(at, index.sounds.person(person).word(Half::Surname))?;
                Some(NamedPerson { person, surname: surname.distance })
            }));
        }
        people.sort_unstable_by_key(|one| one.person);
        people.dedup_by_key(|one| one.person);
        for NamedPerson { person, surname } in &people {
            let phrase = &index.phrases[index.sounds.person(*person).phrase as usize];
            if let Some(found) = around(phrase, text, at, ScannedText::taken_by_sound(*surname)) {
                each(phrase, found);
            }
        }
    }
}

/// Calls `each` with the surnames, alone, of those who were named in full.
pub(crate) fn heard_anchored<'a>(
    index: &'a TermIndex,
    text: ScannedText<'a>,
    named: &[TermId],
    mut each: impl FnMut(&'a Phrase, PhraseFound<'a>),
) {
    let anchored: SmallVec<[(u32, u32); 8]> =
        named.iter().flat_map(|term| index.sounds.anchored(*term)).collect();
    for at in 0..text.tokens.len() {
        let Some(voice) = text.voice(at) else { continue };
        for (phrase, _) in anchored.iter().filter(|(_, person)| voice.may_be_surname_of(*person)) {
            heard_alone(index, text, at, *phrase, &mut each);
        }
    }
}

fn heard_alone<'a>(
    index: &'a TermIndex,
    text: ScannedText<'a>,
    at: usize,
    phrase: u32,
    each: &mut impl FnMut(&'a Phrase, PhraseFound<'a>),
) {
    let phrase = &index.phrases[phrase as usize];
    let found = text.heard(at, phrase.words[0]).and_then(|surname| around(phrase, text, at, surname));
    if let Some(found) = found {
        each(phrase, found);
    }
}
