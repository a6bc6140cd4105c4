//! Text as people read it: tokens, sentences, scripts and case forms.

pub(crate) mod fold;
pub(crate) mod forms;
pub(crate) mod script;
pub(crate) mod sentence;
pub(crate) mod token;
