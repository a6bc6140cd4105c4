//! Names by sound: one alphabet for all scripts, how far two sounds are apart, and who may be meant by a token.
//!
//! [`letters`] reads a word of any script aloud, into an alphabet of about thirty sounds; Latin words are read once for each family of
//! orthographies that they may belong to. [`distance`] is a weighted edit distance over those sounds. Comparing every token
//! with every name would take too long, so names are entered under their consonants in classes that no spelling confuses
//! ([`consonants`], [`sounding`], [`index`]): a token asks only those whose consonants differ by one at most. What was worked out for a
//! token, or for two that stand side by side, is remembered ([`voice`], [`cache`]). [`base`] goes the other way: which form of
//! a word that was met sounds most like the name. [`heard`] compares two words of texts, neither of which is known.

pub(crate) mod base;
pub(crate) mod cache;
pub(crate) mod consonants;
pub(crate) mod distance;
pub(crate) mod heard;
pub(crate) mod index;
pub(crate) mod letters;
pub(crate) mod sounding;
pub(crate) mod voice;
