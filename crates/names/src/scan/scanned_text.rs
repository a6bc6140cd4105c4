//! The tokens of a text that is scanned: what each may be, what stands between and around them.

use std::sync::{Arc, LazyLock};

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use crate::forms::tables::Forms;
use crate::phonetic::cache::{SILENT, UNHEARD};
use crate::phonetic::distance;
use crate::phonetic::index::{SoundIndex, SoundingId};
use crate::phonetic::voice::TokenSound;
use crate::scan::memo::{Memo, Placed};
use crate::scan::patronymic::{MOST_CHILDREN, is_child_of};
use crate::scan::title::is_title;
use crate::spec::hit::Reason;
use crate::spec::phrase::Style;
use crate::spec::word::{Taken, WordId};
use crate::text::fold::fold;
use crate::text::gap::ends_clause_without_stop;
use crate::text::script::Script;
use crate::text::sentence::{is_initial, is_short_form};
use crate::text::token::is_apostrophe;

/// The tokens of one text.
#[derive(Clone, Copy)]
pub(crate) struct ScannedText<'a> {
    pub whole: &'a str,
    pub tokens: &'a [Placed],
    pub memo: &'a Memo,
    pub sounds: &'a SoundIndex,
}

/// A given name in short has so many letters at most, and so many bytes.
pub(crate) const LONGEST_SHORT: usize = 3;
const LONGEST_SHORT_BYTES: usize = 4 * LONGEST_SHORT;

/// The reason of all that is found by sound.
static SOUND: LazyLock<Arc<Reason>> = LazyLock::new(|| Arc::new(Reason::Sound));
/// The reason of what is too short to be heard.
static PARTICLE: LazyLock<Arc<Reason>> = LazyLock::new(|| Arc::new(Reason::Same));

/// In letters.
const LONGEST_PARTICLE: usize = 4;

