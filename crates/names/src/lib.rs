//! Names in running text of any script: found in every case form and spelling, each with its reason.

#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod forms;
mod index;
mod lexicon;
#[cfg(test)]
mod paradigms;
mod phonetic;
mod scan;
mod spec;
#[cfg(test)]
mod tests;
mod text;

pub use self::forms::tables::Forms;
pub use self::lexicon::{Lexicon, finds_itself};
pub use self::phonetic::base::base_form;
pub use self::phonetic::heard::HeardWord;
pub use self::scan::memo::Memo;
pub use self::scan::refused::{RefusalReason, RefusedMention};
pub use self::scan::title::is_title;
pub use self::spec::hit::{Manner, NameHit, Reason, Why};
pub use self::spec::term::{Form, Spelling, Surname, Term, TermId, is_too_long};
pub use self::text::fold::{Folded, fold};
pub use self::text::script::Script;
pub use self::text::sentence::{paragraphs, sentences};
pub use self::text::token::{Token, Tokens, tokens};
