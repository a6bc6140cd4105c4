//! What an edit did, as data: the places that changed, word by word, and how much each weighs.

use serde::{Deserialize, Serialize};

/// What an edit did, in the order an analyst reads it: what went away near a watched name first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TextChange {
    /// How much of the text is new.
    pub extent: Extent,
    /// The title word by word; `None` where it stayed.
    pub title: Option<Passage>,
    /// The places of the body that changed, at most [`PASSAGES`]; the weightiest first.
    pub passages: Vec<Passage>,
    /// Changed places beyond those, counted because they are not shown.
    pub more: usize,
    /// What the publisher says itself that it corrected, in its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
}

impl TextChange {
    /// What it means for a reader: the weight of its weightiest place.
    pub(crate) fn weight(&self) -> Weight {
        let passages = self.passages.iter().chain(&self.title);
        passages.map(|passage| passage.weight).min().unwrap_or(Weight::Added)
    }
}

/// Changed places that one edit shows.
pub(crate) const PASSAGES: usize = 6;

/// How much of a text an edit changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Extent {
    /// Words here and there.
    Edited,
    /// More than 70 % of its words went away: a comparison says little, so the new text is shown.
    Rewritten,
}

/// One changed place with a few words around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Passage {
    /// What it means for a reader.
    pub weight: Weight,
    /// The words in order; removed ones stand before what took their place.
    pub runs: Vec<Run>,
}

/// What a changed place means for a reader, the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Weight {
    /// Words went away from a sentence that named somebody watched.
    RemovedNearName,
    /// Words went away elsewhere.
    Removed,
    /// Words came into a sentence that names somebody watched, and none went away.
    AddedNearName,
    /// Words came elsewhere, and none went away.
    Added,
}

/// Words with one fate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Run {
    /// What became of them.
    pub fate: Fate,
    /// The words as published; `…` stands where something between them was left out.
    pub text: String,
}

/// What became of a run of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fate {
    /// They stand in both revisions.
    Kept,
    /// They stand in the earlier revision only.
    Removed,
    /// They stand in the later revision only.
    Added,
}
