//! What is kept of an article that matches, to find its copies and what else tells of the same happening.

use crate::event::{EventFingerprint, FingerprintReader, KnownMention};
use crate::story::{Sketch, sketch};
use crate::watch::found::Match;

/// By what an article is known again.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ArticleTraits {
    /// Of its words: its copies share them.
    pub sketch: Sketch,
    /// Of whom and what it names: other articles about the same happening share that.
    pub fingerprint: EventFingerprint,
}

impl ArticleTraits {
    /// Those of an article in plain text of a family of publishers, and of what it matches.
    pub(crate) fn of(
        reader: &mut FingerprintReader,
        (title, text): (&str, &str),
        matches: &[Match],
        family: &str,
    ) -> Self {
        let fingerprint = reader.read((title, text), &KnownMention::of(matches), family);
        Self { sketch: sketch(title, text), fingerprint }
    }
}
