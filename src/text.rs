//! Text as people read it: HTML reduced to plain text, tokens, sentences, scripts and case forms.

pub(crate) mod html;
pub(crate) mod reference;
