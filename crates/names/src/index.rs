//! All terms in one index, made once and never changed: from the words of the spellings to what a scan looks up.
//!
//! [`build`] makes words and phrases of the spellings as they are [`written`]. [`stem_index`] holds the distinct words under all stems of their case forms, so that a
//! token finds every word that it may be a form of by looking up its own prefixes; words with `*` and `?` are found by the
//! letters before and behind these ([`pattern`]); what is the same to everybody, such as `Koeln`, comes from [`variants`]. [`term_index`] is the whole: words, phrases by the word that anchors them, and
//! the people who are looked for by sound.

pub(crate) mod build;
pub(crate) mod pattern;
pub(crate) mod stem_index;
pub(crate) mod term_index;
pub(crate) mod variants;
pub(crate) mod written;
