//! What a text says of a happening that other languages say alike: whom and what it names, and its numbers.

use serde::{Deserialize, Serialize};

/// What is kept of a matched article to find others about the same happening. The store keeps it as JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct EventFingerprint {
    /// The watchlists' entities that were found, and `=` before the codes of countries; each once, in order.
    #[serde(rename = "k", default)]
    pub known: Vec<String>,
    /// Other words that are names, or may be, in the order in which they stand; at most [`super::reader::WORDS`].
    #[serde(rename = "w", default)]
    pub words: Vec<WordFound>,
    /// Its numbers, each once, in order.
    #[serde(rename = "n", default)]
    pub numbers: Vec<String>,
    /// The name of the publisher that it cites as its source. It says nothing of what happened, and how independent the news is.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub cites: Option<String>,
}

/// A word that may be a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WordFound {
    /// As it stands in the text.
    #[serde(rename = "w")]
    pub word: String,
    /// Words that stand together, a given name and a surname, are one name: they bear one number.
    #[serde(rename = "r")]
    pub run: u16,
    /// How far it is known to be a name.
    #[serde(rename = "s")]
    pub standing: NameStanding,
    /// Whether it stands in the title or among the first words, where the news is.
    #[serde(rename = "l")]
    pub leads: bool,
}

/// How far a word is known to be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum NameStanding {
    /// It begins a sentence, or stands in a title all of whose words have capitals.
    #[serde(rename = "d")]
    Doubtful,
    /// Its script has no capitals, which would tell.
    #[serde(rename = "u")]
    Untold,
    /// It has a capital inside a sentence.
    #[serde(rename = "s")]
    Sure,
}
