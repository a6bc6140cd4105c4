//! Which languages the words around a mention are surely not in: their letters say so, whatever a feed claims.

use crate::forms::language_set::LanguageSet;
use crate::forms::tables::Forms;
use crate::scan::scanned_text::ScannedText;
use crate::spec::word::WordMatch;
use crate::text::script::Script;

/// So many tokens are judged together.
const BLOCK: usize = 16;
/// So many tokens on either side are heard as witnesses.
const REACH: usize = 16;
/// So many more words with letters that a language lacks than in the language that they fit best, at least, and one in how many
/// words: a quotation or two is no other language.
const MARGIN: usize = 2;
const SHARE: usize = 16;

/// So many common words of one language are needed before anything is believed about the others.
const COMMON: usize = 1;

/// What is known of the languages of a text, place by place.
pub(crate) struct WordsAround<'a> {
    text: ScannedText<'a>,
    forms: &'static Forms,
    /// The block and script that were asked for last.
    last: Option<(usize, Script, LanguageSet)>,
}

impl<'a> WordsAround<'a> {
    pub(crate) fn new(text: ScannedText<'a>, forms: &'static Forms) -> Self {
        Self { text, forms, last: None }
    }

    /// Whether a token is a form of a word in none of the languages that the words around it can be of: another name.
    pub(crate) fn forbid(&mut self, at: usize, one: &WordMatch) -> bool {
        one.languages != LanguageSet::ALL && one.languages.without(self.strangers(at)).is_empty()
    }

    /// The languages that the words around a token are surely not in.
    fn strangers(&mut self, at: usize) -> LanguageSet {
        let Some(script) = self.text.written(at).chars().find_map(Script::of) else {
            return LanguageSet::default();
        };
        let block = at / BLOCK;
        if let Some((_, _, set)) = self.last.filter(|last| (last.0, last.1) == (block, script)) {
            return set;
        }
        let set = self.judge(block, script);
        self.last = Some((block, script, set));
        set
    }

    fn judge(&self, block: usize, script: Script) -> LanguageSet {
        let candidates = self.forms.spelled_in(script);
        let end = self.text.tokens.len().min((block + 1) * BLOCK + REACH);
        let around = &self.text.tokens[(block * BLOCK).saturating_sub(REACH)..end];
        let mut against = [0_usize; LanguageSet::MOST];
        let mut common = [0_usize; LanguageSet::MOST];
        for token in around {
            let written = || self.forms.witness(&self.text.whole[token.start..token.end]);
            let witness = self.text.memo.witness(token.known, written);
            witness.against.places().for_each(|place| against[place] += 1);
            witness.common.places().for_each(|place| common[place] += 1);
        }
        // A text in a language without a table borrows the endings of others: nothing is forbidden there.
        if common.iter().all(|words| *words < COMMON) {
            return LanguageSet::default();
        }
        let least = candidates.places().map(|place| against[place]).min().unwrap_or(0);
        let margin = MARGIN.max(around.len() / SHARE);
        let strange = candidates.places().filter(|place| against[*place] >= least + margin);
        strange.fold(LanguageSet::default(), |set, place| set.with(LanguageSet::one(place)))
    }
}
