//! One language's table of endings.

use crate::forms::chain::Chain;
use crate::forms::ending::{Ending, WordEnd};
use crate::text::script::Script;

/// One language's table; the lines of its file say the same.
#[derive(Debug)]
pub(crate) struct LanguageTable {
    /// As in feeds: `ru`.
    pub code: &'static str,
    pub name: &'static str,
    pub script: Script,
    pub vowels: &'static str,
    /// Letters that no word of this language has: a token that has one is not declined by this table.
    pub foreign: &'static str,
    /// Its small letters, as written; empty where nothing is known.
    pub alphabet: &'static str,
    /// A few of its commonest words.
    pub common: Vec<&'static str>,
    /// What no word of it has although the letters are its own.
    pub never: Vec<&'static str>,
    /// Vowels that fall out before an ending: Павел, Павла.
    pub fleeting: Vec<&'static str>,
    /// Vowels that come between the last two consonants of a plural without ending: Святки, Святок.
    pub inserted: Vec<&'static str>,
    /// Vowels that change when the last syllable opens: Київ, Києва.
    pub closed: Vec<(&'static str, &'static str)>,
    /// Last letters that change before any ending: Васілеўў, Васілева.
    pub finals: Vec<(&'static str, &'static str)>,
    /// Last consonants that change before a vowel of a chain.
    pub softened: Vec<(&'static str, &'static str)>,
    /// Last consonants of a stem that change before certain endings: Прага, Празі.
    pub swaps: Vec<Swap>,
    pub rows: Vec<Paradigm>,
    /// On which words the chain may stand.
    pub places: Vec<WordEnd>,
    pub chain: Chain,
    /// What is written together in front of a word.
    pub prefixes: Vec<&'static str>,
    /// The article that a prefix may swallow.
    pub article: &'static str,
    /// What stands before an apostrophe in front of a word.
    pub elisions: Vec<&'static str>,
    /// Too free for written names; only words that are compared by sound are cut with it.
    pub only_sound: bool,
    /// Put only to names that are known to be of the language.
    pub own_names: bool,
}

/// One paradigm.
#[derive(Debug)]
pub(crate) struct Paradigm {
    pub name: &'static str,
    pub place: WordEnd,
    pub endings: Vec<Ending>,
}

/// Consonants that change before certain endings.
#[derive(Debug)]
pub(crate) struct Swap {
    pub letters: Vec<(&'static str, &'static str)>,
    pub endings: Vec<Ending>,
}
