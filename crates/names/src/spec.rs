//! What is looked for and what is found: the vocabulary that all other rooms share.
//!
//! A [`term`] is one thing that somebody watches, with all its spellings. Each spelling becomes phrases ([`phrase`]): ways in which its
//! words ([`word`]) may stand in a text, such as the full name, the surname alone, or all in one word. A [`hit`] is a place
//! where a phrase stands, with its reason as data; words for it are made by whoever shows it.

pub(crate) mod hit;
pub(crate) mod phrase;
pub(crate) mod term;
pub(crate) mod word;
