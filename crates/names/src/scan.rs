//! One pass over the texts of an item: tokens, words, phrases, then what one mention says about another.
//!
//! Each distinct token is worked out once and remembered by the thread ([`memo`]): [`lookup`] finds every word that it may be a form of.
//! A form counts only where the words around it are not surely of other languages ([`words_around`]). Where a token is the anchor
//! of a phrase, the other words are looked for [`around`] it: in [`order`], or in the ways in which
//! people are written ([`person`], [`patronymic`]). Tokens side by side that may be somebody by sound are found in [`pairs`]. In the end
//! [`settle`] holds the mentions against each other: what is excluded, surnames inside other people's names, overlaps. [`pass`]
//! does all this in order; [`refused`] tells what was left out, for people who ask.

pub(crate) mod around;
pub(crate) mod lookup;
pub(crate) mod memo;
pub(crate) mod order;
pub(crate) mod pairs;
pub(crate) mod pass;
pub(crate) mod patronymic;
pub(crate) mod person;
pub(crate) mod refused;
pub(crate) mod scanned_text;
pub(crate) mod settle;
pub(crate) mod short_form;
pub(crate) mod title;
mod words_around;
