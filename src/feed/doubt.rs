//! What one answer says and a second one has to confirm.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An entry that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AbsentEntry {
    /// Its key.
    pub key: String,
    /// The answer that lacked it first.
    pub since: Timestamp,
}

/// A former text that an entry shows again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReturnedText {
    /// The entry's key.
    pub key: String,
    /// The upper half of the text's hash.
    pub hash: u64,
    /// How many answers in a row have shown it.
    pub answers: u32,
    /// The first of them.
    pub since: Timestamp,
}

/// A body that is not believed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HeldBody {
    /// Hashes of its changed entries with their texts.
    pub changed: Vec<u64>,
    /// The answer that brought the first of its kind, or with which it was given up.
    pub since: Timestamp,
    /// Whether the feed changes so at every answer: then nothing is held for a while.
    #[serde(default)]
    pub is_given_up: bool,
}

/// Texts that a feed shows whole in one answer and cut in another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct CutTexts {
    /// Bytes of the stored texts of the entries that are listed, in their order; 0 where they are not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lengths: Vec<u32>,
    /// Hashes of entries with texts that are cut.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<u64>,
    /// Answers in a row whose texts were cut.
    pub answers: u32,
    /// The first of them.
    pub since: Option<Timestamp>,
}