impl<'a> ScannedText<'a> {
    /// What makes the token at `at` the word, if anything does.
    pub(crate) fn word(self, at: usize, word: WordId, style: Style) -> Option<Taken<'a>> {
        if style.by_sound() {
            return self.heard(at, word).or_else(|| self.particle(at, word));
        }
        let list = self.tokens.get(at)?.list;
        if list == 0 {
            return None;
        }
        let matches = self.memo.words(list);
        let at = matches.partition_point(|one| one.word < word);
        matches.get(at).filter(|one| one.word == word).map(Taken::from)
    }

    /// A short word in small letters where the spelling has one, `фон` for `von`: nobody hears those.
    fn particle(self, at: usize, word: WordId) -> Option<Taken<'a>> {
        let written = self.written(at);
        let script = written.chars().next().and_then(Script::of)?;
        let short = written.chars().count() <= LONGEST_PARTICLE && !written.starts_with(char::is_uppercase);
        let fits =
            short && !script.is_unvoiced() && may_stand_between(written) && self.sounds.is_particle(word);
        fits.then_some(Taken { distance: 0.0, skip: 0, reason: &PARTICLE })
    }

    /// The token at `at` as the word that it sounds like.
    pub(crate) fn heard(self, at: usize, word: WordId) -> Option<Taken<'a>> {
        self.heard_as(at, self.sounds.word(word)?)
    }

    /// The same for a word that is known by its sound.
    pub(crate) fn heard_as(self, at: usize, word: SoundingId) -> Option<Taken<'a>> {
        let voice = self.tokens.get(at).filter(|token| !matches!(token.voice, SILENT | UNHEARD))?.voice;
        self.memo.voices.distance(voice, word, self.sounds).map(Self::taken_by_sound)
    }

    /// A token that sounds so far from a word.
    pub(crate) fn taken_by_sound(distance: f32) -> Taken<'a> {
        Taken { distance, skip: 0, reason: &SOUND }
    }

    /// How a token sounds, if it was heard and may be anybody's name.
    pub(crate) fn voice(self, at: usize) -> Option<TokenSound<'a>> {
        match self.tokens.get(at)?.voice {
            SILENT | UNHEARD => None,
            voice => self.memo.voices.get(voice),
        }
    }

    /// Calls `each` with the tokens around a surname at `at` that may be its given name by their place and
    /// their first letter: in front, with words between, and behind.
    pub(crate) fn given_names(self, at: usize, mut each: impl FnMut(usize)) {
        let may_be_name = |place: usize| self.tokens.get(place).is_some_and(|token| token.voice != SILENT);
        let (mut between, mut children) = (0, 0);
        for place in (0..at).rev() {
            if !self.joined(place) {
                break;
            }
            if may_be_name(place) {
                each(place);
            }
            if children < MOST_CHILDREN && is_child_of(self.written(place)) {
                children += 1;
                continue;
            }
            if between == self.sounds.between() || !may_stand_between(self.written(place)) {
                break;
            }
            between += 1;
        }
        if may_be_name(at + 1) && (self.joined(at) || self.gap(at).trim() == ",") {
            each(at + 1);
        }
    }

    /// Whether a token was heard in a script that writes no vowels.
    pub(crate) fn is_unvoiced(self, at: usize) -> bool {
        self.voice(at).is_some_and(|voice| voice.script.is_unvoiced())
    }

    /// Whether a token is the front of a word that its text leaves out, as in `Zeitungs- und Rundfunkbeitrag`.
    pub(crate) fn is_compound_front(self, at: usize) -> bool {
        let behind = self.gap(at).strip_prefix('-');
        behind.is_some_and(|behind| behind.starts_with(char::is_whitespace))
    }

    /// Whether a full stop stands right behind a token, be it the last.
    pub(crate) fn has_stop(self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| self.whole[token.end..].starts_with('.'))
    }

    /// Whether a token is the front of a name with its full stop.
    pub(crate) fn is_initial(self, at: usize) -> bool {
        self.has_stop(at) && is_initial(self.written(at))
    }

    /// Whether a token is the front of a given name with its full stop, as long as any is: `Й.`, `Дж.`, `Jos.`
    pub(crate) fn is_short_given_name(self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        token.end - token.start <= LONGEST_SHORT_BYTES
            && self.has_stop(at)
            && self.is_capitalised(at)
            && self.written(at).chars().count() <= LONGEST_SHORT
    }

    /// Calls `each` with the tokens beside the given name in short that begins at `at` that may be its surname by their place:
    /// behind it, with more initials and the words of a longer surname between, and in front of it.
    pub(crate) fn surnames_beside(self, at: usize, mut each: impl FnMut(usize)) {
        let more = (at + 1..self.tokens.len()).take_while(|next| self.is_initial(*next)).count();
        let mut place = at + more;
        for _ in 0..self.sounds.between().max(1) {
            if !self.joined(place) || place > at + more && !may_stand_between(self.written(place)) {
                break;
            }
            place += 1;
            each(place);
        }
        if let Some(before) = at.checked_sub(1)
            && (self.joined(before) || self.gap(before).trim() == ",")
        {
            each(before);
        }
    }

    /// What a short given name begins with: script and sound.
    pub(crate) fn first_sound(self, at: usize) -> Option<(Script, u8)> {
        distance::first_of(&fold(self.written(at)))
    }

    /// Whether a token stands right behind a word that is a name by its capital, and neither a title nor the first of
    /// its sentence: a surname there is that of somebody else.
    pub(crate) fn is_behind_given_name(self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let word = self.written(before);
        // Somebody's initial who is not named so.
        if self.is_initial(before) && self.is_capitalised(before) && self.gap(before).trim_end() == "." {
            return true;
        }
        let mut letters = word.chars();
        let capital =
            letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
        let follows = before > 0 && self.gap(before) == " " && !begins_anew(self.gap(before - 1));
        capital && follows && word.chars().count() > 2 && !is_title(word)
    }

    /// Where a mention ends whose last token is at `at`: behind a case ending that a hyphen sets apart, as in `KTMT-nin`.
    pub(crate) fn end_with_ending(self, at: usize, forms: &Forms) -> usize {
        let end = self.tokens[at].end;
        let ending = self.written(at + 1);
        let mut letters = ending.chars();
        let small = letters.next().is_some_and(|first| !first.is_uppercase() && Script::of(first).is_some());
        if small && letters.count() < 6 && matches!(self.gap(at), "-" | "‑" | "–") {
            let folded = fold(ending);
            if folded.script.is_some_and(|script| forms.is_suffix(script, &folded.text)) {
                return self.tokens[at + 1].end;
            }
        }
        end
    }

    /// The written form of a token.
    pub(crate) fn written(self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| &self.whole[token.start..token.end])
    }

    /// Whether a token has a capital in front, or is of a script without.
    pub(crate) fn is_capitalised(self, at: usize) -> bool {
        let mut letters = self.written(at).chars();
        let first = letters.next().unwrap_or(' ');
        // Behind an elision it is the next word's capital that counts: l'Union.
        let elided =
            || letters.skip_while(|letter| !is_apostrophe(*letter)).nth(1).is_some_and(char::is_uppercase);
        first.is_uppercase()
            || first.is_lowercase() && elided()
            || Script::of(first).is_some_and(|script| !script.has_case())
    }

    /// What stands between two tokens that follow each other.
    pub(crate) fn gap(self, left: usize) -> &'a str {
        match (self.tokens.get(left), self.tokens.get(left + 1)) {
            (Some(left), Some(right)) => &self.whole[left.end..right.start],
            _ => "",
        }
    }

    /// Whether two tokens that follow each other may belong to one name: nothing between them that ends a
    /// clause, a sentence or a paragraph.
    pub(crate) fn joined(self, left: usize) -> bool {
        let gap = self.gap(left);
        gap == " "
            || !ends_clause_without_stop(gap) && (!gap.contains('.') || is_short_form(self.written(left)))
    }
}

/// Whether what stands in front of a word lets a sentence begin with it, or speech, or a title.
fn begins_anew(gap: &str) -> bool {
    gap != "-"
        && (gap.contains(|letter: char| !letter.is_whitespace() && letter != ',') || gap.contains('\n'))
}

/// Words that join two names, of all languages.
static AND: LazyLock<HashSet<&'static str, FixedState>> =
    LazyLock::new(|| languages::all().iter().flat_map(|language| language.words("and")).collect());

/// Whether a word may stand between a given name and the surname: a name itself, or a short particle that joins no two names
/// as in `William and Harry`.
pub(crate) fn may_stand_between(word: &str) -> bool {
    let Some(first) = word.chars().next() else { return false };
    first.is_uppercase()
        || (Script::of(first).is_some_and(|script| !script.has_case()) || word.chars().count() <= 3)
            && !AND.contains(word)
}
