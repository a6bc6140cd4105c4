//! A word of a spelling, and a token taken for it.

use std::sync::{Arc, LazyLock};

use crate::forms::language_set::LanguageSet;
use crate::spec::hit::Reason;
use crate::text::script::ScriptSet;

/// Longer tokens are no words: addresses, encoded data. They are never found.
pub(crate) const LONGEST_TOKEN: usize = 256;

/// An index into the words of a lexicon.
pub(crate) type WordId = u32;

/// How a token may differ from a word of a spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum WordKind {
    /// All case forms; with a capital in front if the spelling has one.
    Forms { capital: bool },
    /// Case forms behind this many capitals.
    Acronym { capitals: usize },
    /// As written.
    Exact,
    /// `*` and `?`; with a capital in front if the pattern has one.
    Pattern { capital: bool },
    /// By sound alone: compared with tokens of these scripts.
    Sound {
        scripts: ScriptSet,
        /// The families of orthographies, as bits, by which it is read besides English.
        families: u8,
    },
}

/// A word that some spelling has.
#[derive(Debug)]
pub(crate) struct SpelledWord {
    pub kind: WordKind,
    /// Exact: normalised (NFC); otherwise folded.
    pub text: String,
    /// The language of the spelling it was first seen in: whose case names the explanation prefers.
    pub lang: Option<String>,
    /// The languages whose endings may be put to it.
    pub languages: LanguageSet,
}

impl SpelledWord {
    /// Whether the spelling has a capital in front.
    pub(crate) fn is_name(&self) -> bool {
        matches!(self.kind, WordKind::Forms { capital: true } | WordKind::Acronym { .. })
    }
}

/// A token taken for a word.
#[derive(Debug, Clone)]
pub(crate) struct WordMatch {
    pub word: WordId,
    /// How many bytes of the token come before the word: the `l'` of `l'Iran`.
    pub skip: u8,
    pub reason: Arc<Reason>,
    /// The languages that put such an ending to it; all where it is more than an ending that makes it the word.
    pub languages: LanguageSet,
}

/// The reason that says nothing else is shared.
static SAME: LazyLock<Arc<Reason>> = LazyLock::new(|| Arc::new(Reason::Same));

impl WordMatch {
    pub(crate) fn plain(word: WordId, reason: Reason) -> Self {
        let reason = if reason == Reason::Same { Arc::clone(&SAME) } else { Arc::new(reason) };
        Self { word, skip: 0, reason, languages: LanguageSet::ALL }
    }

    /// Whether the ending is the -s that German puts between the parts of a compound, too.
    pub(crate) fn ends_with_s(&self) -> bool {
        matches!(&*self.reason, Reason::Ending { ending, .. } | Reason::Suffix { ending, .. } if ending == "s" || ending == "es")
    }
}

/// A token of a text taken for a word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken<'a> {
    /// 0 unless by sound.
    pub distance: f32,
    /// How many bytes of the token come before the word.
    pub skip: u8,
    pub reason: &'a Arc<Reason>,
}

impl<'a> From<&'a WordMatch> for Taken<'a> {
    fn from(found: &'a WordMatch) -> Self {
        Self { distance: 0.0, skip: found.skip, reason: &found.reason }
    }
}
