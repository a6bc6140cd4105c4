//! What stands in a text and is no mention: surnames alone of people who are not named in full, what is excluded, and
//! endings of other languages.

use crate::index::term_index::TermIndex;
use crate::phonetic::cache::SILENT;
use crate::scan::around::around;
use crate::scan::memo::{KnownToken, Memo, Placed};
use crate::scan::pass;
use crate::scan::scanned_text::ScannedText;
use crate::scan::words_around::WordsAround;
use crate::spec::hit::NameHit;
use crate::spec::phrase::Phrase;
use crate::spec::term::TermId;
use crate::spec::word::Taken;
use crate::text::token::tokens;

/// A place where a term nearly is mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RefusedMention {
    /// Which term.
    pub term: TermId,
    /// Which of the texts, counted from 0.
    pub part: usize,
    /// First byte in that text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Why it is none.
    pub reason: RefusalReason,
}

/// Why something is no mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefusalReason {
    /// It is one of the names that do not count.
    Excluded,
    /// It is a surname that counts only where the full name stands, or none that follows another given name.
    SurnameAlone,
    /// It has an ending of languages that the words around it are surely not in.
    OtherLanguage,
}

/// All of them by form, in order of term and place; what is only heard is left out. For explanations: it takes the time of a
/// second scan.
pub(crate) fn refused(index: &TermIndex, memo: &mut Memo, texts: &[&str]) -> Vec<RefusedMention> {
    let mut hits = Vec::new();
    pass::scan(index, memo, texts, &mut hits);
    let mut found = Vec::new();
    for (part, whole) in texts.iter().enumerate() {
        let mut placed = Vec::new();
        for token in tokens(whole) {
            let KnownToken { list, place } = memo.look_up(&whole[token.start..token.end], index);
            placed.push(Placed { start: token.start, end: token.end, list, voice: SILENT, known: place });
        }
        let text = ScannedText { whole, tokens: &placed, memo, sounds: &index.sounds };
        let mut nearby = WordsAround::new(text, index.words.forms);
        for (at, token) in placed.iter().enumerate().filter(|(_, token)| token.list != 0) {
            for one in memo.words(token.list) {
                let strange = nearby.forbid(at, one);
                let refuses = |phrase: &&Phrase| strange || phrase.cancels || phrase.is_anchored();
                for phrase in index.anchored_by(one.word).filter(refuses) {
                    let reason = match strange {
                        true => RefusalReason::OtherLanguage,
                        false if phrase.cancels => RefusalReason::Excluded,
                        false => RefusalReason::SurnameAlone,
                    };
                    let (start, end) = match around(phrase, text, at, Taken::from(one)) {
                        Some(found) => (placed[found.first].start, placed[found.last].end),
                        None if phrase.cancels || strange => continue,
                        None => (token.start, token.end),
                    };
                    let term = phrase.term;
                    let counts = |hit: &NameHit| {
                        (hit.term, hit.part) == (term, part) && hit.start < end && start < hit.end
                    };
                    if !hits.iter().any(counts) {
                        found.push(RefusedMention { term, part, start, end, reason });
                    }
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
