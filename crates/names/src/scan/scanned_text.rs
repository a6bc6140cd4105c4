//! The tokens of a text that is scanned: what each may be, what stands between and around them.

use std::sync::{Arc, LazyLock};

use crate::phonetic::cache::{SILENT, UNHEARD};
use crate::phonetic::distance;
use crate::phonetic::index::{SoundIndex, SoundingId};
use crate::phonetic::voice::TokenSound;
use crate::scan::memo::{Memo, Placed};
use crate::spec::hit::Reason;
use crate::spec::phrase::Style;
use crate::spec::word::{Taken, WordId};
use crate::text::fold::fold;
use crate::text::script::Script;

/// The tokens of one text.
#[derive(Clone, Copy)]
pub(crate) struct ScannedText<'a> {
    pub whole: &'a str,
    pub tokens: &'a [Placed],
    pub memo: &'a Memo,
    pub sounds: &'a SoundIndex,
}

/// The reason of all that is found by sound.
static SOUND: LazyLock<Arc<Reason>> = LazyLock::new(|| Arc::new(Reason::Sound));

impl<'a> ScannedText<'a> {
    /// What makes the token at `at` the word, if anything does.
    pub(crate) fn word(self, at: usize, word: WordId, style: Style) -> Option<Taken<'a>> {
        if style.by_sound() {
            return self.heard(at, word);
        }
        let list = self.tokens.get(at)?.list;
        if list == 0 {
            return None;
        }
        let matches = self.memo.words(list);
        let at = matches.partition_point(|one| one.word < word);
        matches.get(at).filter(|one| one.word == word).map(Taken::from)
    }

    /// The token at `at` as the word that it sounds like.
    pub(crate) fn heard(self, at: usize, word: WordId) -> Option<Taken<'a>> {
        self.heard_as(at, self.sounds.word(word)?)
    }

    /// The same for a word that is known by its sound.
    pub(crate) fn heard_as(self, at: usize, word: SoundingId) -> Option<Taken<'a>> {
        let distance = self.sounds.distance(self.voice(at)?, word)?;
        Some(Taken { distance, skip: 0, reason: &SOUND })
    }

    /// How a token sounds, if it was heard and may be anybody's name.
    pub(crate) fn voice(self, at: usize) -> Option<TokenSound<'a>> {
        match self.tokens.get(at)?.voice {
            SILENT | UNHEARD => None,
            voice => self.memo.voices.get(voice),
        }
    }

    /// The people whose given name and surname two tokens sound like.
    pub(crate) fn named(self, given: usize, surname: usize) -> &'a [u32] {
        let voice = |at: usize| self.tokens.get(at).map_or(SILENT, |token| token.voice);
        self.memo.voices.named(voice(given), voice(surname))
    }

    /// Calls `each` with the tokens around a surname at `at` that may be its given name by their place and
    /// their first letter: in front, with words between, and behind.
    pub(crate) fn given_names(self, at: usize, mut each: impl FnMut(usize)) {
        let may_be_name = |place: usize| self.tokens.get(place).is_some_and(|token| token.voice != SILENT);
        for place in (at.saturating_sub(1 + self.sounds.between())..at).rev() {
            if !self.joined(place) {
                break;
            }
            if may_be_name(place) {
                each(place);
            }
            if !may_stand_between(self.written(place)) {
                break;
            }
        }
        if may_be_name(at + 1) && (self.joined(at) || self.gap(at).trim() == ",") {
            each(at + 1);
        }
    }

    /// Whether an initial with its dot stands in front of a token.
    pub(crate) fn is_behind_initial(self, at: usize) -> bool {
        at > 0 && self.gap(at - 1).starts_with('.') && self.is_capitalised(at - 1)
    }

    /// What the one or two initials in front of a token begin with: script and sound.
    pub(crate) fn initials_before(self, at: usize) -> impl Iterator<Item = (Script, u8)> {
        let places = (at.saturating_sub(2)..at).filter(move |place| self.gap(*place).starts_with('.'));
        places.filter_map(move |place| distance::first_of(&fold(self.written(place))))
    }

    /// The written form of a token.
    pub(crate) fn written(self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| &self.whole[token.start..token.end])
    }

    /// Whether a token has a capital in front, or is of a script without.
    pub(crate) fn is_capitalised(self, at: usize) -> bool {
        let first = self.written(at).chars().next().unwrap_or(' ');
        first.is_uppercase() || Script::of(first).is_some_and(|script| !script.has_case())
    }

    /// What stands between two tokens that follow each other.
    pub(crate) fn gap(self, left: usize) -> &'a str {
        match (self.tokens.get(left), self.tokens.get(left + 1)) {
            (Some(left), Some(right)) => &self.whole[left.end..right.start],
            _ => "",
        }
    }

    /// Whether two tokens that follow each other may belong to one name: nothing between them that ends a
    /// clause or a paragraph.
    pub(crate) fn joined(self, left: usize) -> bool {
        let gap = self.gap(left);
        gap == " "
            || !gap.contains([
                ',', ';', ':', '!', '?', '(', ')', '[', ']', '|', '/', '…', '،', '؛', '«', '„', '“',
            ]) && gap.matches('\n').count() < 2
                && (!gap.contains('.') || self.written(left).chars().count() <= 3)
    }
}

/// Whether a word may stand between a given name and the surname: a name itself, or a short particle.
pub(crate) fn may_stand_between(word: &str) -> bool {
    let Some(first) = word.chars().next() else { return false };
    first.is_uppercase()
        || Script::of(first).is_some_and(|script| !script.has_case())
        || word.chars().count() <= 3
}
