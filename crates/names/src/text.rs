//! Text as people read it: which alphabet a letter has, where words and sentences are, and what all spellings of one word share.
//!
//! A text is never rewritten. [`token`] cuts it into words as byte ranges; each word is folded once ([`fold`]): lower case, without
//! marks, apostrophes, invisible signs, the Latin letters that only look Cyrillic and what is traditional in Chinese. All that is compared later are folded words.

pub(crate) mod fold;
pub(crate) mod gap;
pub(crate) mod han;
pub(crate) mod script;
pub(crate) mod sentence;
pub(crate) mod token;
