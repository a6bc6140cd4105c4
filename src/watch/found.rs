//! What matching found: which watchlist, how strongly, where, and the sentences to show.

use serde::{Deserialize, Serialize};

use crate::watch::hit_rule::HitRule;
use crate::watch::item::Field;

/// One watchlist that matched one entry. The store keeps it as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Match {
    /// The id of the watchlist.
    pub watchlist: String,
    /// How much the entry says about it; compare with the watchlist's threshold.
    pub score: f64,
    /// Every mention of every required or notable name, by field and place.
    pub hits: Vec<Hit>,
    /// The sentences to show, at most three, in the order of the text: the one that says most, and what else is worth
    /// reading.
    pub excerpts: Vec<Excerpt>,
    /// The required names that were found, as a person would read them, each once.
    pub terms: Vec<String>,
    /// The notable names that were found, each once.
    pub notable: Vec<String>,
    /// What matching left out, where a limit cut something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One mention. Offsets are UTF-8 bytes, half open, and stand on character borders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hit {
    /// Where it was found.
    pub field: Field,
    /// The first byte of the first word.
    pub start: usize,
    /// One past the last byte of the last word.
    pub end: usize,
    /// The words as they stand in the field.
    pub surface: String,
    /// The word, phrase or alias of the watchlist that was met.
    pub term: String,
    /// The id of the entity that the alias belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// The rule by which the surface is the term.
    pub why: HitRule,
}

/// A piece of one field to show, cut at sentence borders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Excerpt {
    /// Where it stands.
    pub field: Field,
    /// The original words with line breaks turned into spaces; `…` at an end where a long sentence was cut.
    pub text: String,
    /// What to mark, as bytes of `text`, in order and never overlapping.
    pub marks: Vec<(usize, usize)>,
}
