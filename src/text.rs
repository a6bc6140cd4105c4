//! Text as people read it: HTML reduced to plain text, tokens, sentences, scripts and case forms.

pub(crate) mod fold;
pub(crate) mod forms;
pub(crate) mod html;
pub(crate) mod reference;
pub(crate) mod script;
pub(crate) mod sentence;
pub(crate) mod token;
