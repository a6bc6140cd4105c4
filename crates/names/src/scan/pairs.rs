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

/// Surnames by their tokens, in order, with those whom they name together with another token beside them.
pub(crate) type Meetings = SmallVec<[(usize, PeopleId); 4]>;

/// Hears the tokens of a text that the ear asks for, and answers who is named by two of them.
pub(crate) fn hear(
    index: &TermIndex,
    memo: &mut Memo,
    whole: &str,
    tokens: &mut [Placed],
    ear: Ear,
) -> Meetings {
    let mut wanted: SmallVec<[usize; 32]> = SmallVec::new();
    let mut pairs: SmallVec<[(usize, usize); 32]> = SmallVec::new();
    let text = ScannedText { whole, tokens, memo, sounds: &index.sounds };
    for at in (0..tokens.len()).filter(|at| tokens[*at].voice != SILENT) {
        if ear != Ear::Pairs || text.is_behind_initial(at) {
            wanted.push(at);
        }
        if ear != Ear::Rest {
            text.given_names(at, |given| pairs.push((given, at)));
        }
    }
    let hear = |at: usize, tokens: &mut [Placed], memo: &mut Memo| {
        let token = &mut tokens[at];
        if token.voice == UNHEARD {
            token.voice = memo.hear(token.known, &whole[token.start..token.end], &index.sounds);
        }
    };
    for at in wanted {
        hear(at, tokens, memo);
    }
    let mut met = Meetings::new();
    for (given, surname) in pairs {
        hear(surname, tokens, memo);
        // Most words are nobody's surname: what stands beside them need not be heard.
        if !memo.voices.may_be_surname(tokens[surname].voice) {
            continue;
        }
        hear(given, tokens, memo);
        let people = memo.voices.introduce(tokens[given].voice, tokens[surname].voice, &index.sounds);
        if people == NOBODY {
            continue;
        }
        met.push((surname, people));
        // Behind a surname that comes first, more given names may follow the first one.
        for at in (given + 1..tokens.len()).take_while(|at| given > surname && *at <= given + MORE_GIVEN) {
            hear(at, tokens, memo);
        }
    }
    met
}

/// Calls `each` with everything that is heard, but for anchored surnames; `met` is what hearing the text answered.
pub(crate) fn heard<'a>(
    index: &'a TermIndex,
    text: ScannedText<'a>,
    met: &[(usize, PeopleId)],
    mut each: impl FnMut(&'a Phrase, PhraseFound<'a>),
) {
    let mut met = met.iter().peekable();
    let mut people: SmallVec<[NamedPerson; 8]> = SmallVec::new();
    for at in 0..text.tokens.len() {
        let Some(voice) = text.voice(at) else { continue };
        for &phrase in index.sounds.lone() {
            heard_alone(index, text, at, phrase, &mut each);
        }
        people.clear();
        while let Some((_, named)) = met.next_if(|(surname, _)| *surname == at) {
            people.extend_from_slice(text.memo.voices.named(*named));
        }
        if text.is_behind_initial(at) {
            let initials: SmallVec<[_; 2]> = text.initials_before(at).collect();
            let shortened = index.sounds.shortened(voice, &initials).filter_map(|person| {
                let surname = text.heard_as(at, index.sounds.person(person).word(Half::Surname))?;
                Some(NamedPerson { person, surname: surname.distance })
            });
            people.extend(shortened);
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
