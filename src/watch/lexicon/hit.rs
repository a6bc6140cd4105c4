//! One mention of a term, and why it is one.

use std::fmt;
use std::sync::Arc;

use super::spec::TermId;

/// A place where a term is mentioned.
#[derive(Debug, Clone)]
pub(crate) struct TermHit {
    /// Which term.
    pub term: TermId,
    /// Which of the texts that were scanned together, counted from 0.
    pub part: usize,
    /// First byte in that text.
    pub start: usize,
    /// One past the last byte; the span always covers whole tokens.
    pub end: usize,
    /// The first token of the mention, counted from 0 in its text: the word distance of two mentions is the
    /// difference of the nearer ends.
    pub token_first: usize,
    /// The last token of the mention.
    pub token_last: usize,
    /// 1 for a spelling or case form, 0.8 by sound, 0.7 for an anchored lone surname.
    pub confidence: f32,
    /// The rule that found it.
    pub why: Why,
}

/// The rule by which a mention was found; `Display` says it in words: `ru "Алиев": ending -ым, instrumental`.
#[derive(Debug, Clone)]
pub(crate) struct Why {
    spelling: Arc<str>,
    sound: Option<f32>,
}

impl Why {
    /// The distance if the mention was found by sound: 0 sounds the same, 0.3 is the most that counts.
    pub(crate) fn sound(&self) -> Option<f32> {
        self.sound
    }

    /// The spelling that was found, as the operator wrote it.
    pub(crate) fn spelling(&self) -> &str {
        &self.spelling
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spelling())
    }
}
