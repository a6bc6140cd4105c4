//! An entry of a feed: its key, which outlives it, and what of its text is an edit and what is noise.

mod ages;
pub(crate) mod alike;
mod content;
mod heading;
mod key;
mod language;
mod link;
pub(crate) mod noise;
mod noise_words;
mod resemblance;
mod script;
mod unlike;
mod version;

pub(crate) use content::{ContentHash, title_hash};
pub(crate) use heading::heading;
pub(crate) use key::EntryKey;
pub(crate) use language::{contradicts, is_rather, is_same_language, primary, told_by_text, would_be_told};
pub(crate) use link::{canonical_link, is_tracking, page_address};
pub(crate) use resemblance::kept_share;
pub(crate) use script::LetterSample;
pub(crate) use version::Entry;
